package dev.caravan.effects.handler;

/** Keeps the package until its first type lands. */
final class Placeholder {
  private Placeholder() {}
}
