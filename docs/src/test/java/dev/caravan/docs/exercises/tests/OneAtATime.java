package dev.caravan.docs.exercises.tests;

import dev.caravan.docs.exercises.Exercise;

/** A lock for the fibers of one domain: who comes first is let in first. */
class OneAtATime {
  /** Goes in; waits while somebody is in. */
  void enter() {
    throw Exercise.yours("between two waits a fiber is alone, so plain fields will do");
  }

  /** Goes out, and lets in who has waited longest. */
  void leave() {
    throw Exercise.yours("signal a Trigger that somebody in enter() awaits");
  }
}
