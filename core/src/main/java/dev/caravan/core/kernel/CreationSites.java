package dev.caravan.core.kernel;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks were created, for messages and dumps. Off by default, since it costs a stack walk per
 * task: switch it on with the system property {@code dev.caravan.creationSites=true}, or while the
 * program runs.
 */
public final class CreationSites {
  private static final Set<String> OURS =
      Set.of(
          "dev.caravan.core.channel",
          "dev.caravan.core.domain",
          "dev.caravan.core.kernel",
          "dev.caravan.core.pool",
          "dev.caravan.core.queue",
          "dev.caravan.core.spi",
          "dev.caravan.core.stm",
          "dev.caravan.core.stm.data",
          "dev.caravan.effects.fiber",
          "dev.caravan.effects.handler",
          "dev.caravan.effects.miou",
          "dev.caravan.effects.mock");

  private static final StackWalker WALKER = StackWalker.getInstance();
  private static volatile boolean captured = Boolean.getBoolean("dev.caravan.creationSites");

  private CreationSites() {}

  /**
   * Switches capturing on or off; tasks created before keep what they have.
   *
   * @param on whether tasks created from now on remember where
   */
  public static void capture(boolean on) {
    captured = on;
  }

  /**
   * The frame of the program that is creating something of Caravan's.
   *
   * @return the frame; null if capturing is off
   */
  public static @Nullable StackTraceElement here() {
    return captured ? walk() : null;
  }

  private static @Nullable StackTraceElement walk() {
    return WALKER.walk(frames ->
        frames
            .filter(frame -> isProgram(frame.getClassName()))
            .findFirst()
            .map(StackWalker.StackFrame::toStackTraceElement)
            .orElse(null));
  }

  /** Whether a class is the program's: neither the JDK's nor the inside of Caravan. */
  static boolean isProgram(String className) {
    return !className.startsWith("java.")
        && !className.startsWith("jdk.")
        && !className.startsWith("sun.")
        && !OURS.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
  }
}
