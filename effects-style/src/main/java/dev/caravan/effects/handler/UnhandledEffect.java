package dev.caravan.effects.handler;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link Effects#perform} when no handler around the caller knows the effect. Source of
 * the concept: OCaml's {@code Effect.Unhandled}.
 */
public final class UnhandledEffect extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Effect<?> effect;

  UnhandledEffect(Effect<?> effect) {
    super("no handler around the caller knows the effect " + effect);
    this.effect = effect;
  }

  /**
   * The effect.
   *
   * @return the effect; null after serialisation
   */
  public @Nullable Effect<?> effect() {
    return effect;
  }
}
