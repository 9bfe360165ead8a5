package dev.caravan.core.pool;

import org.jspecify.annotations.Nullable;

/**
 * Two results.
 *
 * @param first the result of the first body
 * @param second the result of the second body
 * @param <A> the type of the first
 * @param <B> the type of the second
 */
public record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}
