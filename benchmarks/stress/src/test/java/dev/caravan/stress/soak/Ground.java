package dev.caravan.stress.soak;

import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a program runs.
 *
 * @param pool the pool of the running task
 * @param other another pool, to call across
 * @param ledger a lock that all tasks of the round share, around a counter
 * @param entries how often a body counted in the ledger
 * @param bank accounts that all tasks of the round share
 */
record Ground(Pool pool, Pool other, Guarded<long[]> ledger, AtomicLong entries, Bank bank) {

  /** The same round, seen from a task of the other pool. */
  Ground across() {
    return new Ground(other, pool, ledger, entries, bank);
  }

  /** Counts under the lock. The caller holds it; {@code counter} is the guarded value. */
  long count(long[] counter) {
    counter[0]++;
    entries.incrementAndGet();
    return counter[0];
  }
}
