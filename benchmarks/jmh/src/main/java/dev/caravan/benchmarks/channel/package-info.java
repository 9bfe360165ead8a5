/** The group {@code channel}: channels beside the JDK's blocking queues. */
@NullMarked
package dev.caravan.benchmarks.channel;

import org.jspecify.annotations.NullMarked;
