package dev.caravan.docs.examples.stm;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TxnOptions;

/** Two pans of a balance that always hold the same, and a reader that is overtaken between them. */
public final class ReadSkew {
  private final TInt left = TInt.of(1);
  private final TInt right = TInt.of(1);
  private boolean overtaken;

  private ReadSkew() {}

  /** Somebody else changes both pans, once. */
  private void overtake() {
    if (!overtaken) {
      overtaken = true;
      Thread other =
          Thread.ofVirtual()
              .start(() ->
                  Stm.atomicallyVoid(tx -> {
                    left.set(tx, 2);
                    right.set(tx, 2);
                  }));
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // region wrong
  int sum() {
    return Stm.atomically(tx -> {
      int one = left.get(tx);
      overtake();
      int other = right.get(tx);
      System.out.println("  an attempt saw " + one + " and " + other);
      return one + other;
    });
  }

  // endregion

  // region right
  int opaqueSum() {
    return Stm.atomically(
        TxnOptions.defaults().opaque(),
        tx -> {
          int one = left.get(tx);
          overtake();
          int other = right.get(tx);
          System.out.println("  an attempt saw " + one + " and " + other);
          return one + other;
        });
  }

  // endregion

  // region validate
  int validatedSum() {
    return Stm.atomically(tx -> {
      int one = left.get(tx);
      overtake();
      int other = right.get(tx);
      tx.validate();
      System.out.println("  an attempt saw " + one + " and " + other);
      return one + other;
    });
  }

  // endregion

  public static void main(String[] args) {
    System.out.println("as it comes:");
    System.out.println("the transaction returns " + new ReadSkew().sum());
    System.out.println("opaque:");
    System.out.println("the transaction returns " + new ReadSkew().opaqueSum());
    System.out.println("validated:");
    System.out.println("the transaction returns " + new ReadSkew().validatedSum());
  }
}
