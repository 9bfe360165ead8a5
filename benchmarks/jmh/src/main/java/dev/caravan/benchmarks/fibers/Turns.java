package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Fiber;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Param;

/** What the workloads of locks share: ten fibers go in and out, as often as they can. */
public abstract class Turns extends FiberWorkload {
  static final int TURNS = 100_000;
  static final int FIBERS = 10;

  /**
   * What each does inside. Where it yields, the others come to a lock that is held; else fibers of
   * a domain never do.
   */
  @Param({"nothing", "yield"})
  public String inside;

  int size = TURNS;

  /** What is entered and left. */
  record Door(Runnable enter, Runnable leave) {}

  abstract Door caravan();

  @Override
  long fibers() {
    return onFibers(parts(caravan(), Fiber::yieldNow));
  }

  long virtualThreads(Door door) {
    return onVirtualThreads(parts(door, Thread::yield));
  }

  long coroutines(KotlinTurns.Door door) {
    return Kotlin.run(
        new KotlinSpawns.Many(1, FIBERS, () -> new KotlinTurns(door, size / FIBERS, yields())));
  }

  private boolean yields() {
    return inside.equals("yield");
  }

  private List<Callable<Long>> parts(Door door, Runnable yield) {
    int times = size / FIBERS;
    boolean yields = yields();
    return Collections.nCopies(
        FIBERS,
        () -> {
          long done = 0;
          for (int i = 0; i < times; i++) {
            door.enter().run();
            done++;
            if (yields) {
              yield.run();
            }
            door.leave().run();
          }
          return done;
        });
  }

  @Override
  public void tiny() {
    size = 500;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size;
  }
}
