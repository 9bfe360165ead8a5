/**
 * Stand-ins for what a program calls, which do what the test says: return, fail, wait, yield. Read
 * first: {@link dev.caravan.effects.mock.Mock}.
 */
@NullMarked
package dev.caravan.effects.mock;

import org.jspecify.annotations.NullMarked;
