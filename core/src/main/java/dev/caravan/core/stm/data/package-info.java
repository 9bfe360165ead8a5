/**
 * Structures made of {@link dev.caravan.core.stm.TVar}s. Each operation exists twice: alone it is
 * one atomic step; with a {@link dev.caravan.core.stm.Txn} it is a part of that transaction, so
 * that several structures change together or not at all. Source of the concepts: OCaml's kcas_data.
 */
@NullMarked
package dev.caravan.core.stm.data;

import org.jspecify.annotations.NullMarked;
