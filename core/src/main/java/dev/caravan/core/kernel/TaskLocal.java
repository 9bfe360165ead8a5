package dev.caravan.core.kernel;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value bound for the extent of a call and everything it starts: it survives suspension and
 * change of thread, a spawned task begins with the bindings of its spawner, and so does each branch
 * of a fork-join. Bindings are put back when the call ends, also by an exception; there is no
 * {@code set}, so what a task sees does not depend on where its neighbours ran.
 *
 * <p>Source of the concept: Moonpool's {@code Task_local_storage}, in the manner of {@link
 * ScopedValue}, whose own bindings do not follow a task from thread to thread.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="task-local"}
 *
 * @param <T> the type of the value
 */
public final class TaskLocal<T extends @Nullable Object> {
  private final String name;

  private TaskLocal(String name) {
    this.name = name;
  }

  /**
   * Makes a local, bound nowhere.
   *
   * @param name its name, for messages
   * @param <T> the type of the value
   * @return the local
   */
  public static <T extends @Nullable Object> TaskLocal<T> named(String name) {
    return new TaskLocal<>(Objects.requireNonNull(name, "name"));
  }

  /**
   * Runs the body with this local bound to a value.
   *
   * @param value the value, possibly null
   * @param body what to run
   * @param <R> the type of the body's value
   * @param <X> what the body may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  public <R extends @Nullable Object, X extends Throwable> R call(
      T value, ThrowingSupplier<R, X> body) throws X {
    Carrier carrier = Carrier.current();
    return carrier.within(carrier.context().withLocal(this, value), body);
  }

  /**
   * Runs the body with this local bound to a value.
   *
   * @param value the value, possibly null
   * @param body what to run
   * @param <X> what the body may throw
   * @throws X whatever the body throws
   */
  public <X extends Throwable> void run(T value, ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(
        value,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * The value bound around the caller.
   *
   * @return the value
   * @throws NoSuchElementException if the local is not bound
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // call bound a T
  public T get() {
    Context.Binding binding = find();
    if (binding == null) {
      throw new NoSuchElementException(
          "the task-local "
              + name
              + " is not bound here; bind it around the call with run or call,"
              + " or ask with orElse");
    }
    return (T) binding.value();
  }

  /**
   * The value bound around the caller, or another.
   *
   * @param other what to return if the local is not bound
   * @return the value
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // call bound a T
  public T orElse(T other) {
    Context.Binding binding = find();
    return binding == null ? other : (T) binding.value();
  }

  /**
   * Whether the local is bound around the caller.
   *
   * @return true if it is
   */
  public boolean isBound() {
    return find() != null;
  }

  private Context.@Nullable Binding find() {
    Context.Binding binding = Carrier.current().context().locals();
    while (binding != null && binding.key() != this) {
      binding = binding.older();
    }
    return binding;
  }

  @Override
  public String toString() {
    return "TaskLocal[" + name + "]";
  }
}
