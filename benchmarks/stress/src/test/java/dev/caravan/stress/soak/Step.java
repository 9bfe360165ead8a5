package dev.caravan.stress.soak;

/**
 * A piece of a random program: it knows its value without any concurrency, and can compute the same
 * value with it. Whatever happens around it, {@link #run} returns that value or throws; any other
 * value is an error.
 */
interface Step {

  /** What the step is worth, computed sequentially. */
  long expected();

  /** Computes the same, as code of a task of {@code ground.pool()}. */
  long run(Ground ground);
}
