package dev.caravan.benchmarks.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

/**
 * The programs of this group as Kotlin coroutines, written as Kotlin's compiler would: a suspending
 * function is an object whose {@code invokeSuspend} goes on where it stopped. They run on {@link
 * Dispatchers#getDefault}, which the runner gives as many threads as there are workers.
 */
public final class Coroutines {
  private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  private Coroutines() {}

  /** A body: sends or receives until that suspends it. */
  private interface Body {
    Loop with(Continuation<Object> completion);
  }

  private abstract static class Loop extends ContinuationImpl {
    private static final long serialVersionUID = 1L;

    Loop(Continuation<Object> completion) {
      super(completion);
    }

    @Override
    protected final @Nullable Object invokeSuspend(Object given) {
      if (given instanceof kotlin.Result.Failure failure) {
        throw new IllegalStateException(failure.exception);
      }
      return goOn(given);
    }

    /** Goes on with what it was given, to its end or until it is suspended. */
    abstract @Nullable Object goOn(@Nullable Object given);
  }

  /** Sends the numbers below a size by some senders, and sums them up in as many receivers. */
  static long pipe(int each, int size, int capacity) {
    Channel<Integer> channel = channel(capacity);
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      int first = i;
      bodies.add(completion -> new Sends(completion, channel, first, each, size));
      bodies.add(completion -> new Sums(completion, channel, size / each));
    }
    return sum(bodies);
  }

  /** Passes a number round a ring, each member adding one. */
  public static long ring(int members, int size) {
    List<Channel<Integer>> links = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      links.add(channel(Channel.RENDEZVOUS));
    }
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      Channel<Integer> before = links.get((i + members - 1) % members);
      Channel<Integer> after = links.get(i);
      boolean begins = i == 0;
      bodies.add(completion -> new Passes(completion, before, after, begins, size / members));
    }
    return sum(bodies);
  }

  private static Channel<Integer> channel(int capacity) {
    return ChannelKt.Channel(capacity, BufferOverflow.SUSPEND, null);
  }

  private static long sum(List<Body> bodies) {
    List<CompletableFuture<Long>> results = new ArrayList<>();
    for (Body body : bodies) {
      results.add(FutureKt.asCompletableFuture(start(body)));
    }
    return results.stream().mapToLong(CompletableFuture::join).sum();
  }

  @SuppressWarnings("unchecked") // every body returns a Long
  private static Deferred<Long> start(Body body) {
    return (Deferred<Long>)
        (Deferred<?>)
            BuildersKt.async(
                GlobalScope.INSTANCE,
                Dispatchers.getDefault(),
                CoroutineStart.DEFAULT,
                (scope, completion) ->
                    body.with((Continuation<Object>) (Continuation<?>) completion)
                        .goOn(Unit.INSTANCE));
  }

  private static final class Sends extends Loop {
    private static final long serialVersionUID = 1L;
    private final transient Channel<Integer> channel;
    private final int step;
    private final int size;
    private int next;

    Sends(
        Continuation<Object> completion, Channel<Integer> channel, int first, int step, int size) {
      super(completion);
      this.channel = channel;
      this.next = first;
      this.step = step;
      this.size = size;
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      while (next < size) {
        int item = next;
        next += step;
        if (channel.send(item, this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return 0L;
    }
  }

  private static final class Sums extends Loop {
    private static final long serialVersionUID = 1L;
    private final transient Channel<Integer> channel;
    private int left;
    private long sum;

    Sums(Continuation<Object> completion, Channel<Integer> channel, int items) {
      super(completion);
      this.channel = channel;
      this.left = items;
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      Object item = given;
      while (true) {
        if (item instanceof Integer number) {
          sum += number;
          left--;
        }
        if (left == 0) {
          return sum;
        }
        item = channel.receive(this);
        if (item == SUSPENDED) {
          return SUSPENDED;
        }
      }
    }
  }

  private static final class Passes extends Loop {
    private static final long serialVersionUID = 1L;
    private final transient Channel<Integer> before;
    private final transient Channel<Integer> after;
    private final boolean begins;
    private int left;
    private int number;
    private boolean sends;

    Passes(
        Continuation<Object> completion,
        Channel<Integer> before,
        Channel<Integer> after,
        boolean begins,
        int rounds) {
      super(completion);
      this.before = before;
      this.after = after;
      this.begins = begins;
      this.left = rounds;
      this.sends = begins;
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      Object result = given;
      while (result != SUSPENDED) {
        if (result instanceof Integer received) {
          number = received;
          left -= begins ? 1 : 0;
          sends = true;
        }
        if (left == 0) {
          return begins ? (long) number : 0L;
        }
        result = sends ? send() : before.receive(this);
      }
      return SUSPENDED;
    }

    private Object send() {
      sends = false;
      left -= begins ? 0 : 1;
      return after.send(number + 1, this);
    }
  }
}
