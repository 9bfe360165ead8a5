package dev.caravan.core.pool;

import java.util.Arrays;

/**
 * Parallel quicksort in place. Both the partitioning and the parts it leaves are forks; as soon as
 * there are about as many parts as workers, the JDK's sequential sort does the rest, which is
 * several times faster than partitioning on. It also sees at once what is sorted already.
 *
 * @param <P> the type of a pivot
 */
abstract class PrimitiveSort<P> {
  private static final int LEAST_SORT = 1 << 14;
  private static final int LEAST_PARTITION = 1 << 14;
  private static final int LEAST_SWAP = 1 << 16;
  private static final int SAMPLE = 2_047;
  private static final int LOPSIDED = 16;

  private int leastPartition; // parts up to this size are partitioned by one worker

  /** Sorts a part with the JDK's sequential sort. */
  abstract void sortSmall(int from, int to);

  /** Whether the whole array is one run, ascending or descending; ends at once if it is not. */
  abstract boolean isOneRun();

  /** The median of the elements at some places. */
  abstract P median(int[] places);

  /**
   * Puts the elements less than the pivot, or not greater, before the others. Without a branch that
   * depends on an element: half of those would be mispredicted.
   *
   * @return where the others begin
   */
  abstract int partition(int from, int to, P pivot, boolean orEqual);

  /** Sorts elements that are equal to a pivot. */
  void sortEqual(int from, int to) {}

  /** Swaps two ranges that do not overlap. */
  abstract void swapSmall(int a, int b, int length);

  final void sort(int length) {
    ForkJoin.inPool(() -> {
      int workers = isOneRun() ? 1 : ForkJoin.strand().pool.parallelism();
      leastPartition = Math.max(LEAST_PARTITION, length / (4 * workers));
      sort(0, length, levels(workers));
      return length;
    });
  }

  /** A part for each worker; four to eight where the number of workers is no power of two. */
  private static int levels(int workers) {
    int least = 32 - Integer.numberOfLeadingZeros(workers - 1);
    return workers == 1 << least ? least : least + 2;
  }

  private void sort(int from, int to, int levels) {
    int size = to - from;
    if (levels == 0 || size < LEAST_SORT) {
      sortSmall(from, to);
      return;
    }
    P pivot = median(places(from, size));
    int equal = partitionAll(from, to, pivot, false);
    int greater =
        Math.min(equal - from, to - equal) < size / LOPSIDED // the pivot may be frequent
            ? partitionAll(equal, to, pivot, true)
            : equal;
    int rest = greater - equal < size / LOPSIDED ? levels - 1 : levels;
    sortEqual(equal, greater);
    ForkJoin.bothVoid(() -> sort(from, equal, rest), () -> sort(greater, to, rest));
  }

  /** Spread over a part, in no simple pattern. */
  private static int[] places(int from, int size) {
    int[] places = new int[SAMPLE];
    int stride = size / SAMPLE;
    for (int i = 0; i < SAMPLE; i++) {
      int scattered = (i * 0x9E3779B9) >>> 1;
      places[i] = from + i * stride + scattered % stride;
    }
    return places;
  }

  private int partitionAll(int from, int to, P pivot, boolean orEqual) {
    if (to - from <= leastPartition) {
      return partition(from, to, pivot, orEqual);
    }
    int middle = (from + to) >>> 1;
    return ForkJoin.bothInt(
        () -> partitionAll(from, middle, pivot, orEqual),
        () -> partitionAll(middle, to, pivot, orEqual),
        (left, right) -> {
          int length = Math.min(middle - left, right - middle);
          swap(left, right - length, length);
          return left + (right - middle);
        });
  }

  private void swap(int a, int b, int length) {
    if (length < LEAST_SWAP) {
      swapSmall(a, b, length);
    } else {
      int half = length / 2;
      ForkJoin.bothVoid(() -> swap(a, b, half), () -> swap(a + half, b + half, length - half));
    }
  }

  static final class OfInts extends PrimitiveSort<Integer> {
    private final int[] array;

    OfInts(int[] array) {
      this.array = array;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    boolean isOneRun() {
      int up = 1;
      while (up < array.length && array[up - 1] <= array[up]) {
        up++;
      }
      int down = 1;
      while (down < array.length && array[down - 1] >= array[down]) {
        down++;
      }
      return Math.max(up, down) >= array.length;
    }

    @Override
    Integer median(int[] places) {
      int[] sample = new int[SAMPLE];
      for (int i = 0; i < SAMPLE; i++) {
        sample[i] = array[places[i]];
      }
      Arrays.sort(sample);
      return sample[SAMPLE / 2];
    }

    @Override
    int partition(int from, int to, Integer pivot, boolean orEqual) {
      int[] in = array;
      long limit = orEqual ? pivot + 1L : pivot;
      int others = from;
      for (int i = from; i < to; i++) {
        int element = in[i];
        in[i] = in[others];
        in[others] = element;
        others += (int) ((element - limit) >>> 63);
      }
      return others;
    }

    @Override
    void swapSmall(int a, int b, int length) {
      for (int i = 0; i < length; i++) {
        int element = array[a + i];
        array[a + i] = array[b + i];
        array[b + i] = element;
      }
    }
  }

  static final class OfLongs extends PrimitiveSort<Long> {
    private final long[] array;

    OfLongs(long[] array) {
      this.array = array;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    boolean isOneRun() {
      int up = 1;
      while (up < array.length && array[up - 1] <= array[up]) {
        up++;
      }
      int down = 1;
      while (down < array.length && array[down - 1] >= array[down]) {
        down++;
      }
      return Math.max(up, down) >= array.length;
    }

    @Override
    Long median(int[] places) {
      long[] sample = new long[SAMPLE];
      for (int i = 0; i < SAMPLE; i++) {
        sample[i] = array[places[i]];
      }
      Arrays.sort(sample);
      return sample[SAMPLE / 2];
    }

    @Override
    int partition(int from, int to, Long pivot, boolean orEqual) {
      long[] in = array;
      long limit = pivot;
      long equal = orEqual ? 1 : 0;
      int others = from;
      for (int i = from; i < to; i++) {
        long element = in[i];
        in[i] = in[others];
        in[others] = element;
        others += (int) (isLess(element, limit) | (equal & ~isLess(limit, element)));
      }
      return others;
    }

    private static long isLess(long a, long b) {
      return ((a & ~b) | (~(a ^ b) & (a - b))) >>> 63;
    }

    @Override
    void swapSmall(int a, int b, int length) {
      for (int i = 0; i < length; i++) {
        long element = array[a + i];
        array[a + i] = array[b + i];
        array[b + i] = element;
      }
    }
  }

  static final class OfDoubles extends PrimitiveSort<Double> {
    private final double[] array;

    OfDoubles(double[] array) {
      this.array = array;
    }

    @Override
    void sortSmall(int from, int to) {
      Arrays.sort(array, from, to);
    }

    @Override
    boolean isOneRun() {
      int up = 1;
      while (up < array.length && array[up - 1] <= array[up]) {
        up++;
      }
      int down = 1;
      while (down < array.length && array[down - 1] >= array[down]) {
        down++;
      }
      return Math.max(up, down) >= array.length;
    }

    @Override
    Double median(int[] places) {
      double[] sample = new double[SAMPLE];
      for (int i = 0; i < SAMPLE; i++) {
        sample[i] = array[places[i]];
      }
      Arrays.sort(sample);
      return sample[SAMPLE / 2];
    }

    @Override
    int partition(int from, int to, Double pivot, boolean orEqual) {
      double[] in = array;
      double limit = pivot;
      int others = from;
      for (int i = from; i < to; i++) {
        double element = in[i];
        in[i] = in[others];
        in[others] = element;
        others += isBefore(element, limit, orEqual) ? 1 : 0;
      }
      return others;
    }

    /** Not a number comes last, and equals itself. */
    private static boolean isBefore(double element, double limit, boolean orEqual) {
      if (Double.isNaN(limit)) {
        return orEqual || !Double.isNaN(element);
      }
      return orEqual ? element <= limit : element < limit;
    }

    /** The two zeros are equal to a pivot, but not the same. */
    @Override
    void sortEqual(int from, int to) {
      sortSmall(from, to);
    }

    @Override
    void swapSmall(int a, int b, int length) {
      for (int i = 0; i < length; i++) {
        double element = array[a + i];
        array[a + i] = array[b + i];
        array[b + i] = element;
      }
    }
  }
}
