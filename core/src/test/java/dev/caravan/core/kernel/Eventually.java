package dev.caravan.core.kernel;

import dev.caravan.core.function.ThrowingRunnable;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state of the system that is bound to come, and reports a hang if it does not. */
public final class Eventually {
  private static final long LIMIT_SECONDS = 20;
  private static final long LOOK_NANOS = 50_000;

  private Eventually() {}

  /** Returns once the condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(report("not reached: " + what, LIMIT_SECONDS));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Returns once the thread is suspended in Caravan. */
  public static void untilWaiting(Thread thread) {
    until(thread + " waits", () -> isWaiting(thread));
  }

  /** Whether the thread is suspended in Caravan. */
  public static boolean isWaiting(Thread thread) {
    return Waits.snapshot().stream().anyMatch(waiting -> waiting.thread() == thread);
  }

  /** Runs the body on a thread of its own; for test engines that know no extension. */
  public static <X extends Throwable> void endsWithin(long seconds, ThrowingRunnable<X> body)
      throws X {
    FutureTask<Throwable> run =
        new FutureTask<>(() -> {
          try {
            body.run();
            return null;
          } catch (Throwable failure) {
            return failure;
          }
        });
    Thread.ofPlatform().daemon().name("guarded body").start(run);
    Throwable failure;
    try {
      failure = run.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      failure = new AssertionError(report("the body has not ended", seconds));
    } catch (Exception unexpected) {
      failure = unexpected;
    }
    if (failure != null) {
      throw Failures.<X>sneaky(failure);
    }
  }

  static String report(String what, long seconds) {
    StringBuilder text = new StringBuilder(what).append(" within ").append(seconds).append(" s\n");
    text.append(Waits.dump());
    for (Waits.Waiting waiting : Waits.snapshot()) {
      append(text, waiting.thread(), waiting.thread().getStackTrace());
    }
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      append(text, entry.getKey(), entry.getValue());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Thread thread, StackTraceElement[] stack) {
    text.append(thread).append('\n');
    for (StackTraceElement frame : stack) {
      text.append("    at ").append(frame).append('\n');
    }
  }
}
