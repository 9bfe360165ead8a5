package dev.caravan.docs.examples.stm;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TxnOptions;
import java.util.ArrayList;
import java.util.List;

/** A message that is to be sent once, from a body that runs twice. */
public final class Effects {
  private final TInt seats = TInt.of(2);
  private final List<String> sent = new ArrayList<>();
  private boolean overtaken;

  private Effects() {}

  /** Somebody else takes a seat, once. */
  private void overtake() {
    if (!overtaken) {
      overtaken = true;
      Stm.independentlyVoid(seats::decrement);
    }
  }

  // region wrong
  void book() {
    Stm.atomicallyVoid(tx -> {
      int left = seats.addAndGet(tx, -1);
      overtake();
      sent.add("booked, " + left + " left");
    });
  }

  // endregion

  // region right
  void bookOnce() {
    Stm.atomicallyVoid(tx -> {
      int left = seats.addAndGet(tx, -1);
      overtake();
      tx.afterCommit(() -> sent.add("booked, " + left + " left"));
    });
  }

  // endregion

  // region strict
  void bookStrictly() {
    Stm.atomicallyVoid(
        TxnOptions.defaults().strict(),
        tx -> {
          int left = seats.get(tx);
          seats.set(left - 1); // not this transaction's: the tx is missing
        });
  }

  // endregion

  public static void main(String[] args) {
    Effects wrong = new Effects();
    wrong.book();
    System.out.println("in the body:      " + wrong.sent);
    Effects right = new Effects();
    right.bookOnce();
    System.out.println("after the commit: " + right.sent);
    try {
      new Effects().bookStrictly();
    } catch (IllegalStateException refused) {
      System.out.println("strict: " + refused.getMessage());
    }
  }
}
