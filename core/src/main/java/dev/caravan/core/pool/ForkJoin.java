package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Divide and conquer: calls that may run their parts in parallel and return when all parts have
 * ended. Inside a task they use its pool, elsewhere the {@linkplain Pool#shared() shared} one. A
 * fork costs a few nanoseconds: parts become visible to other workers only when one of those is
 * idle, and otherwise now and then. So do not cut off small cases by hand, unless the body itself
 * is as small as a fork.
 *
 * <p>These methods promise parallelism, never concurrency: parts may just as well run one after the
 * other, so parts that wait for each other belong in {@linkplain Pool#spawn futures}. What the
 * caller did happens before each part, and each part happens before the return. A part that has
 * ended may stay reachable until the fork around it has ended, too.
 *
 * <p>If a part throws, parts that have not begun do not begin, running ones are cancelled (their
 * next wait or fork throws), all are waited for, and then the first failure is thrown with the
 * others suppressed on it. Cancelling the caller does the same. In a task the wait for the parts
 * ignores interrupts and keeps their status; a caller outside any pool waits as in {@link
 * Pool#invoke}, so there an interrupt cancels the parts, and {@link
 * dev.caravan.core.kernel.Interrupted} is thrown when they have ended.
 *
 * <p>Bodies whose type is one of the JDK's, as those of {@link #forRange}, {@link #forEach} and the
 * folds, cannot throw checked exceptions; {@link #forChunks}, {@link #mapList} and {@link #both}
 * take bodies that can. Sources: Moonpool's {@code Fork_join} and domainslib's {@code
 * Task.parallel_*}, which return before running parts have ended; heartbeat scheduling (PLDI 2018).
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="fork-join"}
 */
public final class ForkJoin {
  private ForkJoin() {}

  // ---- two parts

  /**
   * Runs two bodies and returns both values.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param <A> the type of the first value
   * @param <B> the type of the second value
   * @param <X> what the bodies may throw
   * @return both values
   * @throws X the first failure, the other one suppressed on it
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      Pair<A, B> both(
          ThrowingSupplier<? extends A, ? extends X> first,
          ThrowingSupplier<? extends B, ? extends X> second)
          throws X {
    return both(first, second, Pair::new);
  }

  /**
   * Runs two bodies and combines their values.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param combine makes the result of both values
   * @param <A> the type of the first value
   * @param <B> the type of the second value
   * @param <R> the type of the result
   * @param <X> what the bodies may throw
   * @return the combined value
   * @throws X the first failure, the other one suppressed on it
   */
  @Suspends
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          R extends @Nullable Object,
          X extends Throwable>
      R both(
          ThrowingSupplier<? extends A, ? extends X> first,
          ThrowingSupplier<? extends B, ? extends X> second,
          BiFunction<? super A, ? super B, ? extends R> combine)
          throws X {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(combine, "combine");
    Strand strand = Strand.here();
    if (strand == null) {
      return Pool.shared().<R, X>invoke(() -> both(first, second, combine));
    }
    int at = strand.height();
    A a;
    boolean mine;
    try {
      strand.push(second);
      a = Bodies.<A, X>value(first);
      mine = strand.popPrivate(at);
    } catch (Throwable failure) {
      throw Failures.<X>sneaky(strand.abandon(at, failure));
    }
    B b = mine ? Bodies.<B, X>value(second) : strand.<B>join(at);
    return combine.apply(a, b);
  }

  /**
   * Runs two bodies without values.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param <X> what the bodies may throw
   * @throws X the first failure, the other one suppressed on it
   */
  @Suspends
  public static <X extends Throwable> void bothVoid(
      ThrowingRunnable<? extends X> first, ThrowingRunnable<? extends X> second) throws X {
    ForkJoin.<@Nullable Void, @Nullable Void, @Nullable Void, X>both(
        voidBody(Objects.requireNonNull(first, "first")),
        voidBody(Objects.requireNonNull(second, "second")),
        (a, b) -> null);
  }

  private static <X extends Throwable> ThrowingSupplier<@Nullable Void, X> voidBody(
      ThrowingRunnable<? extends X> body) {
    Objects.requireNonNull(body, "body");
    return () -> {
      body.run();
      return null;
    };
  }

  /**
   * Runs two bodies and combines their values, without boxing the caller's.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param combine makes the result of both values
   * @return the combined value
   */
  @Suspends
  public static int bothInt(IntSupplier first, IntSupplier second, IntBinaryOperator combine) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(combine, "combine");
    Strand strand = Strand.here();
    if (strand == null) {
      return Pool.shared().invoke(() -> bothInt(first, second, combine));
    }
    int at = strand.height();
    int a;
    boolean mine;
    try {
      strand.push(Bodies.frameOf(second));
      a = Bodies.value(first);
      mine = strand.popPrivate(at);
    } catch (Throwable failure) {
      throw Failures.<RuntimeException>sneaky(strand.abandon(at, failure));
    }
    int b = mine ? Bodies.value(second) : strand.<Integer>join(at);
    return combine.applyAsInt(a, b);
  }

  /**
   * Runs two bodies and combines their values, without boxing the caller's.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param combine makes the result of both values
   * @return the combined value
   */
  @Suspends
  public static long bothLong(LongSupplier first, LongSupplier second, LongBinaryOperator combine) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(combine, "combine");
    Strand strand = Strand.here();
    if (strand == null) {
      return Pool.shared().invoke(() -> bothLong(first, second, combine));
    }
    int at = strand.height();
    long a;
    boolean mine;
    try {
      strand.push(Bodies.frameOf(second));
      a = Bodies.value(first);
      mine = strand.popPrivate(at);
    } catch (Throwable failure) {
      throw Failures.<RuntimeException>sneaky(strand.abandon(at, failure));
    }
    long b = mine ? Bodies.value(second) : strand.<Long>join(at);
    return combine.applyAsLong(a, b);
  }

  /**
   * Runs two bodies and combines their values, without boxing the caller's.
   *
   * @param first one body, run by the caller
   * @param second another body
   * @param combine makes the result of both values
   * @return the combined value
   */
  @Suspends
  public static double bothDouble(
      DoubleSupplier first, DoubleSupplier second, DoubleBinaryOperator combine) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(combine, "combine");
    Strand strand = Strand.here();
    if (strand == null) {
      return Pool.shared().invoke(() -> bothDouble(first, second, combine));
    }
    int at = strand.height();
    double a;
    boolean mine;
    try {
      strand.push(Bodies.frameOf(second));
      a = Bodies.value(first);
      mine = strand.popPrivate(at);
    } catch (Throwable failure) {
      throw Failures.<RuntimeException>sneaky(strand.abandon(at, failure));
    }
    double b = mine ? Bodies.value(second) : strand.<Double>join(at);
    return combine.applyAsDouble(a, b);
  }

  // ---- many parts

  /**
   * Runs all bodies and returns their values in order.
   *
   * @param bodies the bodies
   * @param <T> the type of the values
   * @param <X> what the bodies may throw
   * @return the values, unmodifiable
   * @throws X the first failure, others suppressed on it
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> List<T> all(
      List<? extends ThrowingSupplier<? extends T, ? extends X>> bodies) throws X {
    int index = 0;
    for (ThrowingSupplier<? extends T, ? extends X> body : bodies) {
      if (body == null) {
        throw new NullPointerException("body " + index + " is null");
      }
      index++;
    }
    return ForkJoin.<ThrowingSupplier<? extends T, ? extends X>, T, X>mapList(
        bodies, 1, ThrowingSupplier::get);
  }

  /**
   * A body that is given a range of numbers.
   *
   * @param <X> what the body may throw
   */
  @FunctionalInterface
  public interface RangeBody<X extends Throwable> {
    /**
     * Works on a range.
     *
     * @param from the first number
     * @param to the number after the last one
     * @throws X whatever the body throws
     */
    void run(int from, int to) throws X;
  }

  /**
   * Runs the body once for each number of a range, in no particular order. How many numbers make a
   * piece of work is found out while running. For a body that throws checked exceptions use {@link
   * #forChunks}.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range does nothing
   * @param body given the number
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static void forRange(int from, int to, IntConsumer body) {
    numbers(from, to, SplittableLoop.AUTOMATIC, body);
  }

  /**
   * Runs the body once for each number of a range, in no particular order.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range does nothing
   * @param grain how many numbers make a piece of work, at least 1
   * @param body given the number
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static void forRange(int from, int to, int grain, IntConsumer body) {
    numbers(from, to, checkedGrain(grain), body);
  }

  private static void numbers(int from, int to, int grain, IntConsumer body) {
    Objects.requireNonNull(body, "body");
    chunks(
        from,
        to,
        grain,
        (low, high) -> {
          for (int i = low; i < high; i++) {
            body.accept(i);
          }
        });
  }

  /**
   * Runs the body for pieces that make up a range.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range does nothing
   * @param grain the size of each piece but the last, at least 1
   * @param body given a piece
   * @param <X> what the body may throw
   * @throws X the first failure, others suppressed on it
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static <X extends Throwable> void forChunks(int from, int to, int grain, RangeBody<X> body)
      throws X {
    chunks(from, to, checkedGrain(grain), body);
  }

  private static <X extends Throwable> void chunks(int from, int to, int grain, RangeBody<X> body)
      throws X {
    Objects.requireNonNull(body, "body");
    if (checkedSize(from, to) > 0) {
      SplittableLoop.<@Nullable Void, X>run(from, to, grain, new VoidPieces(body));
    }
  }

  private record VoidPieces(RangeBody<?> body) implements SplittableLoop.Pieces<@Nullable Void> {
    @Override
    public @Nullable Void piece(int from, int to) throws Throwable {
      body.run(from, to);
      return null;
    }

    @Override
    public @Nullable Void combine(@Nullable Void left, @Nullable Void right) {
      return null;
    }
  }

  /**
   * Runs the body once for each item, in no particular order. For a body that throws checked
   * exceptions use {@link #mapList}.
   *
   * @param items the items; must not change meanwhile
   * @param body given the item
   * @param <T> the type of the items
   */
  @Suspends
  public static <T extends @Nullable Object> void forEach(List<T> items, Consumer<? super T> body) {
    forAll(items, SplittableLoop.AUTOMATIC, body);
  }

  /**
   * As {@link #forEach(List, Consumer)} with a given grain.
   *
   * @param items the items; must not change meanwhile
   * @param grain how many items make a piece of work, at least 1
   * @param body given the item
   * @param <T> the type of the items
   * @throws IllegalArgumentException if the grain is less than 1
   */
  @Suspends
  public static <T extends @Nullable Object> void forEach(
      List<T> items, int grain, Consumer<? super T> body) {
    forAll(items, checkedGrain(grain), body);
  }

  private static <T extends @Nullable Object> void forAll(
      List<T> items, int grain, Consumer<? super T> body) {
    Objects.requireNonNull(body, "body");
    List<T> indexed = items instanceof RandomAccess ? items : new ArrayList<>(items);
    numbers(0, indexed.size(), grain, i -> body.accept(indexed.get(i)));
  }

  /**
   * Maps a list, keeping the order.
   *
   * @param items the items; must not change meanwhile
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results, unmodifiable
   * @throws X the first failure, others suppressed on it
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      List<B> mapList(List<? extends A> items, ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return mapAll(items, SplittableLoop.AUTOMATIC, f);
  }

  /**
   * Maps a list, keeping the order.
   *
   * @param items the items; must not change meanwhile
   * @param grain how many items make a piece of work, at least 1
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results, unmodifiable
   * @throws X the first failure, others suppressed on it
   * @throws IllegalArgumentException if the grain is less than 1
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      List<B> mapList(
          List<? extends A> items, int grain, ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return mapAll(items, checkedGrain(grain), f);
  }

  private static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      List<B> mapAll(
          List<? extends A> items, int grain, ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    Objects.requireNonNull(f, "f");
    @Nullable Object[] in = items.toArray();
    @Nullable Object[] out = new Object[in.length];
    ForkJoin.<X>chunks(0, in.length, grain, new MapBody<X>(in, out, f));
    return Combinators.listOf(out);
  }

  private static final class MapBody<X extends Throwable> implements RangeBody<X> {
    private final @Nullable Object[] in;
    private final @Nullable Object[] out;
    private final ThrowingFunction<?, ?, X> f;

    MapBody(@Nullable Object[] in, @Nullable Object[] out, ThrowingFunction<?, ?, X> f) {
      this.in = in;
      this.out = out;
      this.f = f;
    }

    @Override
    @SuppressWarnings("unchecked") // in holds what f takes
    public void run(int from, int to) throws X {
      ThrowingFunction<@Nullable Object, ?, X> untyped =
          (ThrowingFunction<@Nullable Object, ?, X>) f;
      for (int i = from; i < to; i++) {
        out[i] = untyped.apply(in[i]);
      }
    }
  }

  /**
   * Maps an array, keeping the order.
   *
   * @param items the items; must not change meanwhile
   * @param newArray makes the array of the results
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return a new array
   * @throws X the first failure, others suppressed on it
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      B[] mapArray(
          A[] items, IntFunction<B[]> newArray, ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return mapAll(items, SplittableLoop.AUTOMATIC, newArray, f);
  }

  /**
   * As {@link #mapArray(Object[], IntFunction, ThrowingFunction)} with a given grain.
   *
   * @param items the items; must not change meanwhile
   * @param grain how many items make a piece of work, at least 1
   * @param newArray makes the array of the results
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return a new array
   * @throws X the first failure, others suppressed on it
   * @throws IllegalArgumentException if the grain is less than 1
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      B[] mapArray(
          A[] items,
          int grain,
          IntFunction<B[]> newArray,
          ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return mapAll(items, checkedGrain(grain), newArray, f);
  }

  private static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      B[] mapAll(
          A[] items,
          int grain,
          IntFunction<B[]> newArray,
          ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    Objects.requireNonNull(f, "f");
    B[] out = newArray.apply(items.length);
    ForkJoin.<X>chunks(0, items.length, grain, new MapBody<X>(items, out, f));
    return out;
  }

  /**
   * Fills an array by a function of the index.
   *
   * @param array the array
   * @param f the function
   * @param <T> the type of the elements
   */
  @Suspends
  public static <T extends @Nullable Object> void fill(T[] array, IntFunction<? extends T> f) {
    Objects.requireNonNull(f, "f");
    forRange(0, array.length, i -> array[i] = f.apply(i));
  }

  /**
   * Fills an array by a function of the index.
   *
   * @param array the array
   * @param f the function
   */
  @Suspends
  public static void fill(int[] array, IntUnaryOperator f) {
    Objects.requireNonNull(f, "f");
    forRange(0, array.length, i -> array[i] = f.applyAsInt(i));
  }

  /**
   * Fills an array by a function of the index.
   *
   * @param array the array
   * @param f the function
   */
  @Suspends
  public static void fill(long[] array, IntToLongFunction f) {
    Objects.requireNonNull(f, "f");
    forRange(0, array.length, i -> array[i] = f.applyAsLong(i));
  }

  /**
   * Fills an array by a function of the index.
   *
   * @param array the array
   * @param f the function
   */
  @Suspends
  public static void fill(double[] array, IntToDoubleFunction f) {
    Objects.requireNonNull(f, "f");
    forRange(0, array.length, i -> array[i] = f.applyAsDouble(i));
  }

  // ---- folding

  /**
   * Combines a function of each number of a range, in the order of the numbers. The operator need
   * not be commutative, only associative; {@code init} is used exactly once, leftmost, so it need
   * not be neutral.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @param <T> the type of the values
   * @return the combined value
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static <T extends @Nullable Object> T reduce(
      int from, int to, T init, IntFunction<? extends T> f, BinaryOperator<T> op) {
    return Folds.reduce(from, to, SplittableLoop.AUTOMATIC, init, f, op);
  }

  /**
   * As {@link #reduce(int, int, Object, IntFunction, BinaryOperator)} with a given grain.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param grain how many numbers make a piece of work, at least 1
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @param <T> the type of the values
   * @return the combined value
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static <T extends @Nullable Object> T reduce(
      int from, int to, int grain, T init, IntFunction<? extends T> f, BinaryOperator<T> op) {
    return Folds.reduce(from, to, checkedGrain(grain), init, f, op);
  }

  /**
   * As {@link #reduce(int, int, Object, IntFunction, BinaryOperator)}, without boxing. Ints
   * overflow as in Java; sum into a long with {@link #reduceLong}.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static int reduceInt(
      int from, int to, int init, IntUnaryOperator f, IntBinaryOperator op) {
    return Folds.reduceInt(from, to, SplittableLoop.AUTOMATIC, init, f, op);
  }

  /**
   * As {@link #reduceInt(int, int, int, IntUnaryOperator, IntBinaryOperator)} with a given grain.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param grain how many numbers make a piece of work, at least 1
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static int reduceInt(
      int from, int to, int grain, int init, IntUnaryOperator f, IntBinaryOperator op) {
    return Folds.reduceInt(from, to, checkedGrain(grain), init, f, op);
  }

  /**
   * As {@link #reduce(int, int, Object, IntFunction, BinaryOperator)}, without boxing.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static long reduceLong(
      int from, int to, long init, IntToLongFunction f, LongBinaryOperator op) {
    return Folds.reduceLong(from, to, SplittableLoop.AUTOMATIC, init, f, op);
  }

  /**
   * As {@link #reduceLong(int, int, long, IntToLongFunction, LongBinaryOperator)} with a given
   * grain.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param grain how many numbers make a piece of work, at least 1
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static long reduceLong(
      int from, int to, int grain, long init, IntToLongFunction f, LongBinaryOperator op) {
    return Folds.reduceLong(from, to, checkedGrain(grain), init, f, op);
  }

  /**
   * As {@link #reduce(int, int, Object, IntFunction, BinaryOperator)}, without boxing. Floating
   * addition is not associative: the result depends on where the range was cut.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static double reduceDouble(
      int from, int to, double init, IntToDoubleFunction f, DoubleBinaryOperator op) {
    return Folds.reduceDouble(from, to, SplittableLoop.AUTOMATIC, init, f, op);
  }

  /**
   * As {@link #reduceDouble(int, int, double, IntToDoubleFunction, DoubleBinaryOperator)} with a
   * given grain.
   *
   * @param from the first number
   * @param to the number after the last one; an empty range gives {@code init}
   * @param grain how many numbers make a piece of work, at least 1
   * @param init what stands left of the first value
   * @param f the function
   * @param op the operator
   * @return the combined value
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static double reduceDouble(
      int from, int to, int grain, double init, IntToDoubleFunction f, DoubleBinaryOperator op) {
    return Folds.reduceDouble(from, to, checkedGrain(grain), init, f, op);
  }

  /**
   * The running combinations of an array: element {@code i} of the result combines the elements 0
   * to {@code i}, in order. The operator need not be commutative, only associative.
   *
   * @param array the array; not changed
   * @param op the operator
   * @param <T> the type of the elements
   * @return a new array
   */
  @Suspends
  public static <T extends @Nullable Object> T[] scan(T[] array, BinaryOperator<T> op) {
    Objects.requireNonNull(op, "op");
    T[] out = array.clone();
    Folds.scan(
        out.length,
        (from, to) -> {
          for (int i = from + 1; i < to; i++) {
            out[i] = op.apply(out[i - 1], out[i]);
          }
        },
        (last, i) -> out[i] = op.apply(out[last], out[i]));
    return out;
  }

  /**
   * As {@link #scan(Object[], BinaryOperator)}, for ints.
   *
   * @param array the array; not changed
   * @param op the operator
   * @return a new array
   */
  @Suspends
  public static int[] scan(int[] array, IntBinaryOperator op) {
    Objects.requireNonNull(op, "op");
    int[] out = array.clone();
    Folds.scan(
        out.length,
        (from, to) -> {
          for (int i = from + 1; i < to; i++) {
            out[i] = op.applyAsInt(out[i - 1], out[i]);
          }
        },
        (last, i) -> out[i] = op.applyAsInt(out[last], out[i]));
    return out;
  }

  /**
   * As {@link #scan(Object[], BinaryOperator)}, for longs.
   *
   * @param array the array; not changed
   * @param op the operator
   * @return a new array
   */
  @Suspends
  public static long[] scan(long[] array, LongBinaryOperator op) {
    Objects.requireNonNull(op, "op");
    long[] out = array.clone();
    Folds.scan(
        out.length,
        (from, to) -> {
          for (int i = from + 1; i < to; i++) {
            out[i] = op.applyAsLong(out[i - 1], out[i]);
          }
        },
        (last, i) -> out[i] = op.applyAsLong(out[last], out[i]));
    return out;
  }

  /**
   * As {@link #scan(Object[], BinaryOperator)}, for doubles.
   *
   * @param array the array; not changed
   * @param op the operator
   * @return a new array
   */
  @Suspends
  public static double[] scan(double[] array, DoubleBinaryOperator op) {
    Objects.requireNonNull(op, "op");
    double[] out = array.clone();
    Folds.scan(
        out.length,
        (from, to) -> {
          for (int i = from + 1; i < to; i++) {
            out[i] = op.applyAsDouble(out[i - 1], out[i]);
          }
        },
        (last, i) -> out[i] = op.applyAsDouble(out[last], out[i]));
    return out;
  }

  /**
   * Finds a number of a range that satisfies a condition: any one, not the least. Once one is
   * found, pieces that begin later return at once.
   *
   * @param from the first number
   * @param to the number after the last one
   * @param condition the condition; may be asked of numbers after a match was found
   * @return a match, or empty if there is none
   * @throws IllegalArgumentException if the range has more than {@link Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static OptionalInt find(int from, int to, IntPredicate condition) {
    return Folds.find(from, to, SplittableLoop.AUTOMATIC, condition);
  }

  /**
   * As {@link #find(int, int, IntPredicate)} with a given grain.
   *
   * @param from the first number
   * @param to the number after the last one
   * @param grain how many numbers make a piece of work, at least 1
   * @param condition the condition; may be asked of numbers after a match was found
   * @return a match, or empty if there is none
   * @throws IllegalArgumentException if the grain is less than 1, or the range has more than {@link
   *     Integer#MAX_VALUE} numbers
   */
  @Suspends
  public static OptionalInt find(int from, int to, int grain, IntPredicate condition) {
    return Folds.find(from, to, checkedGrain(grain), condition);
  }

  // ---- sorting

  /**
   * Sorts an array in place; stable. Needs as much memory again if it is sorted in parallel. If the
   * comparator throws or the caller is cancelled, the content of the array is unspecified.
   *
   * @param array the array
   * @param order the order
   * @param <T> the type of the elements
   */
  @Suspends
  public static <T extends @Nullable Object> void sort(T[] array, Comparator<? super T> order) {
    Objects.requireNonNull(order, "order");
    new MergeSort<>(array, order).sort(array.length);
  }

  /**
   * Sorts an array in place. If the caller is cancelled, its elements are all there, in any order.
   *
   * @param array the array
   */
  @Suspends
  public static void sort(int[] array) {
    new PrimitiveSort.OfInts(array).sort(array.length);
  }

  /**
   * Sorts an array in place. If the caller is cancelled, its elements are all there, in any order.
   *
   * @param array the array
   */
  @Suspends
  public static void sort(long[] array) {
    new PrimitiveSort.OfLongs(array).sort(array.length);
  }

  /**
   * Sorts an array in place, in the order of {@link Double#compare}. If the caller is cancelled,
   * its elements are all there, in any order.
   *
   * @param array the array
   */
  @Suspends
  public static void sort(double[] array) {
    new PrimitiveSort.OfDoubles(array).sort(array.length);
  }

  // ---- shared with the loops

  /** Runs a body on a strand: the caller's, or one of the shared pool's. */
  static <R extends @Nullable Object, X extends Throwable> R inPool(ThrowingSupplier<R, X> body)
      throws X {
    return Strand.here() == null ? Pool.shared().invoke(body) : body.get();
  }

  /** The caller's strand, which it has. */
  static Strand strand() {
    return Objects.requireNonNull(Strand.here(), "not in a pool");
  }

  static int checkedGrain(int grain) {
    if (grain < 1) {
      throw new IllegalArgumentException(
          "a grain is the size of a piece of work and at least 1, not "
              + grain
              + "; leave it out to have it found automatically");
    }
    return grain;
  }

  /** The size of a range, 0 if it is empty. */
  static int checkedSize(int from, int to) {
    if (to <= from) {
      return 0;
    }
    if (to - from < 0) {
      throw new IllegalArgumentException(
          "the range from " + from + " to " + to + " has more than Integer.MAX_VALUE numbers");
    }
    return to - from;
  }
}
