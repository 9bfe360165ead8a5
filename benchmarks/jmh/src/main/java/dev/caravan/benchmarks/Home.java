package dev.caravan.benchmarks;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The checkout that the benchmarks were built in. */
final class Home {
  private static final Path JAR = Path.of("benchmarks", "jmh", "target");

  private Home() {}

  /** The root of the checkout: what the launcher says, or found from the jar, or here. */
  static Path find() {
    String told = System.getProperty("caravan.home");
    return told != null ? Path.of(told) : aroundTheJar();
  }

  private static Path aroundTheJar() {
    try {
      Path code =
          Path.of(BenchMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path target = code.getParent();
      return target.endsWith(JAR) ? target.resolve("../../..").normalize() : Path.of("");
    } catch (URISyntaxException e) {
      return Path.of("");
    }
  }

  /** What to type in the root of a checkout to run the command again. */
  static String command(List<String> args) {
    return "./caravan bench " + args.stream().map(Home::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String arg) {
    return arg.matches("[\\w.,:=/+@%-]+") ? arg : "'" + arg.replace("'", "'\\''") + "'";
  }
}
