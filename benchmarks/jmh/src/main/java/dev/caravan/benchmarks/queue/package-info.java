/** The group {@code queue}: lock-free stacks and queues beside JCTools and the JDK's. */
@NullMarked
package dev.caravan.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
