package dev.caravan.core.domain;

/** Runs a {@link PinnedBody}. */
final class PinnedInitialiser {
  static {
    PinnedBody.take().run();
  }

  private PinnedInitialiser() {}
}
