package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Suspends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time for a run, for tests: sleeps end as soon as no task of any domain can go on without
 * the time that passes, and not before. Give it to the run as {@code options.events(time::on)}.
 *
 * {@snippet file="dev/caravan/effects/miou/MiouSnippetsTest.java" region="virtual"}
 *
 * <p>Source: the harness of Miou's tests, whose time runs on while other domains work.
 */
public final class VirtualEvents {
  /*
   * Time passes when all domains wait: the last to begin waiting moves it to the next sleeper and
   * wakes the others. A domain that was interrupted, or has a sleeper whose time has come, does not
   * count as waiting, though its thread may not have woken yet.
   *
   * A task never parks for the lock. Where the domain's loop schedules its threads, a task that was
   * next for the lock could not take it while the loop itself waits for it.
   */
  private record Sleeper(long due, long number, Syscall syscall) {}

  private static final Comparator<Sleeper> BY_TIME =
      Comparator.comparingLong(Sleeper::due).thenComparingLong(Sleeper::number);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private final Map<Integer, OfDomain> domains = new HashMap<>();
  private long now;
  private long sleepers;

  /** Makes a time that begins at zero. */
  public VirtualEvents() {}

  /**
   * The events of a domain.
   *
   * @param domain its number
   * @return the events
   * @throws IllegalStateException if a domain of that number uses this time, in another run
   */
  public Events on(int domain) {
    enter();
    try {
      OfDomain events = new OfDomain(domain);
      if (domains.putIfAbsent(domain, events) != null) {
        throw new IllegalStateException("this virtual time serves another run already");
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The time that has passed.
   *
   * @return the time since the beginning
   */
  public Duration now() {
    enter();
    try {
      return Duration.ofNanos(now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Suspends the calling task until some virtual time has passed.
   *
   * @param time how long
   * @throws dev.caravan.core.kernel.Cancelled if the task is cancelled first
   * @throws IllegalStateException if the caller is not a task of a run with this time
   */
  @Suspends
  public void sleep(Duration time) {
    OfDomain here = here(Miou.domain());
    Syscall syscall = Miou.syscall();
    syscall.suspend(() -> here.add(time.toNanos(), syscall));
  }

  private OfDomain here(int domain) {
    enter();
    try {
      OfDomain events = domains.get(domain);
      if (events == null) {
        throw new IllegalStateException(
            "this virtual time does not serve the run: give it MiouOptions.events(time::on)");
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    while (!lock.tryLock()) {
      Thread.onSpinWait(); // it is held for some instructions
    }
  }

  /** Moves the time to the next sleeper if all domains wait; false if it stands. */
  private boolean pass() {
    Sleeper next = null;
    for (OfDomain domain : domains.values()) {
      if (!domain.onlyWaits()) {
        return false;
      }
      Sleeper first = domain.asleep.peek();
      if (first != null && (next == null || first.due < next.due)) {
        next = first;
      }
    }
    if (next == null) {
      return false;
    }
    now = next.due;
    changed.signalAll();
    return true;
  }

  private final class OfDomain implements Events {
    private final int domain;

    // guarded by lock
    private final PriorityQueue<Sleeper> asleep = new PriorityQueue<>(BY_TIME);
    private boolean isWaiting;
    private boolean isInterrupted;

    OfDomain(int domain) {
      this.domain = domain;
    }

    void add(long nanos, Syscall syscall) {
      enter();
      try {
        asleep.add(new Sleeper(now + Math.max(0, nanos), sleepers++, syscall));
      } finally {
        lock.unlock();
      }
    }

    boolean onlyWaits() {
      return isWaiting && !isInterrupted && !isDue(asleep.peek());
    }

    private boolean isDue(@Nullable Sleeper sleeper) {
      return sleeper != null && sleeper.due <= now;
    }

    @Override
    public Collection<Syscall> select(long nanos, List<Syscall> cancelled) {
      enter();
      try {
        asleep.removeIf(sleeper -> cancelled.contains(sleeper.syscall));
        isWaiting = nanos > 0;
        long left = nanos;
        while (left > 0 && onlyWaits()) {
          if (!pass()) {
            left = await(left);
          }
        }
        return takeDue();
      } finally {
        isWaiting = false;
        lock.unlock();
      }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private long await(long nanos) {
      try {
        return changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        return 0; // the domain's thread is nobody's to interrupt; to look again is always right
      }
    }

    private List<Syscall> takeDue() {
      if (isWaiting) {
        isInterrupted = false;
      }
      List<Syscall> due = new ArrayList<>();
      while (isDue(asleep.peek())) {
        due.add(asleep.remove().syscall);
      }
      return due;
    }

    @Override
    public void interrupt() {
      enter();
      try {
        isInterrupted = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void finaliser() {
      enter();
      try {
        domains.remove(domain);
        pass();
      } finally {
        lock.unlock();
      }
    }
  }
}
