package dev.caravan.stress.soak;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Pool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What to look at when somebody is stuck. */
final class Hang {
  private Hang() {}

  /** The error that tells who waits for what; all stacks, of virtual threads too, go to a file. */
  static AssertionError report(String round, Pool pool, TimedOut late) {
    String text =
        round + " is stuck: " + late.getMessage() + "\n" + pool + ": " + pool.statistics() + "\n";
    return new AssertionError(text + Waits.dump() + "all threads: " + threads(round), late);
  }

  private static String threads(String round) {
    try {
      Path file = Path.of("target", round + ".threads.txt").toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      dumpTo(file);
      return file.toString();
    } catch (IOException e) {
      return "not written: " + e;
    }
  }

  /** Waits for what announces itself to nobody, such as the end of a thread that is ending. */
  static void unless(String what, BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimedOut(what, limit);
      }
      Thread.yield();
    }
  }

  /** Whether any thread, virtual or not, bears a name with that beginning. */
  static boolean anyThreadNamed(String beginning) {
    try {
      Path file = Files.createTempFile("soak", ".threads");
      Files.delete(file); // the dump makes it, and refuses to overwrite
      dumpTo(file);
      try (var lines = Files.lines(file)) {
        return lines.anyMatch(line -> line.startsWith("#") && line.contains("\"" + beginning));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError("the threads cannot be listed", e);
    }
  }

  private static void dumpTo(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
  }
}
