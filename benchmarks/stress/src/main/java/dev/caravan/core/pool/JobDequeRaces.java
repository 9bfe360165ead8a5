package dev.caravan.core.pool;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Nothing in a {@link JobDeque} is lost or taken twice, at its ends and between them. Jobs are 1,
 * 2, 3 in places 0, 1, 2; 0 stands for none. The deques begin with room for two.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=JobDequeRaces}
 */
public final class JobDequeRaces {
  private JobDequeRaces() {}

  /** A deque that its owner has filled. */
  abstract static class Filled {
    final JobDeque<Integer> deque = new JobDeque<>(2);

    Filled(int jobs) {
      for (int i = 1; i <= jobs; i++) {
        deque.push(i);
      }
    }

    static int number(@Nullable Integer job) {
      return job == null ? 0 : job;
    }

    boolean take(int job) {
      return deque.take(job, job - 1);
    }

    /** What is left, newest first, as the digits of a number; the thieves find the same. */
    int rest() {
      int digits = 0;
      for (Integer job = deque.pop(); job != null; job = deque.pop()) {
        digits = 10 * digits + job;
      }
      return deque.steal() == null && deque.isEmpty() ? digits : -1;
    }
  }

  /** The owner and a thief want the last job. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The owner got it.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The thief got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, or it was lost.")
  @State
  public static class LastJob extends Filled {
    /** With one job. */
    public LastJob() {
      super(1);
    }

    @Actor
    public void owner(II_Result r) {
      r.r1 = number(deque.pop());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = number(deque.steal());
    }
  }

  /** The owner takes both of two jobs while a thief steals. */
  @JCStressTest
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "The owner got both.")
  @Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "The thief got the older one.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, taken twice or out of order.")
  @State
  public static class TwoPopsOneSteal extends Filled {
    /** With two jobs. */
    public TwoPopsOneSteal() {
      super(2);
    }

    @Actor
    public void owner(III_Result r) {
      r.r1 = number(deque.pop());
      r.r2 = number(deque.pop());
    }

    @Actor
    public void thief(III_Result r) {
      r.r3 = number(deque.steal());
    }
  }

  /** Two thieves; one that comes when the other is just at it goes away with nothing. */
  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "One each, the first thief first.")
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "One each, the second thief first.")
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "The second came just at it.")
  @Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "The first came just at it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost or taken twice.")
  @State
  public static class TwoThieves extends Filled {
    /** With two jobs. */
    public TwoThieves() {
      super(2);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = number(deque.steal());
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = number(deque.steal());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = rest();
    }
  }

  /** Somebody takes the oldest job by its place while a thief steals. */
  @JCStressTest
  @Outcome(id = "2, true, 0", expect = Expect.ACCEPTABLE, desc = "The taker was first.")
  @Outcome(id = "1, false, 2", expect = Expect.ACCEPTABLE, desc = "The thief was first.")
  @Outcome(id = "0, true, 2", expect = Expect.ACCEPTABLE, desc = "The thief came just at it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost or taken twice.")
  @State
  public static class TakeOrStealTheOldest extends Filled {
    /** With two jobs. */
    public TakeOrStealTheOldest() {
      super(2);
    }

    @Actor
    public void thief(IZI_Result r) {
      r.r1 = number(deque.steal());
    }

    @Actor
    public void taker(IZI_Result r) {
      r.r2 = take(1);
    }

    @Arbiter
    public void left(IZI_Result r) {
      r.r3 = rest();
    }
  }

  /** Somebody takes the second job by its place while a thief steals both. */
  @JCStressTest
  @Outcome(id = "1, true, 0", expect = Expect.ACCEPTABLE, desc = "The taker got the second.")
  @Outcome(id = "12, false, 0", expect = Expect.ACCEPTABLE, desc = "The thief got both.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost or taken twice, or one was missed.")
  @State
  public static class TakeOrStealTheSecond extends Filled {
    /** With two jobs. */
    public TakeOrStealTheSecond() {
      super(2);
    }

    @Actor
    public void thief(IZI_Result r) {
      int first = number(deque.steal());
      int second = number(deque.steal());
      r.r1 = second == 0 ? first : 10 * first + second;
    }

    @Actor
    public void taker(IZI_Result r) {
      r.r2 = take(2);
    }

    @Arbiter
    public void left(IZI_Result r) {
      r.r3 = rest();
    }
  }

  /** Somebody takes the newest job by its place while the owner pops both. */
  @JCStressTest
  @Outcome(id = "21, false", expect = Expect.ACCEPTABLE, desc = "The owner got both.")
  @Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "The taker got the newest.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost or taken twice.")
  @State
  public static class TakeOrPop extends Filled {
    /** With two jobs. */
    public TakeOrPop() {
      super(2);
    }

    @Actor
    public void owner(IZ_Result r) {
      int all = 0;
      for (Integer job = deque.pop(); job != null; job = deque.pop()) {
        all = 10 * all + job;
      }
      r.r1 = all;
    }

    @Actor
    public void taker(IZ_Result r) {
      r.r2 = take(2);
    }
  }

  /** The owner takes back a certain job, which a thief wants. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "The owner took it back.")
  @Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "The thief got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, or it was lost.")
  @State
  public static class TakeBackOrSteal extends Filled {
    /** With one job. */
    public TakeBackOrSteal() {
      super(1);
    }

    @Actor
    public void owner(ZI_Result r) {
      r.r1 = deque.popIf(1);
    }

    @Actor
    public void thief(ZI_Result r) {
      r.r2 = number(deque.steal());
    }
  }

  /** The owner looks at the newest job while somebody takes it. */
  @JCStressTest
  @Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "It was still there.")
  @Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "It was taken before.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The owner saw what is no job, or missed the other.")
  @State
  public static class TakeOrPeek extends Filled {
    /** With two jobs. */
    public TakeOrPeek() {
      super(2);
    }

    @Actor
    public void owner(IZ_Result r) {
      r.r1 = number(deque.peekNewest());
    }

    @Actor
    public void taker(IZ_Result r) {
      r.r2 = take(2);
    }
  }

  /** Two want the same job by its place. */
  @JCStressTest
  @Outcome(id = "true, false, 31", expect = Expect.ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "false, true, 31", expect = Expect.ACCEPTABLE, desc = "The second got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both got it, or neither.")
  @State
  public static class TwoTakers extends Filled {
    /** With three jobs. */
    public TwoTakers() {
      super(3);
    }

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = take(2);
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = take(2);
    }

    @Arbiter
    public void left(ZZI_Result r) {
      r.r3 = rest();
    }
  }

  /** The owner replaces a full array while a thief reads the old one. */
  @JCStressTest
  @Outcome(id = "12, 3", expect = Expect.ACCEPTABLE, desc = "Stolen in order; the new one is left.")
  @Outcome(id = "1, 32", expect = Expect.ACCEPTABLE, desc = "The second was just moved.")
  @Outcome(id = "0, 321", expect = Expect.ACCEPTABLE, desc = "Both were just moved.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, repeated or out of order.")
  @State
  public static class GrowOrSteal extends Filled {
    /** Full. */
    public GrowOrSteal() {
      super(2);
    }

    @Actor
    public void owner() {
      deque.push(3);
    }

    @Actor
    public void thief(II_Result r) {
      int first = number(deque.steal());
      int second = first == 0 ? 0 : number(deque.steal());
      r.r1 = second == 0 ? first : 10 * first + second;
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = rest();
    }
  }

  /** The owner replaces a full array while somebody takes out of the old one. */
  @JCStressTest
  @Outcome(id = "31, true", expect = Expect.ACCEPTABLE, desc = "Taken; the others are left.")
  @Outcome(id = "321, false", expect = Expect.ACCEPTABLE, desc = "It was just moved.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, or is still there though taken.")
  @State
  public static class GrowOrTake extends Filled {
    /** Full. */
    public GrowOrTake() {
      super(2);
    }

    @Actor
    public void owner() {
      deque.push(3);
    }

    @Actor
    public void taker(IZ_Result r) {
      r.r2 = take(2);
    }

    @Arbiter
    public void left(IZ_Result r) {
      r.r1 = rest();
    }
  }

  /** The owner uses the slot of a job again while a thief reads it. */
  @JCStressTest
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "The owner got the first; 2 is left.")
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "The thief got what came after it.")
  @Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "The thief got the first; 2 is left.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A job was lost, or the slot mixed up.")
  @State
  public static class ReuseOrSteal extends Filled {
    /** With one job. */
    public ReuseOrSteal() {
      super(1);
    }

    @Actor
    public void owner(III_Result r) {
      r.r1 = number(deque.pop());
      deque.push(2);
    }

    @Actor
    public void thief(III_Result r) {
      r.r2 = number(deque.steal());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = rest();
    }
  }

  /** The plain fields of a job are there for whoever takes it. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Too early: nothing to steal.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The job, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The job came without its field.")
  @State
  public static class JobIsPublished {
    private final JobDeque<Box> deque = new JobDeque<>(2);

    /** A job with a plain field. */
    static final class Box {
      int content;
    }

    @Actor
    public void owner() {
      Box box = new Box();
      box.content = 42;
      deque.push(box);
    }

    @Actor
    public void thief(I_Result r) {
      Box box = deque.steal();
      r.r1 = box == null ? -1 : box.content;
    }
  }
}
