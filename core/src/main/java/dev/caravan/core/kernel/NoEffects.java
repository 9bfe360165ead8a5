package dev.caravan.core.kernel;

import dev.caravan.core.function.ThrowingSupplier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Code that may run any number of times before it counts, and must therefore have no effects: the
 * body of a strict transaction. Whatever has effects asks {@link #refuse} first; that costs one
 * read of a variable that hardly ever changes as long as no such code runs anywhere.
 */
public final class NoEffects {
  private static final VarHandle SECTIONS;

  static {
    try {
      SECTIONS = MethodHandles.lookup().findStaticVarHandle(NoEffects.class, "sections", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How many run, in all threads. A thread inside one has itself counted it. */
  private static volatile int sections;

  private NoEffects() {}

  /**
   * Runs code that must have no effects.
   *
   * @param what the code, for messages: "a strict transaction"
   * @param body the code
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   */
  public static <T extends @Nullable Object, X extends Throwable> T during(
      String what, ThrowingSupplier<T, X> body) throws X {
    Enclosure here = Enclosure.here();
    String outer = here.withoutEffects;
    SECTIONS.getAndAdd(1);
    here.withoutEffects = what;
    try {
      return body.get();
    } finally {
      here.withoutEffects = outer; // without a call, which could overflow the stack
      SECTIONS.getAndAdd(-1);
    }
  }

  /**
   * Refuses an effect if the caller must have none.
   *
   * @param deed the effect, for the message: "spawn a task in"
   * @param subject on what
   * @throws IllegalStateException if the caller is inside {@link #during}; nothing was done
   */
  public static void refuse(String deed, Object subject) {
    if (sections != 0) {
      refuseInside(deed, subject);
    }
  }

  private static void refuseInside(String deed, Object subject) {
    String what = Enclosure.here().withoutEffects();
    if (what != null) {
      throw new IllegalStateException(
          what
              + " may run several times, so it must not "
              + deed
              + " "
              + subject
              + "; do that after it, or in its afterCommit");
    }
  }
}
