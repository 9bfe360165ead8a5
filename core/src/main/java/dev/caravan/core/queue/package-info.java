/** Lock-free structures, each after its paper. */
@NullMarked
package dev.caravan.core.queue;

import org.jspecify.annotations.NullMarked;
