package dev.caravan.stress;

import static dev.caravan.stress.LinearizabilityTest.stress;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.ChannelClosed;
import dev.caravan.core.channel.ChannelFailed;
import dev.caravan.core.channel.Clause;
import dev.caravan.core.kernel.TimedOut;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Channels, checked as in {@link LinearizabilityTest}: there those that nobody waits in, here those
 * whose sends and receives queue and give up. A limit of zero does both in one call: what cannot be
 * done at once stands in the queue, where others may serve it, until it has withdrawn.
 *
 * <p>A rendezvous is left out. In sequence nobody ever meets there, so no order of the operations
 * explains the results of two that do; and who waits in one spins first, step by step under a model
 * checker.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='ChannelsLinearizabilityTest*' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ChannelsLinearizabilityTest {
  /** Small programs, since each wait passes through much code that the model checker follows. */
  private static void modelCheck(Class<?> structure, Class<?> specification) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(2)
        .actorsAfter(1)
        .sequentialSpecification(specification)
        .iterations(2 * LinearizabilityTest.SCALE)
        .invocationsPerIteration(50 * LinearizabilityTest.SCALE)
        .check(structure);
  }

  private static String outcome(Supplier<Object> step) {
    try {
      return step.get().toString();
    } catch (TimedOut late) {
      return "timed out";
    } catch (ChannelClosed closed) {
      return "closed";
    } catch (ChannelFailed failed) {
      return "failed";
    }
  }

  private static String send(Channel<Integer> channel, int element) {
    return outcome(() -> {
      channel.send(element, Duration.ZERO);
      return "sent";
    });
  }

  private static String receive(Channel<Integer> channel) {
    return outcome(() -> channel.receive(Duration.ZERO));
  }

  private static String fail(Channel<Integer> channel) {
    return channel.fail(new IllegalStateException("failed")).toString();
  }

  private static String selectToSend(Channel<Integer> channel, int element) {
    return outcome(() ->
        Channel.<String>select(
            channel.sending(element, () -> "sent"),
            Clause.after(Duration.ZERO, () -> "timed out")));
  }

  private static String selectToReceive(Channel<Integer> channel) {
    return outcome(() ->
        Channel.<Object>select(
            channel.receiving(element -> element), Clause.after(Duration.ZERO, () -> "timed out")));
  }

  /** A channel of one, so that a sender queues as often as a receiver. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class One {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Operation
    public String send(@Param(name = "element") int element) {
      return ChannelsLinearizabilityTest.send(channel, element);
    }

    @Operation
    public String receive() {
      return ChannelsLinearizabilityTest.receive(channel);
    }

    @Operation
    public String selectToSend(@Param(name = "element") int element) {
      return ChannelsLinearizabilityTest.selectToSend(channel, element);
    }

    @Operation
    public String selectToReceive() {
      return ChannelsLinearizabilityTest.selectToReceive(channel);
    }
  }

  /** A channel of one that comes to an end while somebody stands in its queue. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Ending {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Operation
    public String send(@Param(name = "element") int element) {
      return ChannelsLinearizabilityTest.send(channel, element);
    }

    @Operation
    public String receive() {
      return ChannelsLinearizabilityTest.receive(channel);
    }

    @Operation(runOnce = true)
    public void close() {
      channel.close();
    }

    @Operation(runOnce = true)
    public String fail() {
      return ChannelsLinearizabilityTest.fail(channel);
    }
  }

  /** A channel without a bound: only its receivers queue. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Endless {
    private final Channel<Integer> channel = Channel.unbounded();

    @Operation
    public String send(@Param(name = "element") int element) {
      return ChannelsLinearizabilityTest.send(channel, element);
    }

    @Operation
    public String receive() {
      return ChannelsLinearizabilityTest.receive(channel);
    }

    @Operation
    public String selectToReceive() {
      return ChannelsLinearizabilityTest.selectToReceive(channel);
    }

    @Operation(runOnce = true)
    public String fail() {
      return ChannelsLinearizabilityTest.fail(channel);
    }
  }

  /** What a channel is, in sequence, where nobody comes while another one waits. */
  public static class PlainEndless {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private String end = "";

    int capacity() {
      return Integer.MAX_VALUE;
    }

    public String send(int element) {
      if (!end.isEmpty()) {
        return end;
      }
      return queue.size() < capacity() && queue.add(element) ? "sent" : "timed out";
    }

    public String receive() {
      Integer first = queue.poll();
      return first != null ? first.toString() : end.isEmpty() ? "timed out" : end;
    }

    public String selectToSend(int element) {
      return send(element);
    }

    public String selectToReceive() {
      return receive();
    }

    public void close() {
      end = end.isEmpty() ? "closed" : end;
    }

    public String fail() {
      String undelivered = List.copyOf(queue).toString();
      queue.clear();
      end = "failed";
      return undelivered;
    }
  }

  /** What a channel of one is, in sequence. */
  public static class PlainOne extends PlainEndless {
    @Override
    int capacity() {
      return 1;
    }
  }

  @Nested
  class ChannelsOfOne {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(One.class, PlainOne.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(One.class, PlainOne.class);
    }
  }

  @Nested
  class ChannelsThatEnd {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Ending.class, PlainOne.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Ending.class, PlainOne.class);
    }
  }

  @Nested
  class UnboundedChannels {
    /** Without the model checker: it would find the code of the channel of one. */
    @Test
    void areLinearizableOnRealThreads() {
      stress(Endless.class, PlainEndless.class);
    }
  }
}
