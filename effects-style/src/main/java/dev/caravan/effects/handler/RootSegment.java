package dev.caravan.effects.handler;

import dev.caravan.core.spi.Carrier;

/** Where a chain of segments ends: code that no handler surrounds. One per carrier. */
final class RootSegment extends Segment {
  private RootSegment() {
    super(null);
    place = Thread.currentThread();
  }

  static RootSegment of(Carrier carrier) {
    RootSegment root = new RootSegment();
    carrier.setComputation(root);
    return root;
  }

  @Override
  void proceed() {
    throw new AssertionError("a root is nobody's computation");
  }

  @Override
  void suspend() {
    throw new AssertionError("an effect reached the root of " + place);
  }

  @Override
  int stackBelow(Segment driver) {
    throw new AssertionError("a root is nobody's computation");
  }

  @Override
  boolean runsOn(Segment resumer) {
    throw new AssertionError("a root is never a part of a continuation");
  }

  @Override
  public String toString() {
    return "the root of " + place;
  }
}
