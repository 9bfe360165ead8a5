/** Functional interfaces whose bodies may throw a checked exception of the caller's choice. */
@NullMarked
package dev.caravan.core.function;

import org.jspecify.annotations.NullMarked;
