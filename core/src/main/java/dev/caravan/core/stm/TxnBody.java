package dev.caravan.core.stm;

/**
 * The body of a transaction that has no value.
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface TxnBody<X extends Throwable> {
  /**
   * Does it.
   *
   * @param tx the transaction, good only inside
   * @throws X whatever it throws
   */
  void run(Txn tx) throws X;
}
