/**
 * Structured concurrency in direct style, after eio: when a function returns, nothing that it
 * started is still running. Read first: {@code Switch}, {@code Fiber}.
 */
@NullMarked
package dev.caravan.effects.fiber;

import org.jspecify.annotations.NullMarked;
