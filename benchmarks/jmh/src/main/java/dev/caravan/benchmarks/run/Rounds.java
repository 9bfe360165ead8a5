package dev.caravan.benchmarks.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the forks of the contenders in turn. JMH by itself runs all forks of one benchmark before
 * the next, so that whatever else the machine does for some minutes falls on one contender alone.
 * Here every round runs each contender in a fork, and the rounds are merged afterwards. A run of
 * JMH has one number of workers, since the schedulers of the JDK take theirs from flags.
 */
public final class Rounds {
  private final Settings settings;
  private final int rounds;
  private final Path folder;
  private final PrintWriter progress;

  /**
   * Prepares a run.
   *
   * @param settings the options
   * @param rounds how often each contender is run in a fork of its own
   * @param folder where the files of JMH and its log go
   * @param progress told about each fork
   */
  public Rounds(Settings settings, int rounds, Path folder, PrintWriter progress) {
    this.settings = settings;
    this.rounds = rounds;
    this.folder = folder;
    this.progress = progress;
  }

  /** Where JMH's own words are kept. */
  public Path log() {
    return folder.resolve("jmh.log");
  }

  /**
   * Measures.
   *
   * @throws RunnerException if a benchmark fails, gives a wrong result, or none is selected
   */
  public void run() throws IOException, RunnerException {
    Files.createDirectories(folder);
    try (PrintStream log = new PrintStream(Files.newOutputStream(log()), true)) {
      for (int round = 1; round <= rounds; round++) {
        for (int workers : settings.workers()) {
          Path json = folder.resolve("round-" + round + "-workers-" + workers + ".json");
          String where = String.format("round %d of %d, workers=%d: ", round, rounds, workers);
          new Runner(settings.round(workers, json), output(log, where)).run();
        }
      }
    }
  }

  /** JMH's text for the log, and a line for each benchmark that begins. */
  private OutputFormat output(PrintStream log, String where) {
    OutputFormat text = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
    return (OutputFormat)
        Proxy.newProxyInstance(
            Rounds.class.getClassLoader(),
            new Class<?>[] {OutputFormat.class},
            (proxy, method, args) -> {
              if (method.getName().equals("startBenchmark")) {
                progress.println(where + shortName((BenchmarkParams) args[0]));
                progress.flush();
              }
              try {
                return method.invoke(text, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static String shortName(BenchmarkParams params) {
    String[] names = params.getBenchmark().split("\\.");
    return names[names.length - 2] + "." + names[names.length - 1];
  }
}
