package dev.caravan.benchmarks;

/** A promise of a group that is kept or not, apart from how fast contenders are. */
@FunctionalInterface
public interface Check {

  /**
   * Checks the promise and returns what was seen.
   *
   * @throws AssertionError if it is not kept, with what was seen
   */
  String run();
}
