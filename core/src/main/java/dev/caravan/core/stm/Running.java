package dev.caravan.core.stm;

import org.jspecify.annotations.Nullable;

/** Which transaction's body a thread is in. */
final class Running {
  private static final ThreadLocal<Running> OF_THREAD = ThreadLocal.withInitial(Running::new);

  private @Nullable Txn current;

  static Running here() {
    return OF_THREAD.get();
  }

  void refuseNested() {
    if (current != null) {
      throw new IllegalStateException(
          "the body of "
              + current
              + " starts another transaction, which would commit on its own: use the Txn it was"
              + " given, or Stm.independently if that is meant");
    }
  }

  /** Changes what is running; returns what was. */
  @Nullable Txn swap(@Nullable Txn next) {
    Txn before = current;
    current = next;
    return before;
  }
}
