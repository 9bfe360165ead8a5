package dev.caravan.core.stm;

/** How a transaction treats what it only reads. */
public enum TxnMode {
  /**
   * What is only read is compared and not written, so that readers do not disturb each other. Two
   * transactions that read what the other writes can make each other start again, at worst until
   * one of them runs alone; after an interference the next attempt of one that writes is lock-free
   * by itself.
   */
  OBSTRUCTION_FREE,

  /**
   * What is only read is written back unchanged, so that of several transactions that meet, one
   * always succeeds. Readers of the same location disturb each other.
   */
  LOCK_FREE
}
