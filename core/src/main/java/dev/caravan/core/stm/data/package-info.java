/**
 * Structures made of {@link dev.caravan.core.stm.TVar}s. Each operation exists twice: alone it is
 * one atomic step; with a {@link dev.caravan.core.stm.Txn} it is a part of that transaction, so
 * that several structures change together or not at all.
 *
 * <p>In the body of a transaction call only the forms that take it. Without it an operation is not
 * a part of the transaction: one that takes a single location takes effect at once, whatever
 * becomes of the transaction, and any other is refused with {@link IllegalStateException}. A {@link
 * dev.caravan.core.stm.TxnOptions#strict() strict} transaction refuses both. Null elements, keys
 * and values are refused with {@link NullPointerException}.
 *
 * <p>Source of the concepts: OCaml's kcas_data.
 */
@NullMarked
package dev.caravan.core.stm.data;

import org.jspecify.annotations.NullMarked;
