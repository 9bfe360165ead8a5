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

  /** {@code { for (i in 0..<size) sum += async { i }.await(); sum }}. */
  static final class OneByOne extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable CoroutineScope scope;
    private final int size;
    private long next;
    private long sum;

    OneByOne(int size) {
      this(size, null, null);
    }

    private OneByOne(
        int size, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(completion);
      this.size = size;
      this.scope = scope;
    }

    @Override
    OneByOne begun(CoroutineScope scope, Continuation<Object> completion) {
      return new OneByOne(size, scope, completion);
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      Object result = given;
      while (result != SUSPENDED) {
        sum += result instanceof Long value ? value : 0;
        if (next == size) {
          return sum;
        }
        result = Kotlin.async(scope, new Value(next++, null)).await(this);
      }
      return SUSPENDED;
    }
  }

  /** {@code { for (i in 0..<size) sum += coroutineScope { async { i }.await() }; sum }}. */
  static final class Scoped extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final int size;
    private long next;
    private long sum;

    Scoped(int size) {
      this(size, null);
    }

    private Scoped(int size, @Nullable Continuation<Object> completion) {
      super(completion);
      this.size = size;
    }

    @Override
    Scoped begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Scoped(size, completion);
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      Object result = given;
      while (result != SUSPENDED) {
        sum += result instanceof Long value ? value : 0;
        if (next == size) {
          return sum;
        }
        result = Kotlin.scope(new One(next++, null, null), this);
      }
      return SUSPENDED;
    }
  }

  private static final class One extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable CoroutineScope scope;
    private final long value;

    One(long value, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(completion);
      this.value = value;
      this.scope = scope;
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
  static final class Many extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable CoroutineScope scope;
    private final int rounds;
    private final int each;
    private final transient Supplier<Kotlin.Body> child;
    private final transient List<Deferred<Object>> started = new ArrayList<>();
    private int round;
    private int awaited;
    private long sum;

    Many(int rounds, int each, Supplier<Kotlin.Body> child) {
      this(rounds, each, child, null, null);
    }

    private Many(
        int rounds,
        int each,
        Supplier<Kotlin.Body> child,
        @Nullable CoroutineScope scope,
        @Nullable Continuation<Object> completion) {
      super(completion);
      this.rounds = rounds;
      this.each = each;
      this.child = child;
      this.scope = scope;
    }

    @Override
    Many begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Many(rounds, each, child, scope, completion);
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      Object result = given;
      while (result != SUSPENDED) {
        sum += result instanceof Long value ? value : 0;
        if (awaited == started.size()) {
          if (round++ == rounds) {
            return sum;
          }
          start();
        }
        result = started.get(awaited++).await(this);
      }
      return SUSPENDED;
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
  static final class Yielding extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final int times;
    private int done;

    Yielding(int times) {
      this(times, null);
    }

    private Yielding(int times, @Nullable Continuation<Object> completion) {
      super(completion);
      this.times = times;
    }

    @Override
    Yielding begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Yielding(times, completion);
    }

    @Override
    Object goOn(@Nullable Object given) {
      while (done < times) {
        done++;
        if (YieldKt.yield(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return (long) times;
    }
  }
}
