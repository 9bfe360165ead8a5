package dev.caravan.core.stm;

import dev.caravan.core.function.ThrowingFunction;
import org.jspecify.annotations.Nullable;

/**
 * The body of a transaction that has no value.
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface TxnBody<X extends Throwable> extends ThrowingFunction<Txn, @Nullable Void, X> {
  /**
   * Does it.
   *
   * @param tx the transaction, good only inside
   * @throws X whatever it throws
   */
  void run(Txn tx) throws X;

  /** Does it, for whoever expects a value. */
  @Override
  default @Nullable Void apply(Txn tx) throws X {
    run(tx);
    return null;
  }
}
