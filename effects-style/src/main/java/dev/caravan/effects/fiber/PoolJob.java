package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingSupplier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job of an executor pool, on its way to a worker and back. */
final class PoolJob<T extends @Nullable Object> {
  /** What a worker can bear. Weights are counted in millionths: sums have no rounding errors. */
  static final long FULL = 1_000_000;

  final long weight;
  private final ThrowingSupplier<T, ?> body;
  private final Resolver<T> end = Promise.create("of a job");

  private PoolJob(long weight, ThrowingSupplier<T, ?> body) {
    this.weight = weight;
    this.body = Objects.requireNonNull(body, "the body of a job is null");
  }

  static <T extends @Nullable Object> PoolJob<T> of(double weight, ThrowingSupplier<T, ?> body) {
    check(weight);
    return new PoolJob<>(Math.round(weight * FULL), body);
  }

  static void check(double weight) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "executor pool: the weight must be at least 0.0 and at most 1.0, not " + weight);
    }
  }

  Promise<T> promise() {
    return end.promise();
  }

  void run() {
    T value;
    try {
      value = body.get();
    } catch (Throwable e) {
      reject(e);
      return;
    }
    end.resolve(value);
  }

  void reject(Throwable error) {
    end.reject(error);
  }
}
