package dev.caravan.docs.pictures;

import dev.caravan.core.domain.Domain;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;
import java.time.Duration;

/** One domain: A and B wait, C fails; they clean up, and only then main goes on. */
final class CancellationPicture {
  private static final int SETUP = 10;
  private static final int CLEANUP = 15;

  private CancellationPicture() {}

  static void run() {
    Domain.builder().name("domain").<Integer, RuntimeException>run(domain -> main());
  }

  private static int main() {
    Busy.work(SETUP);
    try {
      Switch.run(sw -> {
        sw.fork("A", CancellationPicture::guard);
        sw.fork("B", CancellationPicture::guard);
        sw.fork("C", CancellationPicture::fail);
      });
    } catch (IllegalArgumentException expected) {
      Busy.work(SETUP);
    }
    return 0;
  }

  private static void guard() {
    Busy.work(SETUP);
    try {
      Fiber.awaitCancel();
    } finally {
      Busy.work(CLEANUP);
    }
  }

  private static void fail() {
    Fiber.sleep(Duration.ofMillis(20));
    Busy.work(SETUP);
    throw new IllegalArgumentException("C fails");
  }
}
