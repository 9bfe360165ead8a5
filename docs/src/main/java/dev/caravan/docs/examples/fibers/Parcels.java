package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Switch;
import java.io.IOException;

/** How checked exceptions leave a fiber. */
public final class Parcels {
  private Parcels() {}

  private static String load(String parcel) throws IOException {
    Fiber.yieldNow();
    throw new IOException(parcel + " is wet");
  }

  // region checked
  static void byParts() {
    try {
      Fiber.both(() -> load("silk"), Fiber::yieldNow); // the compiler sees what the parts throw
    } catch (IOException e) {
      System.out.println("both: " + e.getMessage());
    }
  }

  static void byForks() {
    try {
      Switch.<IOException>run(sw -> { // it cannot see what forks throw, so it is told
        sw.fork(() -> load("salt"));
      });
    } catch (IOException e) {
      System.out.println("fork: " + e.getMessage());
    }
  }

  static void byPromise() {
    Switch.run(sw -> {
      Promise<String> loaded = sw.forkPromise(() -> load("tea"));
      System.out.println("promise: " + loaded.awaitOutcome());
    });
  }

  // endregion

  public static void main(String[] args) {
    Eio.run(env -> {
      byParts();
      byForks();
      byPromise();
    });
  }
}
