package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bindings of {@link ScopedValue}s, captured to be bound again in another fiber: those of the JDK
 * do not follow a fork. {@code sw.fork(ScopedValues.capture(USER).carry(() -> …))}. {@link
 * FiberLocal} needs no such help. Refused on {@link Engine#CONTINUATION}, where the fibers of a
 * domain share one thread, and so would share each other's bindings.
 */
public final class ScopedValues {
  private final ScopedValue.@Nullable Carrier bindings;

  private ScopedValues(ScopedValue.@Nullable Carrier bindings) {
    this.bindings = bindings;
  }

  /**
   * Captures what is bound around the caller.
   *
   * @param values which; those that are not bound are left out
   * @return the bindings
   * @throws IllegalStateException on the engine {@code CONTINUATION}
   */
  public static ScopedValues capture(ScopedValue<?>... values) {
    refuseSharedThread();
    ScopedValue.Carrier bindings = null;
    for (ScopedValue<?> value : values) {
      bindings = with(bindings, value);
    }
    return new ScopedValues(bindings);
  }

  private static <T> ScopedValue.@Nullable Carrier with(
      ScopedValue.@Nullable Carrier bindings, ScopedValue<T> value) {
    if (!value.isBound()) {
      return bindings;
    }
    return bindings == null
        ? ScopedValue.where(value, value.get())
        : bindings.where(value, value.get());
  }

  /**
   * Runs a body with the bindings.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws IllegalStateException on the engine {@code CONTINUATION}
   */
  public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body)
      throws X {
    refuseSharedThread();
    return bindings == null ? body.get() : bindings.<T, X>call(body::get);
  }

  /**
   * Runs a body without a value with the bindings.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws IllegalStateException on the engine {@code CONTINUATION}
   */
  public <X extends Throwable> void run(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * A body that runs with the bindings, wherever it is run.
   *
   * @param body the body
   * @param <X> what it may throw
   * @return the body with the bindings
   */
  public <X extends Throwable> ThrowingRunnable<X> carry(ThrowingRunnable<X> body) {
    return () -> run(body);
  }

  private static void refuseSharedThread() {
    Domain domain = Domain.currentOrNull();
    if (domain != null && domain.engine() == Engine.CONTINUATION) {
      throw new IllegalStateException(
          "scoped values are bound to threads, and the fibers of "
              + domain
              + " share one, on the engine CONTINUATION; use a FiberLocal or another engine");
    }
  }
}
