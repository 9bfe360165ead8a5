package dev.caravan.benchmarks.results;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where and how a run was made: without it a figure says nothing.
 *
 * @param group the group of benchmarks
 * @param smoke whether the figures are only to show that everything runs
 * @param date when it began
 * @param command what to type to repeat it
 * @param settings rounds, iterations and flags, the same for every contender
 * @param commit the commit of the sources, with a mark if they were changed
 * @param cores how many processors the JVM may use
 * @param cpu their model
 * @param memory what the machine has
 * @param os the operating system
 * @param jdk the Java runtime
 * @param load the load average of the last minute when the run began: what else was going on
 */
public record Environment(
    String group,
    boolean smoke,
    String date,
    String command,
    String settings,
    String commit,
    int cores,
    String cpu,
    String memory,
    String os,
    String jdk,
    String load) {

  static final String UNKNOWN = "unknown";

  /** Describes this machine, with the sources in {@code home}. */
  public static Environment here(
      String group, boolean smoke, String command, String settings, Path home) {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Environment(
        group,
        smoke,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        command,
        settings,
        commit(home),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        (system.getTotalMemorySize() >> 30) + " GiB",
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        property("java.vm.name") + " " + property("java.vm.version"),
        loadAverage());
  }

  /** The load average of the last minute. */
  public static String loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? UNKNOWN : String.format(Locale.ROOT, "%.1f", load);
  }

  private static String property(String name) {
    return System.getProperty(name, UNKNOWN);
  }

  private static String commit(Path home) {
    String commit = output(home, "git", "rev-parse", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    boolean changed = !output(home, "git", "status", "--porcelain", "-uno").isEmpty();
    return commit + (changed ? " (changed)" : "");
  }

  private static String processor() {
    Path linux = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.exists(linux) ? Files.lines(linux) : Stream.empty()) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(Environment::processorByCommand);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String processorByCommand() {
    String name = output(Path.of("."), "sysctl", "-n", "machdep.cpu.brand_string");
    return name.isEmpty() ? property("os.arch") : name;
  }

  /** What a command prints; nothing if it fails or is not there. */
  private static String output(Path folder, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? text.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
