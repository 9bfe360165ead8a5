package dev.caravan.effects.handler;

import org.jspecify.annotations.Nullable;

/**
 * A request that a computation makes of whoever runs it: {@link Effects#perform} suspends the
 * computation until a handler answers. An effect says what is wanted, never how; records make the
 * best effects:
 *
 * {@snippet file="dev/caravan/effects/handler/SnippetsTest.java" region="effect"}
 *
 * <p>Source of the concept: OCaml 5's {@code type _ Effect.t += ...}.
 *
 * @param <R> the type of the answer; {@code Effect<@Nullable Void>} for one that is only told
 */
public interface Effect<R extends @Nullable Object> {}
