package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that a fiber sees while a call lasts, and so does each fiber that it forks meanwhile,
 * into whatever switch. It does not cross into another domain; {@link
 * dev.caravan.core.kernel.TaskLocal} does. Bindings are put back when the call ends, also by an
 * exception. Works on any thread. Source of the concept: eio's {@code Fiber.key}.
 *
 * @param <T> the type of the value
 */
public final class FiberLocal<T> {
  private final String name;

  private FiberLocal(String name) {
    this.name = Objects.requireNonNull(name, "the name of a fiber-local is null");
  }

  /**
   * Makes a fiber-local, bound nowhere.
   *
   * @param name its name, for messages
   * @param <T> the type of the value
   * @return the fiber-local
   */
  public static <T> FiberLocal<T> named(String name) {
    return new FiberLocal<>(name);
  }

  /**
   * The value bound around the caller.
   *
   * @return the value; empty if there is none
   */
  @SuppressWarnings("unchecked") // bound by callWith
  public Optional<T> get() {
    Context.Binding binding = Carrier.current().context().locals();
    while (binding != null && binding.key() != this) {
      binding = binding.older();
    }
    return binding == null ? Optional.empty() : Optional.ofNullable((T) binding.value());
  }

  /**
   * Runs a body with a value bound.
   *
   * @param value the value
   * @param body what to run
   * @param <R> the type of the body's value
   * @param <X> what the body may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  public <R extends @Nullable Object, X extends Throwable> R callWith(
      T value, ThrowingSupplier<R, X> body) throws X {
    return callBound(Objects.requireNonNull(value, () -> "a value of " + this + " is null"), body);
  }

  /**
   * Runs a body with a value bound.
   *
   * @param value the value
   * @param body what to run
   * @param <X> what the body may throw
   * @throws X whatever the body throws
   */
  public <X extends Throwable> void runWith(T value, ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>callWith(
        value,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Runs a body without a value bound.
   *
   * @param body what to run
   * @param <R> the type of the body's value
   * @param <X> what the body may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  public <R extends @Nullable Object, X extends Throwable> R callWithout(
      ThrowingSupplier<R, X> body) throws X {
    return callBound(null, body);
  }

  /**
   * Runs a body without a value bound.
   *
   * @param body what to run
   * @param <X> what the body may throw
   * @throws X whatever the body throws
   */
  public <X extends Throwable> void runWithout(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>callWithout(() -> {
      body.run();
      return null;
    });
  }

  private <R extends @Nullable Object, X extends Throwable> R callBound(
      @Nullable T value, ThrowingSupplier<R, X> body) throws X {
    Carrier carrier = Carrier.current();
    return carrier.within(carrier.context().withLocal(this, value), body);
  }

  /** What surrounds the caller, but for the values of fiber-locals: what crosses into a domain. */
  static Context contextWithoutValues() {
    Context context = Carrier.current().context();
    return new Context(context.scope(), without(context.locals()));
  }

  private static Context.@Nullable Binding without(Context.@Nullable Binding bindings) {
    if (bindings == null) {
      return null;
    }
    Context.Binding older = without(bindings.older());
    if (bindings.key() instanceof FiberLocal) {
      return older;
    }
    return older == bindings.older()
        ? bindings
        : new Context.Binding(bindings.key(), bindings.value(), older);
  }

  @Override
  public String toString() {
    return "fiber-local " + name;
  }
}
