package dev.caravan.core.kernel;

import dev.caravan.core.spi.Carrier;
import org.jspecify.annotations.Nullable;

/**
 * What encloses the running code on its own stack: the body of a transaction, and code that must
 * have no effects. It belongs to the {@link Carrier} of that stack, so whoever suspends inside
 * takes it along. A stack that somebody lends (that of a computation with effect handlers) is also
 * enclosed by what the lender is in.
 *
 * <p>A task that happens to run on the stack of a waiter is not enclosed by what the waiter is in:
 * whoever runs it so {@linkplain Carrier#setEnclosureAside sets} the enclosure aside meanwhile.
 */
public final class Enclosure {
  private static final long NO_THREAD = 0;
  private static final int LOOKS_A_NOTE = 64;

  /*
   * The enclosures of plain threads, by the low bits of their numbers: to look its own up in a
   * thread-local is noticeable in a small transaction. The race for a place is benign: an entry
   * tells whose it is, by a final field; only that thread puts it there and uses it; and another
   * may only take the place. It is put there at one look of many, since two busy threads may want
   * the same place. An entry leads to no thread, so it may outlive its own.
   */
  private static final @Nullable Enclosure[] LATELY = new Enclosure[256];

  private final long thread;
  private final @Nullable Carrier lent;
  private int looks;
  private @Nullable Object transaction;
  private @Nullable Object around; // the transaction that runs others independently
  @Nullable String withoutEffects; // what must have none; of NoEffects

  private Enclosure(long thread, @Nullable Carrier lent) {
    this.thread = thread;
    this.lent = lent;
  }

  /**
   * Makes the empty one of a carrier that is never bound to any thread but one.
   *
   * @param thread that thread, on which no carrier is ever bound but by {@link Carrier#bind}
   * @return the enclosure
   */
  public static Enclosure ofThread(Thread thread) {
    return new Enclosure(thread.threadId(), null);
  }

  /**
   * Makes the empty one of any other carrier.
   *
   * @return the enclosure
   */
  public static Enclosure ofStack() {
    return new Enclosure(NO_THREAD, null);
  }

  /**
   * Makes the empty one of a carrier whose stack is lent, inside that of whoever lends it.
   *
   * @param carrier the carrier, which knows its {@linkplain Carrier#lenderOrNull lender}
   * @return the enclosure
   */
  public static Enclosure ofLentStack(Carrier carrier) {
    return new Enclosure(NO_THREAD, carrier);
  }

  /**
   * The enclosure of the calling code.
   *
   * @return the enclosure, which is empty at first
   */
  public static Enclosure here() {
    long thread = Thread.currentThread().threadId();
    Enclosure lately = LATELY[slot(thread)];
    return lately != null && lately.thread == thread ? lately : lookUp(thread);
  }

  private static int slot(long thread) {
    return (int) thread & (LATELY.length - 1);
  }

  private static Enclosure lookUp(long thread) {
    Enclosure found = Carrier.current().enclosure();
    if (found.thread == thread && ++found.looks % LOOKS_A_NOTE == 0) {
      LATELY[slot(thread)] = found;
    }
    return found;
  }

  /** Says that {@link #here()} may mean another from now on. Called on the thread it is about. */
  public static void changes() {
    long thread = Thread.currentThread().threadId();
    Enclosure lately = LATELY[slot(thread)];
    if (lately != null && lately.thread == thread) {
      LATELY[slot(thread)] = null;
    }
  }

  /**
   * Whether the code is in nothing, as far as its own stack goes.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return transaction == null && around == null && withoutEffects == null;
  }

  /**
   * All that encloses the code, also beyond its own stack, as one that can be put elsewhere.
   *
   * @return a new enclosure; null if there is nothing
   */
  public @Nullable Enclosure whole() {
    Enclosure whole = ofStack();
    whole.transaction = transaction();
    whole.around = around();
    whole.withoutEffects = withoutEffects();
    return whole.isEmpty() ? null : whole;
  }

  /** That of the lender; null if there is none. */
  private @Nullable Enclosure outer() {
    Carrier lender = lent == null ? null : lent.lenderOrNull();
    return lender == null ? null : lender.enclosure();
  }

  /**
   * The transaction whose body the code is in.
   *
   * @return the transaction; null if it is in none, or in an independent part
   */
  public @Nullable Object transaction() {
    Enclosure at = this; // lenders may be very many, so this is no recursion
    for (Enclosure out = outer(); out != null && at.isOutsideAll(); out = at.outer()) {
      at = out;
    }
    return at.transaction;
  }

  private boolean isOutsideAll() {
    return transaction == null && around == null;
  }

  /**
   * Enters the body of a transaction, or leaves it.
   *
   * @param next the transaction; null to leave
   * @return what was there before on this stack, to be set again
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
    Object found = around;
    for (Enclosure at = outer(); at != null && found == null; at = at.outer()) {
      found = at.around;
    }
    return found;
  }

  /**
   * Begins to run transactions independently in the body of another, or ends it.
   *
   * @param next the one around; null if there is none
   * @return what was there before on this stack, to be set again
   */
  public @Nullable Object swapAround(@Nullable Object next) {
    Object before = around;
    around = next;
    return before;
  }

  /** What the code is in that must have no effects; null if nothing. */
  @Nullable String withoutEffects() {
    String found = withoutEffects;
    for (Enclosure at = outer(); at != null && found == null; at = at.outer()) {
      found = at.withoutEffects;
    }
    return found;
  }
}
