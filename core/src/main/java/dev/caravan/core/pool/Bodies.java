package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What users submit, in the one form that tasks have; each keeps the user's object for messages.
 */
final class Bodies {
  private Bodies() {}

  /** A body made of something else. */
  interface Wrapping {
    /** What the user submitted. */
    Object wrapped();
  }

  /** The class of what the user submitted. */
  static Class<?> classOf(Object body) {
    return body instanceof Wrapping wrapping ? wrapping.wrapped().getClass() : body.getClass();
  }

  record OfRunnable(ThrowingRunnable<?> wrapped)
      implements ThrowingSupplier<@Nullable Void, Throwable>, Wrapping {
    @Override
    public @Nullable Void get() throws Throwable {
      wrapped.run();
      return null;
    }
  }

  record OfCallable<T extends @Nullable Object>(Callable<T> wrapped)
      implements ThrowingSupplier<T, Exception>, Wrapping {
    @Override
    public T get() throws Exception {
      return wrapped.call();
    }
  }

  record WithResult<T extends @Nullable Object>(Runnable wrapped, T result)
      implements ThrowingSupplier<T, RuntimeException>, Wrapping {
    @Override
    public T get() {
      wrapped.run();
      return result;
    }
  }

  /** A body whose failure nobody awaits: it goes to the pool's handler. */
  record Raw(Runnable wrapped, PoolBuilder.Options options)
      implements ThrowingSupplier<@Nullable Void, RuntimeException>, Wrapping {
    @Override
    public @Nullable Void get() {
      try {
        wrapped.run();
      } catch (Cancelled stopped) {
        throw stopped;
      } catch (Throwable failure) {
        options.tellUncaught(failure);
      }
      return null;
    }
  }
}
