package dev.caravan.core.stm;

/**
 * Ends an attempt from inside. Not for programs: a body lets it pass. If it was raised by a {@link
 * Txn}, it has its effect even if the body catches it, at the next use of the transaction.
 */
@SuppressWarnings(
    "StaticAssignmentOfThrowable") // without stack and suppressed: nothing of a thrower
final class Signal extends Error {
  private static final long serialVersionUID = 1L;

  /** What was read does not do: wait until it changes, or take the other branch. */
  static final Signal RETRY =
      new Signal("retry, which only its body and functions given to updates and awaits may have");

  /** What was read is out of date. */
  static final Signal INVALID = new Signal("begin again, since it is out of date");

  /** The body wants to begin again. */
  static final Signal RESTART = new Signal("begin again");

  /** The limit has run out. */
  static final Signal OVER = new Signal("end, since its limit has run out");

  /** A part that failed could not be undone. */
  static final Signal BROKEN = new Signal("end, since a part of it could not be undone");

  private Signal(String what) {
    super("a transaction's wish to " + what + "; let it pass", null, false, false);
  }
}
