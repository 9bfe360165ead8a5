/** The group {@code effects}: effect handlers on both engines, beside Kotlin's sequences. */
@NullMarked
package dev.caravan.benchmarks.effects;

import org.jspecify.annotations.NullMarked;
