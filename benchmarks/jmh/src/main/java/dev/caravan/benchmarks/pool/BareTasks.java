package dev.caravan.benchmarks.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/**
 * The least that a task with a future costs on one worker, and no more: an object that is published
 * in a ring, claimed there by one atomic step, run, and decided by another. No waiting, no
 * stealing, no cancelling, no context, no names: a lower bound to read the rows of {@link
 * SpawnAwait} by.
 */
final class BareTasks {
  private static final Object RUNNING = new Object();
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object[] ring;
  private int next;

  /** Makes a queue for so many tasks at a time. */
  BareTasks(int capacity) {
    ring = new Object[Integer.highestOneBit(capacity) * 2];
  }

  /** One of them. */
  final class Task {
    @SuppressWarnings("unused") // through STATE
    private Object state;

    private final int place;
    private final Supplier<Integer> body;

    private Task(Supplier<Integer> body, int place) {
      STATE.set(this, RUNNING);
      this.body = body;
      this.place = place;
      VarHandle.releaseFence();
    }

    int await() {
      int slot = place & (ring.length - 1);
      if (STATE.getVolatile(this) == RUNNING && SLOT.compareAndSet(ring, slot, this, null)) {
        STATE.compareAndSet(this, RUNNING, body.get());
      }
      return (Integer) STATE.getVolatile(this);
    }
  }

  Task spawn(Supplier<Integer> body) {
    Task task = new Task(body, next);
    SLOT.setRelease(ring, next & (ring.length - 1), task);
    next++;
    return task;
  }
}
