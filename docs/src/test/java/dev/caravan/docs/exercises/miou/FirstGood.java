package dev.caravan.docs.exercises.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.docs.exercises.Exercise;
import java.util.List;

/** Asks several at once, and takes the first answer that is one. */
class FirstGood {
  /**
   * Runs all bodies as children, on the caller's domain, and returns the value of the first that
   * returns one; the others are cancelled then. Failures before that count for nothing. If all
   * fail, throws IllegalStateException. Called by a task of Miou, which must not be left with a
   * child.
   */
  <T> T ask(List<ThrowingSupplier<T, ?>> bodies) {
    throw Exercise.yours("Miou.orphans(), get() in a loop, and take() for those that are left");
  }
}
