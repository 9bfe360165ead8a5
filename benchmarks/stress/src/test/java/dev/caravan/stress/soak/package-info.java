/**
 * Random programs over all of core, run on real threads and checked against their sequential
 * meaning. Start with {@link dev.caravan.stress.soak.Step}, then {@link
 * dev.caravan.stress.soak.Round}.
 */
@NullMarked
package dev.caravan.stress.soak;

import org.jspecify.annotations.NullMarked;
