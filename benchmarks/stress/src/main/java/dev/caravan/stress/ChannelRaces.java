package dev.caravan.stress;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.ChannelClosed;
import dev.caravan.core.channel.Clause;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TimedOut;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * No item of a {@link Channel} is lost or doubled when its waiters give up.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=ChannelRaces}
 */
public final class ChannelRaces {
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private ChannelRaces() {}

  private static String left(Channel<String> channel) {
    return channel.tryReceive().orElse("nothing");
  }

  /** A receiver is cancelled as an item comes. */
  @JCStressTest
  @Outcome(id = "item, nothing", expect = Expect.ACCEPTABLE, desc = "Received in time.")
  @Outcome(id = "cancelled, item", expect = Expect.ACCEPTABLE, desc = "It stays in the channel.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The item was lost or doubled.")
  @State
  public static class ReceiveOrCancel {
    private final Channel<String> channel = Channel.bounded(1);
    private final CancelScope scope = CancelScope.root();

    @Actor
    public void receiver(LL_Result r) {
      try {
        r.r1 = scope.<String, RuntimeException>call(channel::receive);
      } catch (Cancelled e) {
        r.r1 = "cancelled";
      }
    }

    @Actor
    public void sender() {
      channel.send("item");
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void look(LL_Result r) {
      r.r2 = left(channel);
    }
  }

  /** A sender is cancelled as room comes. */
  @JCStressTest
  @Outcome(id = "sent, second", expect = Expect.ACCEPTABLE, desc = "Sent in time.")
  @Outcome(id = "cancelled, nothing", expect = Expect.ACCEPTABLE, desc = "It was not sent.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The item was lost, or sent by a cancelled send.")
  @State
  public static class SendOrCancel {
    private final Channel<String> channel = Channel.bounded(1);
    private final CancelScope scope = CancelScope.root();

    public SendOrCancel() {
      channel.send("first");
    }

    @Actor
    public void sender(LL_Result r) {
      try {
        scope.run(() -> channel.send("second"));
        r.r1 = "sent";
      } catch (Cancelled e) {
        r.r1 = "cancelled";
      }
    }

    @Actor
    public void receiver() {
      channel.receive();
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void look(LL_Result r) {
      r.r2 = left(channel);
    }
  }

  /** Both sides of a rendezvous run out of time. */
  @JCStressTest
  @Outcome(id = "sent, item", expect = Expect.ACCEPTABLE, desc = "They met.")
  @Outcome(id = "late, late", expect = Expect.ACCEPTABLE, desc = "They did not.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "One met nobody.")
  @State
  public static class RendezvousOrTimeout {
    private final Channel<String> channel = Channel.rendezvous();

    @Actor
    public void sender(LL_Result r) {
      try {
        channel.send("item", AT_ONCE);
        r.r1 = "sent";
      } catch (TimedOut e) {
        r.r1 = "late";
      }
    }

    @Actor
    public void receiver(LL_Result r) {
      try {
        r.r2 = channel.receive(AT_ONCE);
      } catch (TimedOut e) {
        r.r2 = "late";
      }
    }
  }

  /** A channel is closed as an item is sent. */
  @JCStressTest
  @Outcome(id = "sent, item", expect = Expect.ACCEPTABLE, desc = "Sent before.")
  @Outcome(id = "closed, closed", expect = Expect.ACCEPTABLE, desc = "Closed before.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The item was lost, or sent into a closed channel.")
  @State
  public static class SendOrClose {
    private final Channel<String> channel = Channel.bounded(1);

    @Actor
    public void sender(LL_Result r) {
      try {
        channel.send("item");
        r.r1 = "sent";
      } catch (ChannelClosed e) {
        r.r1 = "closed";
      }
    }

    @Actor
    public void closer() {
      channel.close();
    }

    @Arbiter
    public void look(LL_Result r) {
      try {
        r.r2 = channel.receive();
      } catch (ChannelClosed e) {
        r.r2 = "closed";
      }
    }
  }

  /** Items come into both channels of a select. */
  @JCStressTest
  @Outcome(id = "a, nothing, b", expect = Expect.ACCEPTABLE, desc = "The left one.")
  @Outcome(id = "b, a, nothing", expect = Expect.ACCEPTABLE, desc = "The right one.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An item was lost or doubled.")
  @State
  public static class SelectOne {
    private final Channel<String> left = Channel.bounded(1);
    private final Channel<String> right = Channel.bounded(1);

    @Actor
    public void selects(LLL_Result r) {
      r.r1 = Channel.select(left.receiving(item -> item), right.receiving(item -> item));
    }

    @Actor
    public void sendsLeft() {
      left.send("a");
    }

    @Actor
    public void sendsRight() {
      right.send("b");
    }

    @Arbiter
    public void look(LLL_Result r) {
      r.r2 = left(left);
      r.r3 = left(right);
    }
  }

  /** Two selects in opposite directions over the same two rendezvous. */
  @JCStressTest
  @Outcome(id = "sent, a", expect = Expect.ACCEPTABLE, desc = "They met in the left one.")
  @Outcome(id = "b, sent", expect = Expect.ACCEPTABLE, desc = "They met in the right one.")
  @Outcome(id = "late, late", expect = Expect.ACCEPTABLE, desc = "They did not meet.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "One met nobody, or they met twice.")
  @State
  public static class SelectsMeet {
    private final Channel<String> left = Channel.rendezvous();
    private final Channel<String> right = Channel.rendezvous();

    @Actor
    public void one(LL_Result r) {
      r.r1 =
          Channel.select(
              left.sending("a", () -> "sent"),
              right.receiving(item -> item),
              Clause.after(AT_ONCE, () -> "late"));
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 =
          Channel.select(
              right.sending("b", () -> "sent"),
              left.receiving(item -> item),
              Clause.after(AT_ONCE, () -> "late"));
    }
  }
}
