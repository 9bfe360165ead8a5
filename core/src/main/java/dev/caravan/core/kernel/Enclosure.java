package dev.caravan.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What encloses the running code on its own stack: the body of a transaction, and code that must
 * have no effects. A task that happens to run on the stack of a waiter is not enclosed by what the
 * waiter is in: whoever runs it so {@linkplain #setAside sets} the enclosure aside meanwhile.
 */
public final class Enclosure {
  private static final ThreadLocal<@Nullable Enclosure> OF_THREAD = new ThreadLocal<>();

  /** Whether any thread has ever had one: as long as not, setting it aside costs one read. */
  private static volatile boolean anywhere;

  private @Nullable Object transaction;
  private @Nullable Object around; // the transaction that runs others independently
  @Nullable String withoutEffects; // what must have none

  private Enclosure() {}

  /**
   * The enclosure of the calling thread.
   *
   * @return the enclosure, which is empty at first
   */
  public static Enclosure here() {
    Enclosure found = OF_THREAD.get();
    if (found == null) {
      anywhere = true;
      found = new Enclosure();
      OF_THREAD.set(found);
    }
    return found;
  }

  /**
   * The transaction whose body the code is in.
   *
   * @return the transaction; null if it is in none
   */
  public @Nullable Object transaction() {
    return transaction;
  }

  /**
   * Enters the body of a transaction, or leaves it.
   *
   * @param next the transaction; null to leave
   * @return what was there before, to be set again
   */
  public @Nullable Object swapTransaction(@Nullable Object next) {
    Object before = transaction;
    transaction = next;
    return before;
  }

  /**
   * The transaction in whose body others run independently.
   *
   * @return the transaction; null if there is none
   */
  public @Nullable Object around() {
    return around;
  }

  /**
   * Begins to run transactions independently in the body of another, or ends it.
   *
   * @param next the one around; null if there is none
   * @return what was there before, to be set again
   */
  public @Nullable Object swapAround(@Nullable Object next) {
    Object before = around;
    around = next;
    return before;
  }

  /**
   * Takes the enclosure of the calling thread away, before code runs that it does not enclose.
   *
   * @return what to {@linkplain #restore restore}
   */
  public static @Nullable Enclosure setAside() {
    Enclosure found = anywhere ? OF_THREAD.get() : null;
    if (found == null
        || (found.transaction == null && found.around == null && found.withoutEffects == null)) {
      return null;
    }
    OF_THREAD.set(new Enclosure());
    return found;
  }

  /**
   * Ends what {@link #setAside} began.
   *
   * @param aside what that returned
   */
  public static void restore(@Nullable Enclosure aside) {
    if (aside != null) {
      OF_THREAD.set(aside);
    }
  }
}
