package dev.caravan.core.domain;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs code while a class is being initialised, which pins a fiber. Each run initialises a class of
 * its own, made of the bytes of {@link PinnedInitialiser}. For one domain at a time.
 */
final class PinnedBody {
  private static @Nullable Runnable next;

  private PinnedBody() {}

  static void run(Runnable body) {
    next = body;
    try (InputStream bytes = PinnedBody.class.getResourceAsStream("PinnedInitialiser.class")) {
      MethodHandles.lookup().defineHiddenClass(Objects.requireNonNull(bytes).readAllBytes(), true);
    } catch (IOException | IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  static Runnable take() {
    return Objects.requireNonNull(next);
  }
}
