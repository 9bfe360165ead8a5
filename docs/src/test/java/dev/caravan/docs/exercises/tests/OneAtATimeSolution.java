package dev.caravan.docs.exercises.tests;

import dev.caravan.core.kernel.Trigger;
import java.util.ArrayDeque;
import java.util.Queue;

/** Who leaves hands the place on, so that nobody can slip in between. */
class OneAtATimeSolution extends OneAtATime {
  private final Queue<Trigger> waiting = new ArrayDeque<>();
  private boolean taken;

  @Override
  void enter() {
    if (taken) {
      Trigger turn = new Trigger("the lock");
      waiting.add(turn);
      turn.await();
    }
    taken = true;
  }

  @Override
  void leave() {
    Trigger next = waiting.poll();
    if (next == null) {
      taken = false;
    } else {
      next.signal();
    }
  }
}
