package dev.caravan.core.channel;

import dev.caravan.core.kernel.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A send or a receive that waits in the queue of a channel: alone, or as one clause of a select. It
 * is settled at most once, under the channel's lock, and its waiter is woken outside.
 *
 * @param <T> the type of the item
 */
final class Waiting<T> {
  private final Exchange<T> channel;
  private final boolean sends;
  private final Trigger trigger;
  private final @Nullable Selection selection;

  // guarded by the channel's lock until the waiting is settled, then the waiter's
  @Nullable T item; // to be sent, or what was received
  @Nullable ChannelEnd end; // what the channel came to instead
  @Nullable Waiting<T> next; // in its queue; null if it is in none
  @Nullable Waiting<T> previous;
  private @Nullable Runnable wake;

  /**
   * A wait to send an item, or to receive one.
   *
   * @param item null to receive
   * @param selection the select whose clause it is; null if it stands alone
   */
  Waiting(Exchange<T> channel, @Nullable T item, @Nullable Selection selection) {
    this.channel = channel;
    this.sends = item != null;
    this.item = item;
    this.selection = selection;
    this.trigger = selection == null ? triggerFor(channel) : selection.trigger;
  }

  /** Two that meet in a rendezvous tend to answer each other at once. */
  private Trigger triggerFor(Exchange<T> awaited) {
    return awaited.capacity() == 0 ? Trigger.brief(this) : new Trigger(this);
  }

  Trigger trigger() {
    return trigger;
  }

  boolean sends() {
    return sends;
  }

  /**
   * Settles the waiting; false if its waiter has given up or was served elsewhere. If true, it has
   * to be {@linkplain #wake() woken} outside the lock.
   */
  boolean claim() {
    if (selection == null || selection.choose(this)) {
      wake = trigger.claim();
    }
    return wake != null;
  }

  void wake() {
    if (wake != null) {
      wake.run();
    }
  }

  /** Takes it out of its queue: nobody can serve it any more. */
  void giveUp() {
    channel.giveUp(this);
  }

  /** What its waiter waits for, in dumps and messages. */
  @Override
  public String toString() {
    return (sends ? "room in " : "an item from ") + channel;
  }
}
