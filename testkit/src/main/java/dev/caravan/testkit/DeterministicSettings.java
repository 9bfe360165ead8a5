package dev.caravan.testkit;

import dev.caravan.core.domain.Engine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What a test is to be run with: its annotation, and JUnit's parameters, which come first. */
record DeterministicSettings(
    DeterministicTest test, Function<String, Optional<String>> parameters) {
  private static final String REPLAY = "caravan.replay";
  private static final String SEED = "caravan.seed";
  private static final String SCHEDULES = "caravan.schedules";
  private static final String RANDOM = "random";

  List<Engine> engines() {
    return test.engine().length == 0 ? List.of(Engine.preferred()) : List.of(test.engine());
  }

  /** Which schedules to run, from the beginning. */
  Search search() {
    String replay = parameters.apply(REPLAY).orElse(test.replay());
    if (!replay.isBlank()) {
      return Search.replaying(Deviation.parseAll(replay));
    }
    Optional<String> told = parameters.apply(SEED);
    boolean alone = told.isPresent() && !told.get().equals(RANDOM);
    long seed = told.map(DeterministicSettings::seed).orElse(test.seed());
    int schedules =
        parameters
            .apply(SCHEDULES)
            .map(text -> (int) number(SCHEDULES, text))
            .orElse(alone ? 0 : test.schedules());
    if (seed == DeterministicTest.NO_SEED) {
      return Search.exploring(schedules, 1);
    }
    return schedules == 0 && !told.equals(Optional.of(RANDOM))
        ? Search.ofSeed(seed)
        : Search.exploring(schedules, seed);
  }

  private static long seed(String text) {
    return text.equals(RANDOM)
        ? RandomGenerator.getDefault().nextInt(Integer.MAX_VALUE)
        : number(SEED, text);
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is a number, not '" + text + "'", e);
    }
  }
}
