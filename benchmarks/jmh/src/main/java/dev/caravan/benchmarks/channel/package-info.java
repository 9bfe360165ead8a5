/** The group {@code channel}: channels beside the JDK's blocking queues and Kotlin's channels. */
@NullMarked
package dev.caravan.benchmarks.channel;

import org.jspecify.annotations.NullMarked;
