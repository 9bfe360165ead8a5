/** Time that a program can hold in its hand: the system's clock, and one that tests move. */
@NullMarked
package dev.caravan.core.time;

import org.jspecify.annotations.NullMarked;
