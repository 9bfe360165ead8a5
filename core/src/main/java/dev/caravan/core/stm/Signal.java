package dev.caravan.core.stm;

/**
 * Ends an attempt from inside. Not for programs: a body lets it pass. Caught and swallowed it has
 * its effect all the same, at the next use of the transaction.
 */
@SuppressWarnings(
    "StaticAssignmentOfThrowable") // without stack and suppressed: nothing of a thrower
final class Signal extends Error {
  private static final long serialVersionUID = 1L;

  /** What was read does not do: wait until it changes, or take the other branch. */
  static final Signal RETRY = new Signal("retry");

  /** What was read is out of date: begin again. */
  static final Signal INVALID = new Signal("begin again");

  private Signal(String what) {
    super("a transaction's wish to " + what + "; let it pass", null, false, false);
  }
}
