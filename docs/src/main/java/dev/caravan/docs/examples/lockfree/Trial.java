package dev.caravan.docs.examples.lockfree;

import java.util.concurrent.Phaser;
import java.util.function.Function;

/** What is left of twenty pushes by two threads that meet in the middle of each. */
final class Trial {
  private Trial() {}

  /** What the trial is about. */
  interface Target {
    void push(int number);

    int size();
  }

  // region together
  /** Two threads push ten numbers each; the target runs `between` in the middle of every push. */
  static int together(Function<Runnable, Target> make) throws InterruptedException {
    Phaser both = new Phaser(2);
    Target target = make.apply(() -> both.arriveAndAwaitAdvance()); // waits for the other one
    Runnable tenPushes =
        () -> {
          for (int i = 0; i < 10; i++) {
            target.push(i);
          }
          both.arriveAndDeregister(); // the other one need not wait any more
        };
    Thread a = Thread.ofPlatform().start(tenPushes);
    Thread b = Thread.ofPlatform().start(tenPushes);
    a.join();
    b.join();
    return target.size();
  }

  // endregion

  /** The same, one thread after the other. */
  static int oneAfterTheOther(Function<Runnable, Target> make) throws InterruptedException {
    Target target = make.apply(() -> {});
    for (int thread = 0; thread < 2; thread++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < 10; i++) {
              target.push(i);
            }
          })
          .join();
    }
    return target.size();
  }
}
