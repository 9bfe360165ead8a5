package dev.caravan.effects.handler;

/**
 * Thrown at the perform of a computation that is not gone on with: its {@link EffectScope} was
 * closed, or its handler has abandoned it. Let it pass, and clean up in {@code finally}.
 */
public final class Discontinued extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param reason why the computation ends
   */
  public Discontinued(String reason) {
    super(reason);
  }
}
