package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.effects.fiber.Cancel;
import dev.caravan.effects.fiber.Fiber;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A guard whose tent must come down when he is called off. */
public final class Camp {
  private final CountDownLatch pitched = new CountDownLatch(1);
  private final CountDownLatch ropes = new CountDownLatch(1);
  private volatile String tent = "down";

  private Camp() {}

  private String guard() {
    tent = "up";
    pitched.countDown();
    try {
      Blocking.run(new CountDownLatch(1)::await); // for ever, unless interrupted
      return "morning";
    } finally {
      Cancel.runProtected(this::strikeTent);
    }
  }

  private void strikeTent() {
    boolean _ = Thread.interrupted(); // the JDK's cancel has left it
    Blocking.run(ropes::await); // it takes a while
    tent = "down";
  }

  private String alarm() {
    Blocking.run(pitched::await);
    ropes.countDown();
    return "alarm";
  }

  // region wrong
  String night(ExecutorService threads) throws ExecutionException, InterruptedException {
    Future<String> guard = threads.submit(this::guard);
    pitched.await();
    guard.cancel(true);
    try {
      return guard.get();
    } catch (CancellationException e) {
      return "called off";
    }
  }

  // endregion

  // region right
  String night() {
    return Fiber.first(this::guard, this::alarm);
  }

  // endregion

  public static void main(String[] args) throws Exception {
    Camp first = new Camp();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      System.out.println("a future: " + first.night(threads) + ", the tent is " + first.tent);
      first.ropes.countDown();
    }
    Camp second = new Camp();
    System.out.println("first of two: " + second.night() + ", the tent is " + second.tent);
  }
}
