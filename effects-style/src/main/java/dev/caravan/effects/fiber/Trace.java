package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.queue.MpscQueue;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines for whoever debugs, each with a {@code +} in front, on {@code System.err} unless a fiber
 * has another sink. A message is written whole. Writing never suspends the fiber, so that tracing
 * does not change in which order fibers run. Source of the concept: eio's {@code traceln}.
 */
public final class Trace {
  private static final FiberLocal<Consumer<String>> SINK = FiberLocal.named("sink of traces");
  private static final MpscQueue<String> PENDING = new MpscQueue<>();
  private static final AtomicInteger UNWRITTEN = new AtomicInteger(); // of those offered
  private static final Logger LOG = LoggerFactory.getLogger(Trace.class);

  private Trace() {}

  /**
   * Writes a message.
   *
   * @param message the message, as it is; each of its lines gets a prefix
   */
  public static void ln(String message) {
    SINK.get().orElse(Trace::write).accept(prefixed("+", message));
  }

  /**
   * Writes a message.
   *
   * @param format a format as for {@link String#format}
   * @param arguments its arguments
   */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is Error Prone's
  public static void ln(String format, Object... arguments) {
    ln(String.format(Locale.ROOT, format, arguments));
  }

  /**
   * Runs a body whose messages, and those of the fibers that it forks, go elsewhere.
   *
   * @param sink gets each message, with its prefixes and without an end of line; must not wait
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  public static <X extends Throwable> void runTo(Consumer<String> sink, ThrowingRunnable<X> body)
      throws X {
    SINK.runWith(sink, body);
  }

  /**
   * Runs a body whose messages, and those of the fibers that it forks, have one more prefix.
   *
   * @param prefix what stands in front of each line
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  public static <X extends Throwable> void runWithPrefix(String prefix, ThrowingRunnable<X> body)
      throws X {
    Consumer<String> outer = SINK.get().orElse(Trace::write);
    SINK.runWith(message -> outer.accept(prefixed(prefix, message)), body);
  }

  private static String prefixed(String prefix, String message) {
    return message.lines().map(line -> prefix + line).collect(Collectors.joining("\n"));
  }

  /** Whoever comes while another writes leaves the message to that one, and goes on. */
  private static void write(String message) {
    PENDING.offer(message);
    if (UNWRITTEN.getAndIncrement() == 0) {
      do {
        writeNext();
      } while (UNWRITTEN.decrementAndGet() > 0);
    }
  }

  private static void writeNext() {
    try {
      System.err.print(PENDING.poll() + System.lineSeparator());
    } catch (RuntimeException e) { // of a stream that somebody has set: others have messages, too
      LOG.warn("a message could not be written to System.err", e);
    }
  }
}
