package dev.caravan.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;

/** Accounts between which all tasks of a round move money, in transactions. */
final class Bank {
  static final int ACCOUNTS = 6;
  private static final int EACH = 100;

  private final TInt[] accounts = TInt.array(ACCOUNTS, EACH);

  /**
   * Takes money from the first of two accounts that has enough; waits for it no longer than that.
   */
  void transfer(int from, int orFrom, int to, int amount, Duration limit) {
    Stm.atomicallyVoid(
        TxnOptions.defaults().within(limit),
        tx -> tx.orElseVoid(t -> move(t, from, to, amount), t -> move(t, orFrom, to, amount)));
  }

  private void move(Txn tx, int from, int to, int amount) {
    tx.check(accounts[from].addAndGet(tx, -amount) >= 0);
    accounts[to].getAndAdd(tx, amount);
  }

  /** All the money is there at any time, and no account owes any. */
  void audit() {
    int[] balances =
        Stm.<int[], RuntimeException>atomically(tx -> {
          int[] seen = new int[ACCOUNTS];
          for (int i = 0; i < ACCOUNTS; i++) {
            seen[i] = accounts[i].get(tx);
          }
          return seen;
        });
    int sum = 0;
    for (int balance : balances) {
      assertThat(balance).as("a balance").isNotNegative();
      sum += balance;
    }
    assertThat(sum).as("the money in the bank").isEqualTo(ACCOUNTS * EACH);
  }
}
