package dev.caravan.benchmarks;

import dev.caravan.benchmarks.fibers.FiberChecks;
import dev.caravan.benchmarks.pool.PoolChecks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A group of benchmarks: a package of workloads that are run together.
 *
 * @param name what one types
 * @param summary one line
 * @param smokeParams the parameters that a smoke run restricts, by name
 * @param checks what {@code --check} checks
 * @param flags what every fork of the group is given, whichever its contender
 */
public record Group(
    String name,
    String summary,
    Map<String, String> smokeParams,
    List<Check> checks,
    List<String> flags) {

  private static final List<Group> ALL =
      List.of(
          new Group(
              "pool",
              "fork-join, loops, sorting and futures beside ForkJoinPool, streams, virtual threads",
              Map.of("leaf", "8192", "order", "all"),
              List.of(PoolChecks::idleWorkersCostNothing, PoolChecks::halvesRunTogether)),
          new Group(
              "channel",
              "channels and select beside the JDK's blocking queues and Kotlin's channels",
              Map.of(),
              List.of()),
          new Group(
              "effects",
              "effect handlers on coroutines and virtual threads beside Kotlin's sequences",
              Map.of(),
              List.of(),
              List.of("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")),
          new Group(
              "fibers",
              "fibers beside virtual threads, StructuredTaskScope and Kotlin's coroutines",
              Map.of("workers", "2", "members", "100", "inside", "yield"),
              List.of(FiberChecks::parkedOnLoop, FiberChecks::parkedOnContinuations),
              FiberChecks.FLAGS),
          new Group(
              "queue",
              "lock-free stacks and queues beside JCTools and the JDK's",
              Map.of(),
              List.of()),
          new Group(
              "stm",
              "transactions beside Multiverse, ScalaSTM and plain locks",
              Map.of("refs", "4", "reads", "90"),
              List.of()));

  private Group(String name, String summary, Map<String, String> smokeParams, List<Check> checks) {
    this(name, summary, smokeParams, checks, List.of());
  }

  /** The group of a name. */
  public static Optional<Group> named(String name) {
    return ALL.stream().filter(group -> group.name.equals(name)).findFirst();
  }

  /** All groups, one line each. */
  public static String list() {
    return ALL.stream()
        .map(group -> String.format("  %-8s %s%n", group.name, group.summary))
        .collect(Collectors.joining());
  }

  /** A regular expression of JMH for those benchmarks of this group that contain a pattern. */
  public String including(String pattern) {
    return "^"
        + Group.class.getPackageName().replace(".", "\\.")
        + "\\."
        + name
        + "\\..*"
        + pattern;
  }
}
