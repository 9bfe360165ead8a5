package dev.caravan.docs.examples.stm;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.data.TQueue;
import java.time.Duration;
import java.util.List;

/** Alternatives, and parts that may fail. */
public final class Choices {
  private Choices() {}

  // region or-else
  /** Takes the amount from the first well that has enough; waits if none has. */
  static String drink(List<TInt> wells, int amount) {
    return Stm.atomically(tx ->
        tx.firstOf(
            wells.stream()
                .map(well -> branch(well, amount, "well " + (wells.indexOf(well) + 1)))
                .toList()));
  }

  private static ThrowingFunction<Txn, String, RuntimeException> branch(
      TInt well, int amount, String name) {
    return tx -> {
      tx.check(well.addAndGet(tx, -amount) >= 0); // undone if it does not hold
      return name;
    };
  }

  // endregion

  // region default
  static String next(TQueue<String> store) {
    return Stm.atomically(tx -> tx.orElse(store::take, t -> "nothing"));
  }

  // endregion

  // region limit
  static String nextOrLate(TQueue<String> store) {
    try {
      return Stm.atomically(
          TxnOptions.defaults().within(Duration.ofMillis(5)), tx -> store.take(tx));
    } catch (TimedOut late) {
      return "late";
    }
  }

  // endregion

  // region nested
  static void loadAll(TInt camel, List<Integer> bales) {
    Stm.atomicallyVoid(tx -> {
      for (int weight : bales) {
        try {
          tx.nested(part -> load(part, camel, weight));
        } catch (IllegalArgumentException tooHeavy) {
          tx.afterCommit(() -> System.out.println("left behind: " + tooHeavy.getMessage()));
        }
      }
    });
  }

  private static int load(Txn tx, TInt camel, int weight) {
    int load = camel.addAndGet(tx, weight);
    if (load > 100) {
      throw new IllegalArgumentException(weight + " kg, it would be " + load);
    }
    return load;
  }

  // endregion

  public static void main(String[] args) {
    List<TInt> wells = List.of(TInt.of(10), TInt.of(20), TInt.of(30));
    System.out.println("drank from " + drink(wells, 15) + ", left " + wells);
    TQueue<String> store = new TQueue<>();
    store.add("silk");
    System.out.println(next(store) + ", then " + next(store) + ", then " + nextOrLate(store));
    TInt camel = TInt.of(0);
    loadAll(camel, List.of(60, 70, 30));
    System.out.println("the camel carries " + camel);
  }
}
