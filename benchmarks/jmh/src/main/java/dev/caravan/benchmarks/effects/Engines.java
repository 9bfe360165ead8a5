package dev.caravan.benchmarks.effects;

import dev.caravan.effects.handler.EffectEngine;

/** The runner gives its forks the flag for coroutines; the tests of the workloads have none. */
final class Engines {
  private static final boolean MEASURED =
      System.getProperty("java.class.path", "").contains("benchmarks.jar");

  private Engines() {}

  /** An engine; when nothing is measured, another one if this JVM does not have it. */
  static EffectEngine engine(EffectEngine wanted) {
    return wanted.isAvailable() || MEASURED ? wanted : EffectEngine.preferred();
  }
}
