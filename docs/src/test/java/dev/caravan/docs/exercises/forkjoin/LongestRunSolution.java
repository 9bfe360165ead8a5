package dev.caravan.docs.exercises.forkjoin;

import dev.caravan.core.pool.ForkJoin;

/** Each piece knows its longest run and the runs at its two ends, which may go on next door. */
class LongestRunSolution extends LongestRun {
  private static final Piece NONE = new Piece(0, 0, 0, 0, 0, 0);

  @Override
  int of(int[] numbers) {
    return ForkJoin.reduce(0, numbers.length, NONE, i -> Piece.of(numbers[i]), Piece::join)
        .longest();
  }

  /** The size of a piece, its first and last number, the runs of these, and its longest run. */
  private record Piece(int size, int first, int last, int head, int tail, int longest) {
    static Piece of(int number) {
      return new Piece(1, number, number, 1, 1, 1);
    }

    Piece join(Piece right) {
      if (size == 0 || right.size == 0) {
        return size == 0 ? right : this;
      }
      int seam = last == right.first ? tail + right.head : 0;
      return new Piece(
          size + right.size,
          first,
          right.last,
          head == size && seam > 0 ? seam : head,
          right.tail == right.size && seam > 0 ? seam : right.tail,
          Math.max(seam, Math.max(longest, right.longest)));
    }
  }
}
