package dev.caravan.effects.mock;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for a function: each call does the next of the {@link Action}s that the test has
 * listed, and when none is left, the default one. It is a supplier, so it can be passed for one;
 * behind an interface of the program, a method calls {@link #call}.
 *
 * <p>Any thread may call; each action is done once. Source of the idea: {@code Eio_mock.Handler}.
 *
 * {@snippet file="dev/caravan/effects/mock/MockTest.java" region="mock"}
 *
 * @param <T> the type of what a call returns
 */
public final class Mock<T extends @Nullable Object> implements ThrowingSupplier<T, Throwable> {
  private final String name;

  // guarded by this
  private final Deque<Action<T>> listed = new ArrayDeque<>();
  private Action<T> otherwise;
  private int calls;

  private Mock(String name) {
    this.name = Objects.requireNonNull(name, "the name of a mock is null");
    this.otherwise =
        Action.raising(
            new IllegalStateException(name + " was called, and no action is left for it"));
  }

  /**
   * Makes a mock without actions: by default a call throws {@link IllegalStateException}.
   *
   * @param name its name, for messages
   * @param <T> the type of what a call returns
   * @return the mock
   */
  public static <T extends @Nullable Object> Mock<T> named(String name) {
    return new Mock<>(name);
  }

  /**
   * Sets what the next calls do, instead of what is listed and has not been done.
   *
   * @param actions one for each call, in order
   * @return this
   */
  @SafeVarargs
  public final synchronized Mock<T> onCalls(Action<T>... actions) {
    listed.clear();
    for (Action<T> action : actions) {
      listed.add(Objects.requireNonNull(action, "an action of a mock is null"));
    }
    return this;
  }

  /**
   * Sets what calls do when nothing listed is left.
   *
   * @param action the action
   * @return this
   */
  public synchronized Mock<T> otherwise(Action<T> action) {
    otherwise = Objects.requireNonNull(action, "the default action of a mock is null");
    return this;
  }

  /**
   * Does the next action; suspends if that does.
   *
   * @param <X> what the program expects the call to throw
   * @return what the action returns
   * @throws X whatever the action throws
   */
  @Suspends
  public <X extends Throwable> T call() throws X {
    try {
      return next().perform();
    } catch (Throwable e) {
      throw Failures.<X>sneaky(e);
    }
  }

  /**
   * Does the next action; see {@link #call}.
   *
   * @return what the action returns
   * @throws Throwable whatever the action throws
   */
  @Override
  @Suspends
  public T get() throws Throwable {
    return next().perform();
  }

  private synchronized Action<T> next() {
    calls++;
    Action<T> first = listed.poll();
    return first == null ? otherwise : first;
  }

  /**
   * How often it was called.
   *
   * @return the number of calls that have begun
   */
  public synchronized int calls() {
    return calls;
  }

  /**
   * How many listed actions no call has done.
   *
   * @return the number
   */
  public synchronized int left() {
    return listed.size();
  }

  @Override
  public String toString() {
    return "mock " + name;
  }
}
