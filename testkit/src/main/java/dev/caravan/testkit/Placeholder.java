package dev.caravan.testkit;

/** Keeps the package until its first type lands. */
final class Placeholder {
  private Placeholder() {}
}
