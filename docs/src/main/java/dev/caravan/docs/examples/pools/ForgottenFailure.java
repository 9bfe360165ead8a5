package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** A failure that nobody asks for, and three ways to ask. */
public final class ForgottenFailure {
  private ForgottenFailure() {}

  public static void main(String[] args) {
    wrong();
    right();
    raw();
  }

  // region wrong
  @SuppressWarnings("FutureReturnValueIgnored") // that is the mistake
  static void wrong() {
    try (Pool pool = Pool.fifo(2)) {
      pool.spawnVoid(() -> save("a"));
      pool.spawnVoid(() -> save("b"));
    }
    System.out.println("wrong: all saved");
  }

  static void save(String name) {
    if (name.equals("b")) {
      throw new IllegalStateException("no room for " + name);
    }
  }

  // endregion

  // region right
  static void right() {
    try (Pool pool = Pool.fifo(2)) {
      Fut<?> a = pool.spawnVoid(() -> save("a"));
      Fut<?> b = pool.spawnVoid(() -> save("b"));
      a.await();
      b.await();
      System.out.println("right: all saved");
    } catch (IllegalStateException e) {
      System.out.println("right: " + e.getMessage());
    }
  }

  // endregion

  // region raw
  static void raw() {
    try (Pool pool =
        Pool.configure().onUncaught(e -> System.out.println("raw: " + e.getMessage())).fifo()) {
      pool.execute(() -> save("b")); // no future: the pool's handler is told
    }
  }
  // endregion
}
