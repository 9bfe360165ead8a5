package dev.caravan.testkit;

/**
 * A test that runs on a deterministic domain.
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface TestBody<X extends Throwable> {
  /**
   * Runs the test.
   *
   * @param test its domain, clock and trail
   * @throws X whatever it throws, which is what the test fails with
   */
  void run(TestRun test) throws X;
}
