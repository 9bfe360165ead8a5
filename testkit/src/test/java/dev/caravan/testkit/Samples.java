package dev.caravan.testkit;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.domain.Engine;
import java.util.Arrays;
import java.util.stream.Stream;

/** Programs with faults that the domain's own order does not show. */
final class Samples {
  private Samples() {}

  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable);
  }

  /** Adds one in two steps, with others in between. */
  static final class Counter {
    private int value;

    void increment(TestRun test) {
      int seen = value;
      test.yieldNow();
      value = seen + 1;
    }

    int value() {
      return value;
    }
  }

  /** Two fibers increment; the second one comes late enough, in the domain's own order. */
  static void lostUpdate(TestRun test) {
    Counter counter = new Counter();
    test.fork("first", () -> counter.increment(test));
    test.fork(
        "second",
        () -> {
          test.yieldNow();
          counter.increment(test);
        });
    test.awaitForks();
    if (counter.value() != 2) {
      throw new AssertionError("counted " + counter.value());
    }
  }

  /** Two fibers take two locks in opposite order. */
  static void oppositeLocks(TestRun test) {
    Channel<String> pen = lock("pen");
    Channel<String> paper = lock("paper");
    test.fork("writer", () -> takeBoth(test, pen, paper));
    test.fork(
        "drawer",
        () -> {
          test.yieldNow();
          takeBoth(test, paper, pen);
        });
  }

  private static Channel<String> lock(String name) {
    Channel<String> lock = Channel.bounded(1);
    lock.send(name);
    return lock;
  }

  private static void takeBoth(TestRun test, Channel<String> one, Channel<String> other) {
    String first = one.receive();
    test.yieldNow();
    String second = other.receive();
    other.send(second);
    one.send(first);
  }
}
