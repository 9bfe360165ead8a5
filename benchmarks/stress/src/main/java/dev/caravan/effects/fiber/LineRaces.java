package dev.caravan.effects.fiber;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The line of those who wait for a permit or a lock: what is given away reaches one. In this
 * package to take a place in a line without waiting there.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=LineRaces}
 */
public final class LineRaces {
  private LineRaces() {}

  /**
   * Two lock, change what the lock guards, and unlock; one may have to wait. At stake: the latch
   * lets both in, or the lock is handed over before the change.
   */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "One after the other.")
  @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "A change is lost: both held the lock.")
  @State
  public static class MutexExcludes {
    private final Mutex mutex = Mutex.create();
    private int guarded;

    private void change() {
      mutex.lock();
      guarded++;
      mutex.unlock();
    }

    @Actor
    public void one() {
      change();
    }

    @Actor
    public void other() {
      change();
    }

    @Arbiter
    public void look(I_Result r) {
      r.r1 = guarded;
    }
  }

  /**
   * The only waiter gives up as a permit is released. At stake: the permit is given to one who has
   * left, and so lost, or kept though it was given.
   */
  @JCStressTest
  @Outcome(
      id = "true, 1",
      expect = Expect.ACCEPTABLE,
      desc = "The waiter left: the permit is free.")
  @Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "The waiter has the permit.")
  @Outcome(id = "true, 0", expect = Expect.FORBIDDEN, desc = "Given to one who has left.")
  @Outcome(id = "false, 1", expect = Expect.FORBIDDEN, desc = "Given, and free as well.")
  @State
  public static class LeaveOrRelease {
    private final Semaphore semaphore = Semaphore.create(0);
    private final Ticket<Void> waiter;

    /** One waits. */
    public LeaveOrRelease() {
      semaphore.latch();
      waiter = semaphore.join();
      semaphore.unlatch();
    }

    @Actor
    public void waiter(ZI_Result r) {
      r.r1 = semaphore.leave(waiter);
    }

    @Actor
    public void releaser() {
      semaphore.release();
    }

    @Arbiter
    public void look(ZI_Result r) {
      r.r2 = semaphore.value();
    }
  }
}
