package dev.caravan.docs.tour;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code caravan tour}. */
@Command(
    name = "caravan tour",
    description = {
      "Answers one question about compiled Java code, once per concurrency model, and compares the models: which methods"
          + " does this code call most?",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Each model reads and parses every class file; reading is part of the job. One pass per model is discarded, then up to"
          + " five are timed, fewer if they are long, each round beginning with another model. The time shown is the"
          + " median. A last pass, which is not timed, is recorded for the report."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all models agree, even if part of the input could not be read; each such part is named",
      "1:models disagree, or the report cannot be written",
      "2:wrong usage, or nothing to analyse"
    })
final class TourMain implements Callable<Integer> {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      description =
          "A folder (with the jars in it), a jar or a class file; may be given several times. Default: the JDK that runs"
              + " this, some 30,000 classes.")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many workers the models get, 1 to 1024. Default: one per processor.")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      arity = "1..*",
      split = ",",
      description =
          "Only these models: ${COMPLETION-CANDIDATES}. Default: all. Without sequential there is no speed-up to tell.",
      completionCandidates = ModelNames.class)
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Where to write the report, one HTML page on its own. Default: "
              + DEFAULT_REPORT
              + " here. Replaces the file.")
  private @Nullable Path report;

  private static final String DEFAULT_REPORT = "caravan-tour.html";

  @Option(names = "--no-report", description = "Write no report.")
  private boolean noReport;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
  private boolean help;

  private final PrintWriter out;
  private final PrintWriter err;
  private final ProgressDisplay.Style style;
  private final List<Model> offered;

  private TourMain(
      PrintWriter out, PrintWriter err, ProgressDisplay.Style style, List<Model> offered) {
    this.out = out;
    this.err = err;
    this.style = style;
    this.offered = offered;
  }

  /** The names of the models, for picocli. */
  static final class ModelNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    ModelNames() {
      Models.ALL.forEach(model -> add(model.name()));
    }
  }

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    // Said by the launcher: the JVM cannot tell whether standard error is a terminal.
    boolean terminal = Boolean.getBoolean("caravan.terminal");
    boolean blocks = System.err.charset().newEncoder().canEncode('\u2588');
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(run(out, err, new ProgressDisplay.Style(terminal, blocks), Models.ALL, args));
  }

  static int run(
      PrintWriter out,
      PrintWriter err,
      ProgressDisplay.Style style,
      List<Model> models,
      String... args) {
    return new CommandLine(new TourMain(out, err, style, models))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(TourMain::refuse)
        .execute(args);
  }

  private static int refuse(ParameterException e, String[] args) {
    e.getCommandLine().getErr().println(e.getMessage() + " (see caravan tour --help)");
    return USAGE;
  }

  @Override
  public Integer call() throws IOException {
    List<Model> models = models();
    checkWorkers();
    checkInputs();
    Path target = reportFile();
    try (Input input = Input.of(inputs)) {
      input.problems().forEach(this::tell);
      if (input.classes().isEmpty()) {
        return nothing("there is no class file in " + input.description());
      }
      out.println("Which methods does this code call most?");
      out.println("  " + input.description());
      int found = input.classes().size();
      out.println("  " + FiguresText.number(found) + (found == 1 ? " class file" : " class files"));
      out.println();
      return tour(input, models, target);
    }
  }

  private int tour(Input input, List<Model> models, @Nullable Path target) {
    TourResult result;
    try (ProgressDisplay display = new ProgressDisplay(err, style)) {
      result = new Tour(models, input.classes(), workers, display).run(target != null);
    } catch (Disagreement e) {
      err.println(e.getMessage());
      return FAILED;
    }
    result.figures().problems().forEach(this::tell);
    if (result.figures().classes() == 0) {
      return nothing("no class file in " + input.description() + " can be read");
    }
    tellResult(input, result);
    return target == null ? OK : write(target, Report.html(input, result));
  }

  private void tellResult(Input input, TourResult result) {
    int problems = input.problems().size() + result.figures().problems().size();
    out.println(FiguresText.of(result.figures(), problems));
    out.println(TableText.of(result));
    if (result.tooShortToCompare()) {
      out.println(TableText.TOO_SHORT);
    }
    if (problems > 0) {
      out.println(
          problems + (problems == 1 ? " thing" : " things") + " could not be read; see above.");
    }
  }

  private void tell(Problem problem) {
    err.println("left out: " + problem);
  }

  private int nothing(String why) {
    err.println("Nothing to analyse: " + why + ".");
    return USAGE;
  }

  private int write(Path target, String html) {
    try {
      Files.writeString(target, html);
    } catch (IOException e) {
      err.println("cannot write the report " + Problem.of(target.toString(), e));
      return FAILED;
    }
    out.println("Report: " + target);
    return OK;
  }

  // ---- what the options mean

  private List<Model> models() {
    List<String> known = offered.stream().map(Model::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw usage("there is no model '" + name + "'; there are " + String.join(", ", known));
      }
    }
    return offered.stream()
        .filter(model -> names.isEmpty() || names.contains(model.name()))
        .toList();
  }

  private void checkWorkers() {
    if (workers < 1 || workers > 1024) {
      throw usage("--workers is 1 to 1024, not " + workers);
    }
  }

  /**
   * An empty path is the current folder to Java; here it is rather an empty variable of a script.
   */
  private void checkInputs() {
    if (inputs.stream().anyMatch(path -> path.toString().isEmpty())) {
      throw usage("--input needs a path; the current folder is --input .");
    }
  }

  /** Where the report goes, looked at before a minute of work. */
  private @Nullable Path reportFile() {
    if (noReport) {
      if (report != null) {
        throw usage("--report and --no-report exclude each other");
      }
      return null;
    }
    Path target = report == null ? Path.of(DEFAULT_REPORT) : report;
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(target)) {
      throw usage("cannot write the report " + target + ": not a file in an existing folder");
    }
    if (!Files.isWritable(Files.exists(target) ? target : folder)) {
      throw usage(
          String.format(
              Locale.ROOT,
              "cannot write the report %s: permission denied; see --report and --no-report",
              target));
    }
    return target;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
