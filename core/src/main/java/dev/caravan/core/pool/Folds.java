package dev.caravan.core.pool;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The folds of {@link ForkJoin} as loops. */
final class Folds {
  private Folds() {}

  /** A piece of a fold over numbers, and the operator that joins two of them. */
  private record Fold<T extends @Nullable Object>(Piece<T> ofPiece, BinaryOperator<T> op)
      implements SplittableLoop.Pieces<T> {
    interface Piece<T extends @Nullable Object> {
      T of(int from, int to);
    }

    @Override
    public T piece(int from, int to) {
      return ofPiece.of(from, to);
    }

    @Override
    public T combine(T left, T right) {
      return op.apply(left, right);
    }
  }

  static <T extends @Nullable Object> T reduce(
      int from, int to, int grain, T init, IntFunction<? extends T> f, BinaryOperator<T> op) {
    Objects.requireNonNull(f, "f");
    Objects.requireNonNull(op, "op");
    if (ForkJoin.checkedSize(from, to) == 0) {
      return init;
    }
    T all =
        SplittableLoop.<T, RuntimeException>run(
            from,
            to,
            grain,
            new Fold<>(
                (low, high) -> {
                  T sum = f.apply(low);
                  for (int i = low + 1; i < high; i++) {
                    sum = op.apply(sum, f.apply(i));
                  }
                  return sum;
                },
                op));
    return op.apply(init, all);
  }

  static int reduceInt(
      int from, int to, int grain, int init, IntUnaryOperator f, IntBinaryOperator op) {
    Objects.requireNonNull(f, "f");
    if (ForkJoin.checkedSize(from, to) == 0) {
      return init;
    }
    int all =
        SplittableLoop.<Integer, RuntimeException>run(
            from,
            to,
            grain,
            new Fold<>(
                (low, high) -> {
                  int sum = f.applyAsInt(low);
                  for (int i = low + 1; i < high; i++) {
                    sum = op.applyAsInt(sum, f.applyAsInt(i));
                  }
                  return sum;
                },
                op::applyAsInt));
    return op.applyAsInt(init, all);
  }

  static long reduceLong(
      int from, int to, int grain, long init, IntToLongFunction f, LongBinaryOperator op) {
    Objects.requireNonNull(f, "f");
    if (ForkJoin.checkedSize(from, to) == 0) {
      return init;
    }
    long all =
        SplittableLoop.<Long, RuntimeException>run(
            from,
            to,
            grain,
            new Fold<>(
                (low, high) -> {
                  long sum = f.applyAsLong(low);
                  for (int i = low + 1; i < high; i++) {
                    sum = op.applyAsLong(sum, f.applyAsLong(i));
                  }
                  return sum;
                },
                op::applyAsLong));
    return op.applyAsLong(init, all);
  }

  static double reduceDouble(
      int from, int to, int grain, double init, IntToDoubleFunction f, DoubleBinaryOperator op) {
    Objects.requireNonNull(f, "f");
    if (ForkJoin.checkedSize(from, to) == 0) {
      return init;
    }
    double all =
        SplittableLoop.<Double, RuntimeException>run(
            from,
            to,
            grain,
            new Fold<>(
                (low, high) -> {
                  double sum = f.applyAsDouble(low);
                  for (int i = low + 1; i < high; i++) {
                    sum = op.applyAsDouble(sum, f.applyAsDouble(i));
                  }
                  return sum;
                },
                op::applyAsDouble));
    return op.applyAsDouble(init, all);
  }

  static OptionalInt find(int from, int to, int grain, IntPredicate condition) {
    Objects.requireNonNull(condition, "condition");
    if (ForkJoin.checkedSize(from, to) == 0) {
      return OptionalInt.empty();
    }
    Search search = new Search(condition);
    boolean any = SplittableLoop.<Boolean, RuntimeException>run(from, to, grain, search);
    return any ? OptionalInt.of(search.found.get()) : OptionalInt.empty();
  }

  /** A loop that ends with the first match that anybody finds. */
  private static final class Search implements SplittableLoop.Pieces<Boolean> {
    private final IntPredicate condition;
    final AtomicInteger found = new AtomicInteger();

    // Opaque: a hint that pieces may stop, which must not be hoisted out of their loops. Whoever
    // returns true wrote found before, and the join makes that visible to the caller.
    private final AtomicBoolean isFound = new AtomicBoolean();

    Search(IntPredicate condition) {
      this.condition = condition;
    }

    @Override
    public Boolean piece(int from, int to) {
      for (int i = from; i < to && !isDecided(); i++) {
        if (condition.test(i)) {
          found.set(i);
          isFound.setOpaque(true);
          return true;
        }
      }
      return false;
    }

    @Override
    public Boolean combine(Boolean left, Boolean right) {
      return left || right;
    }

    @Override
    public boolean isDecided() {
      return isFound.getOpaque();
    }
  }

  /** Scans the part of the array from (inclusive) to (exclusive) by itself. */
  interface Part {
    void scan(int from, int to);
  }

  /** Combines the element at {@code last} into the one at {@code i}, from the left. */
  interface Carry {
    void into(int last, int i);
  }

  /**
   * Blelloch's scan by blocks: each block by itself in parallel; then, one after the other, the
   * total so far into the last element of each block; then in parallel that total into the rest of
   * the next block.
   */
  static void scan(int length, Part part, Carry carry) {
    if (length < 2) {
      return;
    }
    ForkJoin.<@Nullable Void, RuntimeException>inPool(() -> {
      int blocks = Math.min(length, 4 * ForkJoin.strand().pool.parallelism());
      ForkJoin.forRange(
          0, blocks, 1, b -> part.scan(start(length, blocks, b), start(length, blocks, b + 1)));
      for (int b = 1; b < blocks; b++) {
        carry.into(start(length, blocks, b) - 1, start(length, blocks, b + 1) - 1);
      }
      ForkJoin.forRange(
          1,
          blocks,
          1,
          b -> {
            int first = start(length, blocks, b);
            for (int i = first; i < start(length, blocks, b + 1) - 1; i++) {
              carry.into(first - 1, i);
            }
          });
      return null;
    });
  }

  private static int start(int length, int blocks, int block) {
    return (int) ((long) length * block / blocks);
  }
}
