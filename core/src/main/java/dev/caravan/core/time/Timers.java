package dev.caravan.core.time;

import dev.caravan.core.kernel.Failures;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Actions that are due at some time, in the order of their times; those of one time in the order in
 * which they were set. Whoever owns the timers fires them. All methods may be called from any
 * thread.
 *
 * <p>Public only because packages of {@code core} share them: a program does not need them.
 */
public final class Timers {
  private static final Comparator<Timer> BY_TIME =
      (a, b) -> {
        int byTime = Long.compare(a.deadline - b.deadline, 0);
        return byTime != 0 ? byTime : Long.compare(a.number, b.number);
      };

  // guarded by this
  private final PriorityQueue<Timer> waiting = new PriorityQueue<>(BY_TIME);
  private long count;
  private int cancelled;

  private volatile boolean empty = true;

  /** Makes an empty set of timers. */
  public Timers() {}

  /** One action to come. */
  public final class Timer {
    private final long deadline;
    private final long number;
    private @Nullable Runnable action; // null once taken or cancelled; guarded by the timers

    private Timer(long deadline, long number, Runnable action) {
      this.deadline = deadline;
      this.number = number;
      this.action = action;
    }

    /** Takes the action back; it will not run unless it is running. Idempotent. */
    public void cancel() {
      synchronized (Timers.this) {
        if (action != null) {
          action = null;
          cancelled++;
          tidy();
        }
      }
    }
  }

  /**
   * Sets a timer.
   *
   * @param deadline when, by the clock of whoever fires
   * @param action what runs then; short, and must not wait
   * @return the timer, to cancel it
   */
  public synchronized Timer at(long deadline, Runnable action) {
    Timer timer = new Timer(deadline, count++, action);
    waiting.add(timer);
    empty = false;
    return timer;
  }

  /**
   * Whether no timer is set; costs one read.
   *
   * @return true if there is none
   */
  public boolean isEmpty() {
    return empty;
  }

  /**
   * The time of the next action.
   *
   * @return its deadline, or {@link Carrier#NO_DEADLINE}
   */
  public synchronized long next() {
    dropCancelled();
    Timer first = waiting.peek();
    return first == null ? Carrier.NO_DEADLINE : first.deadline;
  }

  /**
   * Runs the actions that are due, on the caller's thread, in order. What one throws is thrown when
   * all have run.
   *
   * @param now the time
   * @return how many ran
   */
  public int fireDue(long now) {
    if (empty) {
      return 0;
    }
    List<Runnable> due = takeDue(now);
    Throwable failure = null;
    for (Runnable action : due) {
      try {
        action.run();
      } catch (RuntimeException | Error e) { // the others are somebody's deadlines
        failure = Failures.join(failure, e);
      }
    }
    Failures.throwUnchecked(failure);
    return due.size();
  }

  /** How many timers are kept, cancelled ones among them; for tests. */
  synchronized int kept() {
    return waiting.size();
  }

  private synchronized List<Runnable> takeDue(long now) {
    List<Runnable> due = new ArrayList<>();
    while (true) {
      dropCancelled();
      Timer first = waiting.peek();
      if (first == null || first.deadline - now > 0) {
        return due;
      }
      waiting.poll();
      Runnable action = first.action;
      first.action = null;
      if (action != null) {
        due.add(action);
      }
      empty = waiting.isEmpty();
    }
  }

  private void dropCancelled() {
    Timer first = waiting.peek();
    while (first != null && first.action == null) {
      waiting.poll();
      cancelled--;
      first = waiting.peek();
    }
    empty = first == null;
  }

  /** Cancelled timers stay until their time comes, but at most as many as live ones, and some. */
  private void tidy() {
    if (cancelled > 64 && cancelled > waiting.size() / 2) {
      waiting.removeIf(timer -> timer.action == null);
      cancelled = 0;
    }
    if (cancelled == waiting.size()) {
      waiting.clear();
      cancelled = 0;
      empty = true;
    }
  }
}
