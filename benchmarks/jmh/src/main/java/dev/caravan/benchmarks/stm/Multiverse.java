package dev.caravan.benchmarks.stm;

import org.multiverse.api.StmUtils;
import org.multiverse.api.callables.TxnCallable;
import org.multiverse.api.callables.TxnLongCallable;
import org.multiverse.api.callables.TxnVoidCallable;

/**
 * Multiverse's transactions, given their {@code Txn}: faster than letting it look the thread's up.
 */
final class Multiverse {
  private Multiverse() {}

  static void atomic(TxnVoidCallable body) {
    StmUtils.atomic(body);
  }

  static <T> T atomicRef(TxnCallable<T> body) {
    return StmUtils.atomic(body);
  }

  static long atomicLong(TxnLongCallable body) {
    return StmUtils.atomic(body);
  }
}
