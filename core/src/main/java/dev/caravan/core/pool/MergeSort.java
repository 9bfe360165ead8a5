package dev.caravan.core.pool;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Parallel, stable merge sort over two arrays of the same length. Both halves of the recursion and
 * both halves of each merge are forks; small parts use the JDK's sequential sort.
 */
final class MergeSort<T extends @Nullable Object> {
  private static final int LEAST_SORT = 1 << 12;
  private static final int SORTS_PER_WORKER = 2;
  private static final int SMALL_MERGE = 1 << 12;

  /** Which of the two arrays. */
  enum Side {
    ARRAY,
    SPARE;

    Side other() {
      return this == ARRAY ? SPARE : ARRAY;
    }
  }

  private final T[] array;
  private T[] spare;
  private final Comparator<? super T> order;
  private int smallSort; // parts up to this size are sorted by the JDK, faster than by merging

  MergeSort(T[] array, Comparator<? super T> order) {
    this.array = array;
    this.spare = array; // until there is something to merge
    this.order = order;
  }

  void sort(int length) {
    ForkJoin.inPool(() -> {
      int workers = ForkJoin.strand().pool.parallelism();
      int parts = workers == 1 ? 1 : SORTS_PER_WORKER * workers;
      smallSort = Math.max(LEAST_SORT, (length + parts - 1) / parts);
      if (length > smallSort) {
        spare = array.clone();
      }
      sortInto(Side.ARRAY, 0, length);
      return length;
    });
  }

  private void sortInto(Side target, int from, int to) {
    if (to - from <= smallSort) {
      Arrays.sort(array, from, to, order);
      if (target == Side.SPARE) {
        System.arraycopy(array, from, spare, from, to - from);
      }
      return;
    }
    int middle = (from + to) >>> 1;
    Side source = target.other();
    ForkJoin.bothVoid(() -> sortInto(source, from, middle), () -> sortInto(source, middle, to));
    merge(source, from, middle, middle, to, from);
  }

  private void merge(Side source, int a, int aEnd, int b, int bEnd, int at) {
    int aSize = aEnd - a;
    int bSize = bEnd - b;
    if (aSize + bSize <= SMALL_MERGE) {
      mergeSmall(source, a, aEnd, b, bEnd, at);
      return;
    }
    // equal elements of a come first: cut b below a's pivot, or a above b's
    int aCut = aSize >= bSize ? a + aSize / 2 : upperBound(source, a, aEnd, b + bSize / 2);
    int bCut = aSize >= bSize ? lowerBound(source, b, bEnd, a + aSize / 2) : b + bSize / 2;
    int middle = at + (aCut - a) + (bCut - b);
    ForkJoin.bothVoid(
        () -> merge(source, a, aCut, b, bCut, at),
        () -> merge(source, aCut, aEnd, bCut, bEnd, middle));
  }

  private T[] side(Side side) {
    return side == Side.ARRAY ? array : spare;
  }

  private void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at) {
    T[] in = side(source);
    T[] out = side(source.other());
    while (a < aEnd && b < bEnd) {
      out[at++] = order.compare(in[b], in[a]) < 0 ? in[b++] : in[a++];
    }
    System.arraycopy(in, a, out, at, aEnd - a);
    System.arraycopy(in, b, out, at + aEnd - a, bEnd - b);
  }

  private int lowerBound(Side side, int from, int to, int pivot) {
    T[] in = side(side);
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (order.compare(in[middle], in[pivot]) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private int upperBound(Side side, int from, int to, int pivot) {
    T[] in = side(side);
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (order.compare(in[middle], in[pivot]) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
