/** The group {@code stm}: transactions beside Multiverse, ScalaSTM and plain locks. */
@NullMarked
package dev.caravan.benchmarks.stm;

import org.jspecify.annotations.NullMarked;
