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
final class SplittableLoop<R extends @Nullable Object> implements Frames.Splittable {
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

  /** The body of what is given away. */
  private record Later<R extends @Nullable Object>(
      int from, int to, int grain, int firstSize, Pieces<R> pieces)
      implements ThrowingSupplier<R, RuntimeException> {
    @Override
    public R get() {
      return run(from, to, grain, firstSize, pieces);
    }
  }

  private record Given<R extends @Nullable Object>(Later<R> later, ForkedBranch<R> branch) {}

  /** An automatic piece aims at this duration: long beside the clock, short beside a person. */
  private static final long PIECE_NANOS = 10_000;

  /** An automatic loop begins with pieces of one number each: a short one needs no clock. */
  private static final int UNTIMED = 8;

  private static final int MAX_GROWTH = 8; // from one piece to the next
  private static final int MAX_SIZE = 1 << 28;

  static final int AUTOMATIC = 0;

  private final Frames strand;
  private final Pieces<R> pieces;
  private final int grain;
  private final int workers;
  private @Nullable Deque<Given<R>> given; // most loops give nothing away
  private @Nullable CancelScope fork; // from the first branch on
  private int low;
  private int high;
  private int at; // its place in the stack of forks
  private int size;
  private boolean taken; // whether the owner has begun a piece
  private int untimed; // how many pieces were not timed
  private long begun; // when the piece began, for automatic pieces

  private SplittableLoop(
      Frames strand, int low, int high, int grain, int firstSize, Pieces<R> pieces) {
    this.strand = strand;
    this.workers = strand.pool.parallelism();
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
    return new SplittableLoop<>(strand, low, high, grain, firstSize, pieces).run();
  }

  private R run() {
    at = strand.height();
    try {
      strand.push(this);
      R result = rest(nextPiece());
      for (Given<R> next = nearest(); next != null; next = nearest()) {
        strand.popLoop(at);
        if (strand.takeBack(next.branch) == null) {
          result = pieces.combine(result, strand.resultOf(next.branch));
        } else {
          takeBack(next.later);
          strand.push(this);
          result = rest(result);
        }
      }
      strand.popLoop(at);
      return result;
    } catch (Throwable failure) {
      strand.popLoop(at);
      Throwable all = failure;
      for (Given<R> next = nearest(); next != null; next = nearest()) {
        all = strand.abandonBranch(next.branch, all);
      }
      throw Failures.<RuntimeException>sneaky(all);
    } finally {
      if (fork != null) {
        fork.close();
      }
    }
  }

  private void takeBack(Later<R> later) {
    low = later.from;
    high = later.to;
    taken = false;
    begun = 0;
  }

  /** Works off what the owner has. */
  private R rest(R done) throws Throwable {
    R result = done;
    while (low < high && !pieces.isDecided()) {
      if (high - low <= few()) {
        strand.splitAgain(at);
      }
      strand.pieceDone();
      if (low < high) { // the look may have given the rest away
        result = pieces.combine(result, nextPiece());
      }
    }
    return result;
  }

  /** Takes the branch given away last, which follows what has been done; null if there is none. */
  private @Nullable Given<R> nearest() {
    return given == null ? null : given.pollLast();
  }

  private R nextPiece() throws Throwable {
    taken = true;
    int from = low;
    int left = high - from;
    int to = from + Math.min(left, grain == AUTOMATIC ? Math.min(size, guided(left)) : size);
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
      adapt(to - from, now - begun);
      begun = now;
    }
    return result;
  }

  /**
   * The most that one piece may take of what is left, so that a costly end can still be shared.
   * What seems to take a microsecond is not worth sharing, but for the last few.
   */
  private int guided(int left) {
    if (workers == 1) {
      return left;
    }
    int few = few();
    return left <= few ? 1 : Math.min(left - few, Math.max(size / 8, left / (2 * workers)));
  }

  /** How many are shared at the end, however short those before were. */
  private int few() {
    return 4 * workers;
  }

  /** Aims at {@link #PIECE_NANOS}; a piece may have been shorter than the size asked for. */
  private void adapt(int done, long nanos) {
    if (nanos < PIECE_NANOS / 2) {
      long growth = Math.clamp(PIECE_NANOS / (nanos + 1), 2, MAX_GROWTH);
      size = (int) Math.min(MAX_SIZE, Math.max(size, done * growth));
    } else if (nanos > PIECE_NANOS * 4) {
      size = (int) Math.max(1, Math.min(size, done * PIECE_NANOS / nanos));
      strand.splitAgain(at); // what seemed too little to share may be much
    }
  }

  @Override
  public @Nullable ThrowingSupplier<?, ?> split(boolean all) {
    int left = high - low;
    if (left <= (taken ? 0 : pieceSize()) || (!all && isSoonDone(left))) {
      return null; // the owner keeps at least one piece
    }
    int from = all ? low : low + wholePieces(left) / 2 * pieceSize();
    int to = high;
    high = from;
    int learned = size;
    return new Later<>(from, to, grain, learned, pieces);
  }

  /** Whether giving half of the rest away would take longer than the rest. */
  private boolean isSoonDone(int left) {
    return grain == AUTOMATIC && left <= size / 4 && left > few();
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
  @SuppressWarnings("unchecked") // what split returned, and the branch made of it
  public void published(ThrowingSupplier<?, ?> later, ForkedBranch<?> branch) {
    fork = branch.fork();
    if (given == null) {
      given = new ArrayDeque<>();
    }
    given.addLast(new Given<>((Later<R>) later, (ForkedBranch<R>) branch));
  }

  @Override
  public @Nullable CancelScope fork() {
    return fork;
  }
}
