package dev.caravan.docs.exercises.stm;

import dev.caravan.core.stm.Txn;
import dev.caravan.docs.exercises.Exercise;

/** Lets a bounded number in at a time: a semaphore that can be a part of something larger. */
class Gate {
  /** Made with so many places free. */
  void open(int places) {
    throw Exercise.yours("keep the number of free places in a TInt");
  }

  /** Takes a place; waits while there is none. */
  void enter(Txn tx) {
    throw Exercise.yours("tx.check(…), then take one away");
  }

  /** Gives a place back. */
  void leave(Txn tx) {
    throw Exercise.yours("add one");
  }

  /** Takes a place in each of two gates, or waits for both: never holds one only. */
  static void enterBoth(Txn tx, Gate one, Gate other) {
    one.enter(tx);
    other.enter(tx);
  }
}
