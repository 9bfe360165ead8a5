package dev.caravan.core.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The state of a channel, and the steps that its lock makes atomic: to give, to take, to queue, to
 * end. {@link Channel} makes sends and receives of them, {@link Select} selects.
 *
 * @param <T> the type of the items
 */
abstract sealed class Exchange<T> extends Latch permits Channel {
  /*
   * Under the lock always one of:
   *   items in the ring, nobody receives; senders wait only if it is full
   *   no items, and either receivers wait or (in a rendezvous) senders, never both
   *   ended: nobody waits
   */
  private static final AtomicLong IDS = new AtomicLong();

  /** The order in which a select locks. */
  final long id = IDS.incrementAndGet();

  private Ring<T> ring; // another one once the channel has failed
  private final WaitQueue<T> senders = new WaitQueue<>();
  private final WaitQueue<T> receivers = new WaitQueue<>();
  private @Nullable ChannelEnd end;
  private @Nullable Waiting<T> settled; // by the holder of the lock, which wakes it outside

  Exchange(int capacity) {
    super(capacity == 0 ? 0 : SENDABLE);
    this.ring = new Ring<>(capacity);
  }

  final int capacity() {
    return ring.capacity();
  }

  /** How many items the ring holds. Under the lock. */
  final int held() {
    return ring.size();
  }

  /** What the channel came to; null while it is open. Under the lock. */
  final @Nullable ChannelEnd end() {
    return end;
  }

  /** Gives an item to a receiver that waits, or puts it into the ring; false if it is full. */
  final boolean give(T item) {
    for (Waiting<T> next = receivers.poll(); next != null; next = receivers.poll()) {
      next.item = item;
      if (next.claim()) {
        settled = next;
        return true;
      }
      next.item = null;
    }
    if (ring.isFull()) {
      return false;
    }
    ring.add(item);
    return true;
  }

  /** Takes the oldest item, and into its place that of the first sender that waits. */
  final @Nullable T take() {
    T item = ring.size() == 0 ? null : ring.take();
    Waiting<T> sender = claimSender();
    if (sender == null) {
      return item;
    }
    settled = sender;
    T sent = Objects.requireNonNull(sender.item);
    if (item == null) {
      return sent;
    }
    ring.add(sent);
    return item;
  }

  private @Nullable Waiting<T> claimSender() {
    Waiting<T> next = senders.poll();
    while (next != null && !next.claim()) {
      next = senders.poll();
    }
    return next;
  }

  /** Queues a wait to send an item, or to receive one if it is null. */
  final Waiting<T> queue(@Nullable T item, @Nullable Selection selection) {
    Waiting<T> waiting = new Waiting<>(this, item, selection);
    (item == null ? receivers : senders).add(waiting);
    return waiting;
  }

  /** Ends the channel; returns who waited, to be woken outside. */
  final List<Waiting<T>> end(ChannelEnd how) {
    end = how;
    List<Waiting<T>> waited = new ArrayList<>();
    claimAll(senders, how, waited);
    claimAll(receivers, how, waited);
    return waited;
  }

  private void claimAll(WaitQueue<T> queue, ChannelEnd how, List<Waiting<T>> claimed) {
    for (Waiting<T> next = queue.poll(); next != null; next = queue.poll()) {
      next.end = how;
      if (next.claim()) {
        claimed.add(next);
      }
    }
  }

  /** Takes all items away. */
  final Ring<T> empty() {
    Ring<T> emptied = ring;
    ring = new Ring<>(emptied.capacity());
    return emptied;
  }

  /** Takes out of its queue a wait that nobody can serve any more. Takes the lock. */
  final void giveUp(Waiting<T> waiting) {
    lock();
    try {
      (waiting.sends() ? senders : receivers).remove(waiting);
    } finally {
      unlock();
    }
  }

  /** Frees the lock, and wakes whom its holder has served. */
  final void unlock() {
    Waiting<T> toWake = release();
    if (toWake != null) {
      toWake.wake();
    }
  }

  /** Frees the lock; returns whom its holder has served and now has to wake, or null. */
  final @Nullable Waiting<T> release() {
    Waiting<T> toWake = settled;
    if (toWake != null) {
      settled = null;
    }
    unlock(hints());
    return toWake;
  }

  private int hints() {
    if (end != null) {
      return RECEIVABLE | SENDABLE;
    }
    return (ring.size() > 0 || !senders.isEmpty() ? RECEIVABLE : 0)
        | (!ring.isFull() || !receivers.isEmpty() ? SENDABLE : 0);
  }
}
