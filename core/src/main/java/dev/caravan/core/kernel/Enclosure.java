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
  /** The number of no thread. */
  public static final long NO_THREAD = 0;

  private static final int LOOKS_A_NOTE = 64;

  /*
   * The enclosures of plain threads, by the low bits of their numbers: a small transaction spent a
   * twentieth of its time on finding its own in a thread-local. Only the thread itself writes and
   * finds an entry; it writes at one look of many, since another busy thread may want the place. An
   * entry leads to no thread, so it may outlive its own.
   */
  private static final @Nullable Enclosure[] LATELY = new Enclosure[256];

  private final long thread;
  private final @Nullable Carrier lent;
  private int looks;
  private @Nullable Object transaction;
  private @Nullable Object around; // the transaction that runs others independently
  private @Nullable String withoutEffects; // what must have none

  /**
   * Makes an empty one, for a carrier.
   *
   * @param thread the number of the only thread that the carrier is ever bound to, as long as no
   *     other is bound there; {@link #NO_THREAD} if there is no such thread
   * @param lent the carrier, if its stack is lent by another; otherwise null
   */
  public Enclosure(long thread, @Nullable Carrier lent) {
    this.thread = thread;
    this.lent = lent;
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

  private @Nullable Enclosure lenders() {
    Carrier lender = lent == null ? null : lent.lenderOrNull();
    return lender == null ? null : lender.enclosure();
  }

  /**
   * The transaction whose body the code is in.
   *
   * @return the transaction; null if it is in none, or in an independent part
   */
  public @Nullable Object transaction() {
    if (transaction != null || around != null || lent == null) {
      return transaction;
    }
    Enclosure outer = lenders();
    return outer == null ? null : outer.transaction();
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
   * @return the transaction; null if there is none on this stack
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

  /** What the code is in that must have no effects; null if nothing. */
  @Nullable String withoutEffects() {
    if (withoutEffects != null || lent == null) {
      return withoutEffects;
    }
    Enclosure outer = lenders();
    return outer == null ? null : outer.withoutEffects();
  }

  /** Enters such code; returns what was there before on this stack, to be set again. */
  @Nullable String swapWithoutEffects(@Nullable String next) {
    String before = withoutEffects;
    withoutEffects = next;
    return before;
  }
}
