package dev.caravan.effects.fiber;

/** Keeps the package until its first type lands. */
final class Placeholder {
  private Placeholder() {}
}
