package dev.caravan.docs.examples.fibers;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.effects.fiber.Fiber;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Two messengers, of whom one fails: first the other is forgotten, then not. */
public final class Messengers {
  private final CountDownLatch road = new CountDownLatch(1);
  private final CountDownLatch northIsOff = new CountDownLatch(1);
  private final AtomicInteger underway = new AtomicInteger();

  private Messengers() {}

  // region wrong
  String news(ExecutorService threads) throws ExecutionException, InterruptedException {
    Future<String> north = threads.submit(this::fromNorth);
    Future<String> south = threads.submit(this::fromSouth);
    return south.get() + ", " + north.get();
  }

  // endregion

  // region right
  String news() {
    var news = Fiber.pair(this::fromNorth, this::fromSouth);
    return news.second() + ", " + news.first();
  }

  // endregion

  private String fromNorth() {
    underway.incrementAndGet();
    northIsOff.countDown();
    try {
      Blocking.run(road::await);
      return "snow";
    } finally {
      underway.decrementAndGet();
    }
  }

  private String fromSouth() {
    Blocking.run(northIsOff::await);
    throw new IllegalArgumentException("the well is dry");
  }

  public static void main(String[] args) throws InterruptedException {
    Messengers first = new Messengers();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        System.out.println(first.news(threads));
      } catch (ExecutionException e) {
        System.out.println("two futures: " + e.getMessage() + ", underway: " + first.underway);
      }
      first.road.countDown();
    }

    Messengers second = new Messengers();
    try {
      System.out.println(second.news());
    } catch (IllegalArgumentException e) {
      System.out.println("a pair: " + e.getMessage() + ", underway: " + second.underway);
    }
  }
}
