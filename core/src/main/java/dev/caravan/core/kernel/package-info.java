/**
 * What every wait in Caravan stands on: {@link dev.caravan.core.kernel.Trigger} (a one-shot
 * signal), {@link dev.caravan.core.kernel.Computation} (a write-once result with waiters) and
 * {@link dev.caravan.core.kernel.CancelScope} (a tree along which cancellation spreads). Read them
 * in this order. The idea is the contract that Picos gives OCaml's schedulers.
 */
@NullMarked
package dev.caravan.core.kernel;

import org.jspecify.annotations.NullMarked;
