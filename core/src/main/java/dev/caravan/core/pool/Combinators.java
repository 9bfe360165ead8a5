package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Futures made of futures. */
final class Combinators {
  private Combinators() {}

  static <T extends @Nullable Object, R extends @Nullable Object> Fut<R> map(
      Fut<T> source, @Nullable Pool pool, ThrowingFunction<? super T, R, ?> f) {
    Step<R> step = new Step<>(pool);
    source.onComplete(outcome -> {
      switch (outcome) {
        case Outcome.Returned<T>(T value) -> step.run(() -> f.apply(value));
        case Outcome.Failed<T>(Throwable error) -> step.result.tryFail(error);
        case Outcome.WasCancelled<T>(Throwable reason) -> step.result.tryCancel(reason);
      }
    });
    return step.result;
  }

  static <T extends @Nullable Object> Fut<T> recover(
      Fut<T> source, @Nullable Pool pool, ThrowingFunction<? super Throwable, ? extends T, ?> f) {
    Step<T> step = new Step<>(pool);
    source.onComplete(outcome -> {
      switch (outcome) {
        case Outcome.Returned<T>(T value) -> step.result.tryReturn(value);
        case Outcome.Failed<T>(Throwable error) -> step.run(() -> f.apply(error));
        case Outcome.WasCancelled<T>(Throwable reason) -> step.result.tryCancel(reason);
      }
    });
    return step.result;
  }

  /** A function that runs once its argument is there, with the bindings of who registered it. */
  private static final class Step<R extends @Nullable Object> {
    final Fut<R> result = new Pending<>();
    private final @Nullable Pool pool;
    private final Context.@Nullable Binding locals;

    Step(@Nullable Pool pool) {
      this.pool = pool;
      Carrier carrier = Carrier.currentOrNull();
      this.locals = carrier == null ? null : carrier.context().locals();
    }

    void run(ThrowingSupplier<? extends R, ?> body) {
      if (!result.isRunning()) {
        return; // cancelled meanwhile
      }
      if (pool == null) {
        runHere(body);
        return;
      }
      try {
        Context bindings = new Context(null, locals);
        Fut<R> task = Carrier.current().within(bindings, () -> pool.<R>spawn(body::get));
        task.onComplete(outcome -> settle(result, outcome));
        result.onComplete(outcome -> {
          if (outcome instanceof Outcome.WasCancelled<R>(Throwable reason)) {
            task.cancel(reason);
          }
        });
      } catch (RejectedExecutionException closed) {
        result.tryFail(closed);
      }
    }

    private void runHere(ThrowingSupplier<? extends R, ?> body) {
      try {
        result.tryReturn(body.get());
      } catch (Throwable failure) {
        result.tryFail(failure);
      }
    }
  }

  static <T extends @Nullable Object> Fut<T> flatten(Fut<Fut<T>> outer) {
    Fut<T> result = new Pending<>();
    outer.onComplete(outcome -> {
      switch (outcome) {
        case Outcome.Returned<Fut<T>>(Fut<T> inner) -> forward(inner, result);
        case Outcome.Failed<Fut<T>>(Throwable error) -> result.tryFail(error);
        case Outcome.WasCancelled<Fut<T>>(Throwable reason) -> result.tryCancel(reason);
      }
    });
    return result;
  }

  private static <T extends @Nullable Object> void forward(
      @Nullable Fut<? extends T> from, Fut<T> to) {
    if (from == null) {
      to.tryFail(new NullPointerException("the function of flatMap returned null, not a future"));
      return;
    }
    from.onComplete(outcome -> settle(to, outcome));
  }

  private static <T extends @Nullable Object> void settle(
      Fut<T> computation, Outcome<? extends T> outcome) {
    switch (outcome) {
      case Outcome.Returned<? extends T> returned -> computation.tryReturn(returned.value());
      case Outcome.Failed<? extends T> failed -> computation.tryFail(failed.error());
      case Outcome.WasCancelled<? extends T> cancelled -> computation.tryCancel(cancelled.reason());
    }
  }

  static <A extends @Nullable Object, B extends @Nullable Object> Fut<Pair<A, B>> both(
      Fut<A> first, Fut<B> second) {
    return map(
        all(List.<Fut<? extends @Nullable Object>>of(first, second)),
        null,
        values -> new Pair<>(first.resultNow(), second.resultNow()));
  }

  static <T extends @Nullable Object> Fut<List<T>> all(List<? extends Fut<? extends T>> futures) {
    Fut<List<T>> result = new Pending<>();
    @Nullable Object[] values = new Object[futures.size()];
    AtomicInteger missing = new AtomicInteger(futures.size());
    if (futures.isEmpty()) {
      result.tryReturn(List.of());
    }
    for (int i = 0; i < futures.size(); i++) {
      int at = i;
      futures
          .get(i)
          .onComplete(outcome -> {
            switch (outcome) {
              case Outcome.Returned<? extends T> returned -> {
                values[at] = returned.value();
                if (missing.decrementAndGet() == 0) {
                  result.tryReturn(listOf(values));
                }
              }
              case Outcome.Failed<? extends T> failed -> result.tryFail(failed.error());
              case Outcome.WasCancelled<? extends T> cancelled ->
                  result.tryCancel(cancelled.reason());
            }
          });
    }
    return result;
  }

  @SuppressWarnings("unchecked") // the values came from futures of T
  static <T extends @Nullable Object> List<T> listOf(@Nullable Object[] values) {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
  }

  static <T extends @Nullable Object> Fut<T> firstSuccess(
      List<? extends Fut<? extends T>> futures) {
    refuseNone(futures, "first success");
    Fut<T> result = new Pending<>();
    AtomicInteger missing = new AtomicInteger(futures.size());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (Fut<? extends T> future : futures) {
      future.onComplete(outcome -> {
        switch (outcome) {
          case Outcome.Returned<? extends T> returned -> result.tryReturn(returned.value());
          case Outcome.Failed<? extends T> failed -> joinAsLast(failure, failed.error());
          case Outcome.WasCancelled<? extends T> cancelled -> {}
        }
        if (missing.decrementAndGet() == 0) {
          Throwable last = failure.get();
          if (last == null) {
            settle(result, outcome);
          } else {
            result.tryFail(last);
          }
        }
      });
    }
    return result;
  }

  /** Not by accumulateAndGet, which may apply a function twice: joining changes the exceptions. */
  private static void joinAsLast(AtomicReference<@Nullable Throwable> failure, Throwable last) {
    synchronized (failure) {
      failure.set(Failures.join(last, failure.get()));
    }
  }

  static <T extends @Nullable Object> Fut<T> any(List<? extends Fut<? extends T>> futures) {
    refuseNone(futures, "first");
    Fut<T> result = new Pending<>();
    for (Fut<? extends T> future : futures) {
      forward(future, result);
    }
    return result;
  }

  private static void refuseNone(List<?> futures, String what) {
    if (futures.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " of no futures never comes; give one");
    }
  }

  @SuppressWarnings("NullAway") // items are As, nullable or not
  static <A extends @Nullable Object> Fut<@Nullable Void> forEach(
      Pool pool, Iterable<A> items, Consumer<? super A> body) {
    List<Fut<?>> futures = new ArrayList<>();
    for (A item : items) {
      futures.add(pool.spawnVoid(() -> body.accept(item)));
    }
    return map(all(futures), null, values -> null);
  }
}
