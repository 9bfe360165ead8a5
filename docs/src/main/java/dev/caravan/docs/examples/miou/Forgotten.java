package dev.caravan.docs.examples.miou;

import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.StillHasChildren;
import dev.caravan.effects.miou.Task;
import java.util.concurrent.CompletableFuture;

/** A task that nobody waits for: with futures, and under the rules. */
public final class Forgotten {
  private Forgotten() {}

  private static void writeLedger() {
    throw new IllegalStateException("the ledger is full");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // that is the point
  // region futures
  static void sellWithFutures() {
    CompletableFuture.runAsync(() -> writeLedger());
    System.out.println("sold");
  }

  // endregion

  // region wrong
  static void sell() {
    Miou.asyncVoid(() -> writeLedger());
    System.out.println("sold");
  }

  // endregion

  // region right
  static void sellAndKnow() {
    Task<?> ledger = Miou.asyncVoid(() -> writeLedger());
    System.out.println("sold");
    ledger.await();
  }

  // endregion

  public static void main(String[] args) {
    sellWithFutures();
    System.out.println("--");
    try {
      Miou.runVoid(() -> sell());
    } catch (StillHasChildren broken) {
      System.out.println(broken.getMessage());
      System.out.println("created at " + broken.createdAt());
    }
    System.out.println("--");
    try {
      Miou.runVoid(() -> sellAndKnow());
    } catch (IllegalStateException failure) {
      System.out.println("failed: " + failure.getMessage());
    }
  }
}
