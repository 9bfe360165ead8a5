package dev.caravan.core.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rule for several failures: the first is the cause, later ones are suppressed on it. What
 * refuses suppression (an exception made without it) is not lost: it is wrapped once.
 */
public final class Failures {
  private Failures() {}

  /**
   * Joins a later failure to an earlier one.
   *
   * @param first what failed first, or null
   * @param later what failed later, or null
   * @return what to throw in the end; null if both are
   */
  public static @Nullable Throwable join(@Nullable Throwable first, @Nullable Throwable later) {
    if (first == null || later == null || first == later) {
      return first == null ? later : first;
    }
    int before = first.getSuppressed().length;
    first.addSuppressed(later);
    if (first.getSuppressed().length > before) {
      return first;
    }
    RuntimeException carrier = new TaskFailed("the first of several tasks", first);
    carrier.addSuppressed(later);
    return carrier;
  }

  /**
   * Joins two failures.
   *
   * @param first what failed first
   * @param later what failed later
   * @return what to throw in the end
   */
  public static Throwable both(Throwable first, Throwable later) {
    Throwable joined = join(first, later);
    return joined == null ? first : joined;
  }

  /**
   * Throws an unchecked failure as it is, a checked one in {@link TaskFailed}; does nothing for
   * null.
   *
   * @param failure what to throw, or null
   */
  public static void throwUnchecked(@Nullable Throwable failure) {
    // no switch over types: its first run links classes, which fails for good on a full stack
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new TaskFailed("a task", failure);
    }
  }

  /**
   * Throws anything as it is. For callers whose own signature declares what their bodies throw.
   *
   * @param failure what to throw
   * @param <X> inferred; the caller declares it
   * @return never; write {@code throw Failures.sneaky(e)}
   * @throws X always
   */
  @SuppressWarnings("unchecked") // the cast is erased: that is the trick
  public static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
    throw (X) failure;
  }

  /**
   * Calls a handler of user code so that nothing it throws escapes.
   *
   * @param handler the handler
   * @param failure what it is told
   * @param ifItThrows gets what the handler threw, with {@code failure} suppressed on it
   */
  public static void tell(
      Consumer<Throwable> handler, Throwable failure, Consumer<Throwable> ifItThrows) {
    try {
      handler.accept(failure);
    } catch (Throwable second) {
      if (second != failure) {
        second.addSuppressed(failure);
      }
      ifItThrows.accept(second);
    }
  }
}
