package dev.caravan.benchmarks.fibers;

import static dev.caravan.benchmarks.fibers.Kotlin.SUSPENDED;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.YieldKt;
import org.jspecify.annotations.Nullable;

/** Coroutines that start others, each as Kotlin's compiler would write it. */
final class KotlinSpawns {
  private KotlinSpawns() {}

  /** {@code { value }}. */
  static final class Value extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final Long value;

    Value() {
      this(1L, null);
    }

    Value(Long value, @Nullable Continuation<Object> completion) {
      super(completion);
      this.value = value;
    }

    @Override
    Value begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Value(value, completion);
    }

    @Override
    Object goOn(@Nullable Object given) {
      return value;
    }
  }

  /** {@code { for (i in 0..<size) sum += value(i); sum }}. */
  private abstract static class Summing extends Kotlin.InScope {
    private static final long serialVersionUID = 1L;
    final int size;
    private long next;
    private long sum;

    Summing(int size, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(scope, completion);
      this.size = size;
    }

    /** A value, or that it is waited for. */
    abstract @Nullable Object value(long index);

    @Override
    final @Nullable Object goOn(@Nullable Object given) {
      Object result = given;
      while (result != SUSPENDED) {
        sum += result instanceof Long value ? value : 0;
        if (next == size) {
          return sum;
        }
        result = value(next++);
      }
      return SUSPENDED;
    }
  }

  /** {@code { for (i in 0..<size) sum += async { i }.await(); sum }}. */
  static final class OneByOne extends Summing {
    private static final long serialVersionUID = 1L;

    OneByOne(int size) {
      this(size, null, null);
    }

    private OneByOne(
        int size, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(size, scope, completion);
    }

    @Override
    OneByOne begun(CoroutineScope scope, Continuation<Object> completion) {
      return new OneByOne(size, scope, completion);
    }

    @Override
    @Nullable Object value(long index) {
      return Kotlin.async(scope, new Value(index, null)).await(this);
    }
  }

  /** {@code { for (i in 0..<size) sum += coroutineScope { async { i }.await() }; sum }}. */
  static final class Scoped extends Summing {
    private static final long serialVersionUID = 1L;

    Scoped(int size) {
      this(size, null);
    }

    private Scoped(int size, @Nullable Continuation<Object> completion) {
      super(size, null, completion);
    }

    @Override
    Scoped begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Scoped(size, completion);
    }

    @Override
    @Nullable Object value(long index) {
      return Kotlin.scope(new One(index, null, null), this);
    }
  }

  private static final class One extends Kotlin.InScope {
    private static final long serialVersionUID = 1L;
    private final long value;

    One(long value, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(scope, completion);
      this.value = value;
    }

    @Override
    One begun(CoroutineScope scope, Continuation<Object> completion) {
      return new One(value, scope, completion);
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      return given instanceof Long
          ? given
          : Kotlin.async(scope, new Value(value, null)).await(this);
    }
  }

  /** Starts so many at once, sums up their values, and again. */
  static final class Many extends Summing {
    private static final long serialVersionUID = 1L;
    private final int each;
    private final transient Supplier<Kotlin.Body> child;
    private final transient List<Deferred<Object>> started = new ArrayList<>();
    private int awaited;

    Many(int rounds, int each, Supplier<Kotlin.Body> child) {
      this(rounds * each, each, child, null, null);
    }

    private Many(
        int size,
        int each,
        Supplier<Kotlin.Body> child,
        @Nullable CoroutineScope scope,
        @Nullable Continuation<Object> completion) {
      super(size, scope, completion);
      this.each = each;
      this.child = child;
    }

    @Override
    Many begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Many(size, each, child, scope, completion);
    }

    @Override
    @Nullable Object value(long index) {
      if (awaited == started.size()) {
        start();
      }
      return started.get(awaited++).await(this);
    }

    private void start() {
      started.clear();
      awaited = 0;
      for (int i = 0; i < each; i++) {
        started.add(Kotlin.async(scope, child.get()));
      }
    }
  }

  /** {@code { repeat(times) { yield() }; times }}. */
  static final class Yielding extends Kotlin.Repeating {
    private static final long serialVersionUID = 1L;

    Yielding(int times) {
      this(times, null);
    }

    private Yielding(int times, @Nullable Continuation<Object> completion) {
      super(times, null, completion);
    }

    @Override
    Yielding begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Yielding(times, completion);
    }

    @Override
    @Nullable Object turn() {
      return YieldKt.yield(this);
    }
  }
}
