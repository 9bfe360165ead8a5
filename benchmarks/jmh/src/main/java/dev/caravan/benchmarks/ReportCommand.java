package dev.caravan.benchmarks;

import dev.caravan.benchmarks.results.HtmlReport;
import dev.caravan.benchmarks.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws the page of a run that was kept. */
@Command(
    name = "report",
    customSynopsis = "caravan bench report DIR [FILE]",
    header = "Draws the page of a run that was kept.")
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the run.")
  private Path folder;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The page (DIR/report.html).")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Path page = file != null ? file : folder.resolve("report.html");
    Files.writeString(page, HtmlReport.of(Results.read(folder)));
    spec.commandLine().getOut().println("the report is " + page);
    return 0;
  }
}
