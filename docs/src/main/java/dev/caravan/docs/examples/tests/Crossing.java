package dev.caravan.docs.examples.tests;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.domain.ForeignWait;
import dev.caravan.testkit.Deterministic;
import dev.caravan.testkit.Schedules;
import dev.caravan.testkit.TestRun;
import java.util.concurrent.CountDownLatch;

/** Two who take two things in opposite order; and a wait that is not Caravan's. */
public final class Crossing {
  private Crossing() {}

  // region locks
  static void bothCross(TestRun test) {
    Channel<String> rope = Channel.bounded(1, "rope");
    Channel<String> raft = Channel.bounded(1, "raft");
    rope.send("the rope");
    raft.send("the raft");
    test.fork("Aisha", () -> cross(test, rope, raft));
    test.fork(
        "Bilal",
        () -> {
          test.yieldNow();
          cross(test, raft, rope);
        });
  }

  private static void cross(TestRun test, Channel<String> one, Channel<String> other) {
    String first = one.receive();
    test.yieldNow();
    String second = other.receive();
    other.send(second);
    one.send(first);
  }

  // endregion

  // region foreign
  static void waitsForAThread() throws InterruptedException {
    Deterministic.run(test -> new CountDownLatch(1).await());
  }

  // endregion

  public static void main(String[] args) throws InterruptedException {
    try {
      Schedules.explore(100, 1, Crossing::bothCross);
    } catch (Deadlock found) {
      System.out.println(found.getMessage());
      System.out.println(found.getSuppressed()[0].getMessage());
    }
    try {
      waitsForAThread();
    } catch (ForeignWait refused) {
      System.out.println(refused.getMessage());
    }
  }
}
