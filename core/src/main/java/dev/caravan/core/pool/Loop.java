package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A loop over a range of numbers whose later half can be given away while it runs. Its owner works
 * off pieces from the low end; what it gave away it joins at the end, nearest first, so the results
 * are combined in the order of the numbers.
 *
 * @param <R> the type of the result of a piece
 */
final class Loop<R extends @Nullable Object> implements Frames.Splittable {
  /** What a loop does. */
  interface Pieces<R extends @Nullable Object> {
    /** The result of the numbers from (inclusive) to (exclusive). */
    R piece(int from, int to) throws Throwable;

    /** The result of two neighbouring ranges. */
    R combine(R left, R right) throws Throwable;

    /** Whether the result is decided, so that no further pieces need begin. */
    default boolean isDecided() {
      return false;
    }
  }

  /** An automatic piece aims at this duration: long beside the clock, short beside a person. */
  private static final long PIECE_NANOS = 10_000;

  /** An automatic loop begins with pieces of one number each: a short one needs no clock. */
  private static final int UNTIMED = 8;

  static final int AUTOMATIC = 0;

  private final Frames strand;
  private final Pieces<R> pieces;
  private final int grain;
  private @Nullable Deque<Branch<R>> given; // most loops give nothing away
  private @Nullable CancelScope fork; // from the first branch on
  private int low;
  private int high;
  private int size;
  private boolean taken; // whether the owner has begun a piece
  private int untimed; // how many pieces were not timed
  private long begun; // when the piece began, for automatic pieces

  private Loop(Frames strand, int low, int high, int grain, int firstSize, Pieces<R> pieces) {
    this.strand = strand;
    this.low = low;
    this.high = high;
    this.grain = grain;
    this.size = firstSize;
    this.pieces = pieces;
  }

  /**
   * Runs a loop that is not empty, on the pool of the caller or else on the shared one.
   *
   * @param grain the size of a piece, or {@link #AUTOMATIC}
   */
  static <R extends @Nullable Object, X extends Throwable> R run(
      int low, int high, int grain, Pieces<R> pieces) throws X {
    return ForkJoin.inPool(() -> run(low, high, grain, grain == AUTOMATIC ? 1 : grain, pieces));
  }

  private static <R extends @Nullable Object> R run(
      int low, int high, int grain, int firstSize, Pieces<R> pieces) {
    Strand strand = ForkJoin.strand();
    return new Loop<>(strand, low, high, grain, firstSize, pieces).run();
  }

  private R run() {
    int at = strand.height();
    try {
      strand.push(this);
      R result = nextPiece();
      while (low < high && !pieces.isDecided()) {
        strand.pieceDone();
        if (low < high) { // the look may have given the rest away
          result = pieces.combine(result, nextPiece());
        }
      }
      strand.popLoop(at);
      for (Branch<R> next = nearest(); next != null; next = nearest()) {
        result = pieces.combine(result, strand.joinBranch(next));
      }
      return result;
    } catch (Throwable failure) {
      strand.popLoop(at);
      Throwable all = failure;
      for (Branch<R> next = nearest(); next != null; next = nearest()) {
        all = strand.abandonBranch(next, all);
      }
      throw Failures.<RuntimeException>sneaky(all);
    } finally {
      if (fork != null) {
        fork.close();
      }
    }
  }

  /** Takes the branch given away last, which follows what has been done; null if there is none. */
  private @Nullable Branch<R> nearest() {
    return given == null ? null : given.pollLast();
  }

  private R nextPiece() throws Throwable {
    taken = true;
    int from = low;
    int left = high - from;
    int to = from + (grain == AUTOMATIC ? Math.min(size, guided(left)) : Math.min(size, left));
    low = to;
    if (grain != AUTOMATIC || (size == 1 && untimed++ < UNTIMED)) {
      begun = 0;
      return pieces.piece(from, to);
    }
    if (begun == 0) {
      begun = System.nanoTime();
    }
    R result = pieces.piece(from, to);
    if (low < high) {
      long now = System.nanoTime();
      adapt(now - begun);
      begun = now;
    }
    return result;
  }

  /** The most that one piece may take of what is left, so that a costly end can still be shared. */
  private int guided(int left) {
    int workers = strand.pool.parallelism();
    return workers == 1 ? left : Math.max(1, left / (2 * workers));
  }

  private void adapt(long nanos) {
    if (nanos < PIECE_NANOS / 2 && size < 1 << 28) {
      size *= 2;
    } else if (nanos > PIECE_NANOS * 4 && size > 1) {
      size /= 2;
    }
  }

  @Override
  public @Nullable ThrowingSupplier<?, ?> split(boolean all) {
    int left = high - low;
    if (left <= (taken ? 0 : pieceSize())) {
      return null; // the owner keeps at least one piece
    }
    int from = all ? low : low + wholePieces(left) / 2 * pieceSize();
    int to = high;
    high = from;
    int learned = size;
    return () -> run(from, to, grain, learned, pieces);
  }

  @Override
  public boolean hasBegun() {
    return taken;
  }

  private int pieceSize() {
    return grain == AUTOMATIC ? 1 : grain;
  }

  private int wholePieces(int left) {
    return (int) (((long) left + pieceSize() - 1) / pieceSize());
  }

  @Override
  @SuppressWarnings("unchecked") // made of what split returned
  public void publishedAs(Branch<?> branch) {
    fork = branch.fork();
    if (given == null) {
      given = new ArrayDeque<>();
    }
    given.addLast((Branch<R>) branch);
  }

  @Override
  public @Nullable CancelScope fork() {
    return fork;
  }
}
