package dev.caravan.core.pool;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Parallel merge sort over two arrays of the same length. Both halves of the recursion and both
 * halves of each merge are forks; small parts use the JDK's sequential sort.
 */
abstract class MergeSort {
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

  /** Makes the second array; needed only if there is something to merge. */
  abstract void makeSpare();

  /** Sorts a part of the array itself. */
  abstract void sortSmall(int from, int to);

  /** Copies a part of the array into the same part of the spare. */
  abstract void copyToSpare(int from, int to);

  /** Merges two sorted parts of {@code source} into the other side from {@code at}. */
  abstract void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at);

  /** The first place in a sorted part whose element is not less than that at {@code pivot}. */
  abstract int lowerBound(Side side, int from, int to, int pivot);

  /** The first place in a sorted part whose element is greater than that at {@code pivot}. */
  abstract int upperBound(Side side, int from, int to, int pivot);

  private int smallSort; // parts up to this size are sorted by the JDK, faster than by merging

  final void sort(int length) {
    ForkJoin.inPool(() -> {
      int workers = ForkJoin.strand().pool.parallelism();
      int parts = workers == 1 ? 1 : SORTS_PER_WORKER * workers;
      smallSort = Math.max(LEAST_SORT, (length + parts - 1) / parts);
      if (length > smallSort) {
        makeSpare();
      }
      sortInto(Side.ARRAY, 0, length);
      return length;
    });
  }

  private void sortInto(Side target, int from, int to) {
    if (to - from <= smallSort) {
      sortSmall(from, to);
      if (target == Side.SPARE) {
        copyToSpare(from, to);
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

  static final class OfObjects<T extends @Nullable Object> extends MergeSort {
    private final T[] array;
    private T[] spare;
    private final Comparator<? super T> order;

    OfObjects(T[] array, Comparator<? super T> order) {
      this.array = array;
      this.spare = array;
      this.order = order;
    }

    @Override
    void makeSpare() {
      spare = array.clone();
    }

    private T[] side(Side side) {
      return side == Side.ARRAY ? array : spare;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to, order);
    }

    @Override
    void copyToSpare(int from, int to) {
      System.arraycopy(array, from, spare, from, to - from);
    }

    @Override
    void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at) {
      T[] in = side(source);
      T[] out = side(source.other());
      while (a < aEnd && b < bEnd) {
        out[at++] = order.compare(in[b], in[a]) < 0 ? in[b++] : in[a++];
      }
      System.arraycopy(in, a, out, at, aEnd - a);
      System.arraycopy(in, b, out, at + aEnd - a, bEnd - b);
    }

    @Override
    int lowerBound(Side side, int from, int to, int pivot) {
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

    @Override
    int upperBound(Side side, int from, int to, int pivot) {
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

  static final class OfInts extends MergeSort {
    private final int[] array;
    private int[] spare;

    OfInts(int[] array) {
      this.array = array;
      this.spare = array;
    }

    @Override
    void makeSpare() {
      spare = new int[array.length];
    }

    private int[] side(Side side) {
      return side == Side.ARRAY ? array : spare;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    void copyToSpare(int from, int to) {
      System.arraycopy(array, from, spare, from, to - from);
    }

    @Override
    void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at) {
      int[] in = side(source);
      int[] out = side(source.other());
      while (a < aEnd && b < bEnd) {
        out[at++] = in[b] < in[a] ? in[b++] : in[a++];
      }
      System.arraycopy(in, a, out, at, aEnd - a);
      System.arraycopy(in, b, out, at + aEnd - a, bEnd - b);
    }

    @Override
    int lowerBound(Side side, int from, int to, int pivot) {
      int[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (in[middle] < in[pivot]) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    @Override
    int upperBound(Side side, int from, int to, int pivot) {
      int[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (in[pivot] < in[middle]) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return from;
    }
  }

  static final class OfLongs extends MergeSort {
    private final long[] array;
    private long[] spare;

    OfLongs(long[] array) {
      this.array = array;
      this.spare = array;
    }

    @Override
    void makeSpare() {
      spare = new long[array.length];
    }

    private long[] side(Side side) {
      return side == Side.ARRAY ? array : spare;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    void copyToSpare(int from, int to) {
      System.arraycopy(array, from, spare, from, to - from);
    }

    @Override
    void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at) {
      long[] in = side(source);
      long[] out = side(source.other());
      while (a < aEnd && b < bEnd) {
        out[at++] = in[b] < in[a] ? in[b++] : in[a++];
      }
      System.arraycopy(in, a, out, at, aEnd - a);
      System.arraycopy(in, b, out, at + aEnd - a, bEnd - b);
    }

    @Override
    int lowerBound(Side side, int from, int to, int pivot) {
      long[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (in[middle] < in[pivot]) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    @Override
    int upperBound(Side side, int from, int to, int pivot) {
      long[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (in[pivot] < in[middle]) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return from;
    }
  }

  static final class OfDoubles extends MergeSort {
    private final double[] array;
    private double[] spare;

    OfDoubles(double[] array) {
      this.array = array;
      this.spare = array;
    }

    @Override
    void makeSpare() {
      spare = new double[array.length];
    }

    private double[] side(Side side) {
      return side == Side.ARRAY ? array : spare;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    void copyToSpare(int from, int to) {
      System.arraycopy(array, from, spare, from, to - from);
    }

    @Override
    void mergeSmall(Side source, int a, int aEnd, int b, int bEnd, int at) {
      double[] in = side(source);
      double[] out = side(source.other());
      while (a < aEnd && b < bEnd) {
        out[at++] = Double.compare(in[b], in[a]) < 0 ? in[b++] : in[a++];
      }
      System.arraycopy(in, a, out, at, aEnd - a);
      System.arraycopy(in, b, out, at + aEnd - a, bEnd - b);
    }

    @Override
    int lowerBound(Side side, int from, int to, int pivot) {
      double[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (Double.compare(in[middle], in[pivot]) < 0) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    @Override
    int upperBound(Side side, int from, int to, int pivot) {
      double[] in = side(side);
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (Double.compare(in[pivot], in[middle]) < 0) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return from;
    }
  }
}
