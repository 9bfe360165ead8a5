package dev.caravan.testkit;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Suspends;
import org.jspecify.annotations.Nullable;

/**
 * Runs code on a domain of its own that goes the same way each time, in virtual time: sleeping
 * takes none. When all fibers wait and nothing can wake one, the run ends with {@link
 * dev.caravan.core.domain.Deadlock}, which holds the dump; a wait that is not Caravan's and not in
 * {@link dev.caravan.core.kernel.Blocking} ends it with {@link
 * dev.caravan.core.domain.ForeignWait}, whose stack trace is that of the wait. On the engines
 * {@code BATON} and {@code CONTINUATION} short waits pass unnoticed, as it tells.
 *
 * {@snippet file="dev/caravan/testkit/DeterministicSnippetsTest.java" region="run"}
 *
 * <p>Source of the idea: eio's mock backend.
 */
public final class Deterministic {
  private Deterministic() {}

  /**
   * Runs a test, and waits until it and all fibers of its domain have ended.
   *
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws dev.caravan.core.domain.Deadlock if it cannot go on
   * @throws dev.caravan.core.domain.ForeignWait if it waits outside Caravan
   */
  @Suspends
  public static <X extends Throwable> void run(TestBody<X> body) throws X {
    builder().run(body);
  }

  /**
   * Computes a value, and waits until the body and all fibers of its domain have ended.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws dev.caravan.core.domain.Deadlock if it cannot go on
   * @throws dev.caravan.core.domain.ForeignWait if it waits outside Caravan
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T call(
      ThrowingFunction<? super TestRun, T, X> body) throws X {
    return builder().call(body);
  }

  /**
   * Begins to describe a run.
   *
   * @return the builder
   */
  public static DeterministicBuilder builder() {
    return new DeterministicBuilder();
  }
}
