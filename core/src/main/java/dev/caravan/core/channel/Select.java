package dev.caravan.core.channel;

import dev.caravan.core.channel.Clause.OnChannel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One select: first a look without waiting, then a wait in the queues of all channels. */
final class Select<R extends @Nullable Object> {
  /*
   * The look takes one lock at a time, and only of channels that seem ready. To wait, all locks are
   * held together, taken in the order of the channels' ids: only so can the select find out that
   * none is ready and stand in all queues in one step, without being served by two.
   */
  private final OnChannel<?, ? extends R>[] clauses;
  private final Clause.@Nullable Otherwise<? extends R> otherwise;
  private final Clause.@Nullable After<? extends R> after;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private Select(Clause<? extends R>[] all) {
    OnChannel<?, ? extends R>[] found = new OnChannel[all.length];
    Clause.Otherwise<? extends R> lastResort = null;
    Clause.After<? extends R> shortest = null;
    int count = 0;
    for (Clause<? extends R> clause : all) {
      switch (clause) {
        case OnChannel<?, ? extends R> onChannel -> found[count++] = onChannel;
        case Clause.Otherwise<? extends R> last -> lastResort = last;
        case Clause.After<? extends R> late ->
            shortest =
                shortest == null || late.limit.compareTo(shortest.limit) < 0 ? late : shortest;
      }
    }
    this.clauses = count == all.length ? found : Arrays.copyOf(found, count);
    this.otherwise = lastResort;
    this.after = shortest;
  }

  static <R extends @Nullable Object> R of(Clause<? extends R>[] clauses) {
    long ready = seemReady(clauses);
    while (ready != 0) {
      int at = (ready & (ready - 1)) == 0 ? Long.numberOfTrailingZeros(ready) : oneOf(ready);
      Object token = clauses[at].tryNow();
      if (token != Clause.WAITS) {
        return clauses[at].finish(token);
      }
      ready &= ~(1L << at);
    }
    return new Select<R>(clauses).run(clauses.length <= Long.SIZE);
  }

  /** Which clauses seem to be ready, a bit each; none if there are too many for that. */
  private static long seemReady(Clause<?>[] clauses) {
    Objects.requireNonNull(clauses, "the clauses of a select are null");
    if (clauses.length == 0) {
      throw new IllegalArgumentException("a select has no clause, so it would wait for ever");
    }
    long ready = 0;
    for (int i = 0; i < clauses.length; i++) {
      Clause<?> clause = clauses[i];
      if (clause == null) {
        throw new NullPointerException("clause " + i + " of a select is null");
      }
      ready |= (clause.seemsReady() ? 1L : 0) << i;
    }
    return clauses.length <= Long.SIZE ? ready : 0;
  }

  /** One of some bits, each as likely as any other. */
  private static int oneOf(long bits) {
    long left = bits;
    for (int skip = ThreadLocalRandom.current().nextInt(Long.bitCount(bits)); skip > 0; skip--) {
      left &= left - 1;
    }
    return Long.numberOfTrailingZeros(left);
  }

  /** One of the clauses that are ready, each as likely as any other; under the locks. */
  private int oneThatIsReady() {
    int chosen = 0;
    int ready = 0;
    for (int i = 0; i < clauses.length; i++) {
      if (clauses[i].seemsReady() && ThreadLocalRandom.current().nextInt(++ready) == 0) {
        chosen = i;
      }
    }
    return chosen;
  }

  /** Looks at all clauses at one moment; waits if none can be done and there is no otherwise. */
  private R run(boolean looked) {
    if (looked && otherwise != null && clauses.length < 2) {
      return otherwise.finish(Clause.WAITS); // the look was at one moment
    }
    Selection selection = new Selection(this);
    Waiting<?>[] waiting = new Waiting<?>[clauses.length];
    Channel<?>[] channels = channels();
    OnChannel<?, ? extends R> done = null;
    Object token = Clause.WAITS;
    for (Channel<?> channel : channels) {
      channel.lock();
    }
    try {
      int start = oneThatIsReady();
      for (int i = 0; i < clauses.length && token == Clause.WAITS; i++) {
        done = clauses[(start + i) % clauses.length];
        token = done.tryUnderLock();
      }
      for (int i = 0; otherwise == null && i < clauses.length && token == Clause.WAITS; i++) {
        waiting[i] = clauses[i].queue(selection);
      }
    } finally {
      release(channels);
    }
    if (done != null && token != Clause.WAITS) {
      return done.finish(token);
    }
    return otherwise != null ? otherwise.finish(Clause.WAITS) : served(selection, waiting);
  }

  /** Frees all locks, and only then wakes whom the select has served. */
  private static void release(Channel<?>[] channels) {
    Waiting<?> toWake = null;
    for (Channel<?> channel : channels) {
      Waiting<?> served = channel.release();
      if (served != null) {
        toWake = served;
      }
    }
    if (toWake != null) {
      toWake.wake();
    }
  }

  /** The channels, each once, in the order of their ids. */
  private Channel<?>[] channels() {
    return Arrays.stream(clauses)
        .<Channel<?>>map(clause -> clause.channel)
        .distinct()
        .sorted(Comparator.comparingLong(channel -> channel.id))
        .toArray(Channel<?>[]::new);
  }

  private R served(Selection selection, Waiting<?>[] waiting) {
    boolean served = false;
    try {
      if (after == null) {
        selection.trigger.await();
        served = true;
      } else {
        served = selection.trigger.await(after.limit);
      }
    } finally {
      for (Waiting<?> clause : waiting) {
        if (!served || !selection.isChosen(clause)) {
          clause.giveUp();
        }
      }
    }
    for (int i = 0; served && i < clauses.length; i++) {
      if (selection.isChosen(waiting[i])) {
        return finish(clauses[i], waiting[i]);
      }
    }
    return Objects.requireNonNull(after).finish(Clause.WAITS);
  }

  @SuppressWarnings("unchecked") // the clause queued this waiting
  private static <T, R extends @Nullable Object> R finish(
      OnChannel<T, ? extends R> clause, Waiting<?> served) {
    return clause.finish(clause.tokenOf((Waiting<T>) served));
  }

  @Override
  public String toString() {
    return "a select of " + clauses.length + (clauses.length == 1 ? " channel" : " channels");
  }
}
