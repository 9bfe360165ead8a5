/**
 * Software transactional memory: {@link dev.caravan.core.stm.Stm#atomically} runs a function of a
 * {@link dev.caravan.core.stm.Txn} over {@link dev.caravan.core.stm.TVar}s as one indivisible step,
 * without locks. Read {@code Stm} first, then {@code TVar}; inside, {@code KCas} is the algorithm
 * and {@code Txn} the log that feeds it. Source of the concept: OCaml's kcas.
 */
@NullMarked
package dev.caravan.core.stm;

import org.jspecify.annotations.NullMarked;
