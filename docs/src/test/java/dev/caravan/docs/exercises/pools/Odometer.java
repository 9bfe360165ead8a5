package dev.caravan.docs.exercises.pools;

import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;

/** A counter that many tasks bump. Its wheel may be touched by tasks of its owner only. */
class Odometer {
  /** Counts, and refuses to be touched by anybody but tasks of its owner. */
  static final class Wheel {
    private final Pool owner;
    private long miles;

    Wheel(Pool owner) {
      this.owner = owner;
    }

    void turn() {
      check();
      miles++;
    }

    long miles() {
      check();
      return miles;
    }

    private void check() {
      if (Pool.current() != owner) {
        throw new IllegalStateException("touched by a task of " + Pool.current());
      }
    }
  }

  final Pool owner;
  final Wheel wheel;

  Odometer(Pool owner) {
    this.owner = owner;
    this.wheel = new Wheel(owner);
  }

  /** Adds one mile; does not wait for it to be added. */
  void bump() {
    throw Exercise.yours("hand a task that turns the wheel to its owner");
  }

  /** The miles bumped so far by the caller, and perhaps by others. */
  long read() {
    throw Exercise.yours("ask the owner, and wait for the answer");
  }
}
