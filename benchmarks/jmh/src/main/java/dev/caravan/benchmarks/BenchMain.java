package dev.caravan.benchmarks;

import dev.caravan.benchmarks.results.Environment;
import dev.caravan.benchmarks.results.Format;
import dev.caravan.benchmarks.results.HtmlReport;
import dev.caravan.benchmarks.results.Results;
import dev.caravan.benchmarks.run.Rounds;
import dev.caravan.benchmarks.run.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code bench}: measures a group of benchmarks, or lists the groups. */
@Command(
    name = "bench",
    sortOptions = false,
    header = "Measures Caravan beside its peers.",
    description = {
      "Without GROUP, lists the groups. What follows -- goes to JMH: a regular expression selects"
          + " benchmarks, -p workers=2 the workers, -f, -i, -wi, -prof and so on as usual; with"
          + " --format csv or json nothing else is printed to standard output.",
      ""
    },
    customSynopsis = {
      "caravan bench [GROUP] [--smoke] [--check] [--rounds N] [--format table|csv|json]",
      "                     [--out DIR] [--report[=FILE]] [-- JMH arguments]",
      "       caravan bench report DIR [FILE]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a benchmark failed, gave a wrong result, or a check was not kept",
      "2:the command line is wrong"
    },
    subcommands = ReportCommand.class)
public final class BenchMain implements Callable<Integer> {
  private static final String NEXT_TO_RESULTS = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "GROUP", description = "The group to measure.")
  private String groupName;

  @Option(
      names = "--smoke",
      description = "Only shows that everything runs, within 3 minutes; not for publication.")
  private boolean smoke;

  @Option(
      names = "--check",
      description = "Checks what the group promises of time, without measuring contenders.")
  private boolean check;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Runs every contender in N forks, one contender after the other in each round (3;"
              + " smoke: 1).")
  private Integer rounds;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where JMH's JSON and the environment go (benchmarks/results/GROUP-DATE; smoke:"
              + " benchmarks/results/scratch).")
  private Path out;

  @Option(
      names = "--report",
      arity = "0..1",
      paramLabel = "FILE",
      fallbackValue = NEXT_TO_RESULTS,
      description = "Draws one HTML page (report.html beside the results).")
  private String report;

  private final List<String> args;
  private final List<String> jmhArgs;

  private BenchMain(List<String> args, List<String> jmhArgs) {
    this.args = args;
    this.jmhArgs = jmhArgs;
  }

  /** Runs the command and ends with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  /** Runs the command and returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    List<String> all = Arrays.asList(args);
    int end = all.contains("--") ? all.indexOf("--") : all.size();
    List<String> jmhArgs = all.subList(Math.min(end + 1, all.size()), all.size());
    return new CommandLine(new BenchMain(all, jmhArgs))
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(BenchMain::refused)
        .setExecutionExceptionHandler(BenchMain::failed)
        .execute(all.subList(0, end).toArray(String[]::new));
  }

  private static int refused(ParameterException e, String... args) {
    e.getCommandLine().getErr().println("bench: " + e.getMessage());
    e.getCommandLine().getErr().println("more: caravan bench --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof IOException || e instanceof RunnerException)) {
      throw e;
    }
    command.getErr().println("bench: " + e.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    if (groupName == null && args.isEmpty()) {
      spec.commandLine().getOut().print("Groups of benchmarks:\n" + Group.list());
      spec.commandLine()
          .getOut()
          .println("Run one: caravan bench GROUP [--smoke]; more: caravan bench --help");
      return 0;
    }
    Group group = group();
    return check ? check(group) : measure(group);
  }

  private Group group() {
    if (groupName == null) {
      throw wrong("which group?\n" + Group.list().stripTrailing());
    }
    return Group.named(groupName)
        .orElseThrow(() ->
            wrong(
                "there is no group '"
                    + groupName
                    + "'; there are\n"
                    + Group.list().stripTrailing()));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int check(Group group) {
    int broken = 0;
    for (Check promise : group.checks()) {
      try {
        spec.commandLine().getOut().println("kept:   " + promise.run());
      } catch (AssertionError e) {
        broken++;
        spec.commandLine().getOut().println("broken: " + e.getMessage());
      }
    }
    if (broken == 0) {
      return 0;
    }
    spec.commandLine()
        .getErr()
        .println(
            "the load average is "
                + Environment.loadAverage()
                + "; a check of time needs it near 0");
    return 1;
  }

  private int measure(Group group) throws IOException, RunnerException {
    Settings settings = settings(group);
    int n = rounds != null ? rounds : smoke ? 1 : 3;
    if (n < 1) {
      throw wrong("--rounds is at least 1, not " + n);
    }
    Path home = Home.find();
    Path folder = out != null ? out : folder(home);
    PrintWriter err = spec.commandLine().getErr();
    Results.makeRoom(folder);
    Rounds run = new Rounds(settings, n, folder, err);
    Results.write(
        Environment.here(group.name(), smoke, Home.command(args), settings.summary(n), home),
        folder);
    try {
      run.run();
    } catch (NoBenchmarksException e) {
      throw wrong("no benchmark of " + group.name() + " matches what follows --");
    } catch (RunnerException e) {
      throw new RunnerException(reason(e) + "; JMH's log is " + run.log(), e);
    }
    show(Results.read(folder), folder);
    return 0;
  }

  /** What JMH says and, under its wrappers, why. */
  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest == e ? e.getMessage() : e.getMessage() + " (" + deepest.getMessage() + ")";
  }

  private Settings settings(Group group) {
    try {
      return new Settings(group, smoke, jmhArgs);
    } catch (CommandLineOptionException e) {
      throw wrong("JMH does not understand what follows --: " + e.getMessage());
    }
  }

  private Path folder(Path home) {
    String date = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm"));
    Path results = home.resolve("benchmarks").resolve("results");
    return (smoke ? results.resolve("scratch") : results).resolve(groupName + "-" + date);
  }

  private void show(Results results, Path folder) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    spec.commandLine().getOut().print(format.write(results));
    spec.commandLine().getOut().flush();
    if (smoke && format != Format.TABLE) {
      err.println(Format.SMOKE);
    }
    err.println("results are in " + folder);
    if (report != null) {
      Path file = report.equals(NEXT_TO_RESULTS) ? folder.resolve("report.html") : Path.of(report);
      Files.writeString(file, HtmlReport.of(results));
      err.println("the report is " + file);
    }
  }
}
