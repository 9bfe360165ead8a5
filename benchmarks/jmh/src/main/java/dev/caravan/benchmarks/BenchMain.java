package dev.caravan.benchmarks;

import java.io.IOException;

/** The main class of {@code benchmarks.jar}: JMH's own command line. */
public final class BenchMain {

  private BenchMain() {}

  /** Runs JMH with {@code args}. */
  public static void main(String[] args) throws IOException {
    org.openjdk.jmh.Main.main(args);
  }
}
