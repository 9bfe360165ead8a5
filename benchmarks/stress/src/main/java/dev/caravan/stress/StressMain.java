package dev.caravan.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/**
 * Runs jcstress with its own options, and fails where jcstress only says so: when no test matches.
 * With {@code --quiet} first, the output goes to {@code jcstress.log} in the working directory, and
 * is shown from the failed tests on when the run fails.
 */
public final class StressMain {

  private StressMain() {}

  /** Runs what {@code args} select; ends with status 1 if a test failed or none was there. */
  public static void main(String[] args) throws Exception {
    boolean quiet = args.length > 0 && args[0].equals("--quiet");
    String[] options = quiet ? Arrays.copyOfRange(args, 1, args.length) : args;
    PrintStream console = System.out;
    Path log = Path.of("jcstress.log");
    if (quiet) {
      System.setOut(new PrintStream(Files.newOutputStream(log), true));
    }
    try {
      int tests = run(options);
      console.println("jcstress: " + tests + " tests, no forbidden outcome");
    } catch (AssertionError e) {
      if (quiet) {
        showVerdict(log, console);
      }
      console.println("jcstress: " + e.getMessage());
      System.exit(1);
    }
  }

  private static int run(String... args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      throw new AssertionError("not started: bad options");
    }
    JCStress jcstress = new JCStress(options);
    int tests = jcstress.getTests().size();
    if (tests == 0) {
      throw new AssertionError("no test matches " + options.getTestFilter());
    }
    jcstress.run(); // an AssertionError for a forbidden outcome, a failed test or a lost VM
    return tests;
  }

  private static void showVerdict(Path log, PrintStream console) throws IOException {
    Files.readString(log)
        .lines()
        .dropWhile(line -> !line.contains("Failed tests:"))
        .forEach(console::println);
  }
}
