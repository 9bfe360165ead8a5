package dev.caravan.benchmarks.run;

import dev.caravan.benchmarks.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The JMH options of a run: what was typed after {@code --}, over the defaults of a full or a smoke
 * run. Every contender gets the same heap, collector and flags, and bytes per operation are always
 * measured, which costs nothing within an iteration.
 */
public final class Settings {
  private static final List<String> HEAP =
      List.of("-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC");

  /** Touching all of the heap takes longer than a smoke run measures. */
  private static final List<String> SMOKE_HEAP = List.of("-Xms4g", "-Xmx4g", "-XX:+UseG1GC");

  private final Group group;
  private final boolean smoke;
  private final CommandLineOptions given;

  /**
   * Reads JMH arguments.
   *
   * @throws CommandLineOptionException if JMH does not know one
   */
  public Settings(Group group, boolean smoke, List<String> jmhArgs)
      throws CommandLineOptionException {
    this.group = group;
    this.smoke = smoke;
    this.given = new CommandLineOptions(jmhArgs.toArray(String[]::new));
  }

  /** What was given after {@code --}. */
  CommandLineOptions given() {
    return given;
  }

  /**
   * 1, 2 and on by doubling up to the number of processors, or what {@code -p workers=} says; a
   * smoke run is content with 1 and 2, or with what its group says.
   */
  List<Integer> workers() {
    if (given.getParameter("workers").hasValue()) {
      return given.getParameter("workers").get().stream().map(Integer::valueOf).toList();
    }
    if (smoke && group.smokeParams().containsKey("workers")) {
      return List.of(Integer.valueOf(group.smokeParams().get("workers")));
    }
    return workersUpTo(smoke ? 2 : Runtime.getRuntime().availableProcessors());
  }

  static List<Integer> workersUpTo(int cores) {
    List<Integer> workers = new ArrayList<>(List.of(1, 2));
    for (int n = 4; n < cores; n *= 2) {
      workers.add(n);
    }
    if (cores > 2) {
      workers.add(cores);
    }
    return workers;
  }

  /** The settings that matter to a reader. */
  public String summary(int rounds) {
    return String.format(
        "%d rounds of %d fork, in each %d warm-up iterations of %s and %d of %s; %s",
        rounds, forks(), warmupIterations(), warmupTime(), iterations(), time(), flags());
  }

  private int forks() {
    return given.getForkCount().orElse(1);
  }

  /** At least one: JMH counts what the setup allocates to the first iteration. */
  private int warmupIterations() {
    return given.getWarmupIterations().orElse(smoke ? 1 : 4);
  }

  private int iterations() {
    return given.getMeasurementIterations().orElse(smoke ? 3 : 5);
  }

  private TimeValue warmupTime() {
    return given.getWarmupTime().orElse(TimeValue.milliseconds(smoke ? 1 : 1000));
  }

  private TimeValue time() {
    return given.getMeasurementTime().orElse(TimeValue.milliseconds(smoke ? 50 : 1000));
  }

  private Collection<String> jvmArgs() {
    return given.getJvmArgs().orElse(smoke ? SMOKE_HEAP : HEAP);
  }

  private String flags() {
    return Stream.concat(jvmArgs().stream(), group.flags().stream())
        .collect(Collectors.joining(" "));
  }

  /** The options of a round with so many workers, whose results go to a file. */
  Options round(int workers, Path json) {
    ChainedOptionsBuilder options =
        new Selection(includes())
            .parent(given)
            .forks(forks())
            .warmupIterations(warmupIterations())
            .warmupTime(warmupTime())
            .measurementIterations(iterations())
            .measurementTime(time())
            .jvmArgs(jvmArgs().toArray(String[]::new))
            .jvmArgsPrepend(workerArgs(workers).toArray(String[]::new))
            .param("workers", String.valueOf(workers))
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString())
            .addProfiler(GCProfiler.class);
    if (smoke) {
      restrict(options);
    }
    return options.build();
  }

  private List<String> includes() {
    List<String> patterns = given.getIncludes().isEmpty() ? List.of("") : given.getIncludes();
    return patterns.stream().map(group::including).toList();
  }

  /**
   * Gives the schedulers of the JDK as many threads as the pools have: that of virtual threads, and
   * the common pool, by whose size {@code Arrays.parallelSort} cuts its pieces; and that of
   * Kotlin's coroutines.
   */
  private List<String> workerArgs(int workers) {
    List<String> args = new ArrayList<>();
    args.add("-Djdk.virtualThreadScheduler.parallelism=" + workers);
    args.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + workers);
    args.add("-Dkotlinx.coroutines.scheduler.core.pool.size=" + workers);
    args.addAll(group.flags());
    if (given.getJvmArgsPrepend().hasValue()) {
      args.addAll(given.getJvmArgsPrepend().get());
    }
    return args;
  }

  private void restrict(ChainedOptionsBuilder options) {
    group
        .smokeParams()
        .forEach((name, value) -> {
          if (!name.equals("workers") && !given.getParameter(name).hasValue()) {
            options.param(name, value);
          }
        });
  }

  /** Options whose patterns replace those of their parent; JMH would add them. */
  private static final class Selection extends OptionsBuilder {
    private static final long serialVersionUID = 1L;
    private final ArrayList<String> includes;

    Selection(List<String> includes) {
      this.includes = new ArrayList<>(includes);
    }

    @Override
    public List<String> getIncludes() {
      return includes;
    }
  }
}
