package dev.caravan.docs.pictures;

import dev.caravan.core.domain.Domain;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Switch;

/** One domain: main forks A, which waits for what B, forked next, resolves halfway through. */
final class FibersPicture {
  private FibersPicture() {}

  static void run() {
    Domain.builder()
        .name("domain")
        .<Integer, RuntimeException>run(domain -> Switch.call(FibersPicture::main));
  }

  private static int main(Switch sw) {
    Resolver<Integer> resolver = Promise.create();
    Busy.work(10);
    sw.fork("A", () -> a(resolver.promise()));
    Busy.work(10);
    sw.fork("B", () -> b(resolver));
    Busy.work(10);
    return 0;
  }

  private static void a(Promise<Integer> promise) {
    Busy.work(15);
    int value = promise.await();
    Busy.work(15 + value);
  }

  private static void b(Resolver<Integer> resolver) {
    Busy.work(15);
    resolver.resolve(0);
    Busy.work(15);
  }
}
