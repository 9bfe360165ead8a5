package dev.caravan.core.pool;

import dev.caravan.stress.LinearizabilityTest;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The deque of the pool's workers, checked as in {@link LinearizabilityTest}. A thief that finds
 * nothing where there is something tries again, as the workers do. On real threads, which may take
 * a minute, only with a scale above 1, as under {@code -Pstress}; otherwise {@code JobDequeTest}
 * uses real threads.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='JobDequeLinearizabilityTest' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class JobDequeLinearizabilityTest {
  private static final int MOST = 16; // more than are pushed
  private static final String MORE_THAN_ONE = "[2-9]|\\d{2,}";

  /** A job, which knows its place. */
  private record Job(int number, int place) {}

  /** What the owner does; the jobs are numbered as they are pushed. */
  public abstract static class Owned {
    final JobDeque<Job> deque;
    final AtomicReferenceArray<Job> pushed = new AtomicReferenceArray<>(MOST);
    private int count; // the owner's

    Owned(int capacity) {
      deque = new JobDeque<>(capacity);
    }

    @Operation(nonParallelGroup = "owner")
    public void push() {
      Job job = new Job(count, deque.nextPlace());
      pushed.set(count, job);
      count++;
      deque.push(job);
    }

    @Operation(nonParallelGroup = "owner")
    public @Nullable Integer pop() {
      return number(deque.pop());
    }

    static @Nullable Integer number(@Nullable Job job) {
      return job == null ? null : job.number;
    }

    @Nullable Integer stolen() {
      Job job = deque.steal();
      while (job == null && !deque.isEmpty()) {
        job = deque.steal();
      }
      return number(job);
    }
  }

  /** With thieves, and an array that grows. */
  public static class Growing extends Owned {
    /** Room for two. */
    public Growing() {
      super(2);
    }

    @Operation
    public @Nullable Integer steal() {
      return stolen();
    }
  }

  /** With jobs taken by their places, and no growth, during which {@code take} may miss one. */
  @Param(name = "number", gen = IntGen.class, conf = "0:3")
  public static class Taking extends Owned {
    /** Room for all. */
    public Taking() {
      super(MOST);
    }

    @Operation
    public boolean take(@Param(name = "number") int number) {
      Job job = pushed.get(number);
      return job != null && deque.take(job, job.place);
    }

    @Operation(nonParallelGroup = "owner")
    public boolean popIf(@Param(name = "number") int number) {
      Job job = pushed.get(number);
      return job != null && deque.popIf(job);
    }

    @Operation(nonParallelGroup = "owner")
    public @Nullable Integer peekNewest() {
      return number(deque.peekNewest());
    }
  }

  /** The same, with thieves. */
  @Param(name = "number", gen = IntGen.class, conf = "0:3")
  public static class TakingAndStealing extends Taking {
    @Operation
    public @Nullable Integer steal() {
      return stolen();
    }
  }

  /** What they are, in sequence. */
  public static class PlainJobs {
    private final ArrayDeque<Integer> jobs = new ArrayDeque<>();
    private int count;

    public void push() {
      jobs.addLast(count++);
    }

    public @Nullable Integer pop() {
      return jobs.pollLast();
    }

    public @Nullable Integer steal() {
      return jobs.pollFirst();
    }

    public boolean take(int number) {
      return jobs.remove(number);
    }

    public @Nullable Integer peekNewest() {
      return jobs.peekLast();
    }

    public boolean popIf(int number) {
      Integer newest = jobs.peekLast();
      return newest != null && newest == number && jobs.pollLast() != null;
    }
  }

  @Test
  void growsLinearizablyInEveryInterleaving() {
    LinearizabilityTest.modelCheck(Growing.class, PlainJobs.class);
  }

  @Test
  void isLinearizableInEveryInterleaving() {
    LinearizabilityTest.modelCheck(TakingAndStealing.class, PlainJobs.class);
  }

  @Test
  void ownerAndTakersHoldUpNobody() {
    LinearizabilityTest.modelCheckObstructionFree(Taking.class, PlainJobs.class);
  }

  @Test
  @EnabledIfSystemProperty(named = "lincheck.scale", matches = MORE_THAN_ONE)
  void growsLinearizablyOnRealThreads() {
    LinearizabilityTest.stress(Growing.class, PlainJobs.class);
  }

  @Test
  @EnabledIfSystemProperty(named = "lincheck.scale", matches = MORE_THAN_ONE)
  void isLinearizableOnRealThreads() {
    LinearizabilityTest.stress(TakingAndStealing.class, PlainJobs.class);
  }
}
