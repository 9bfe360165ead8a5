package dev.caravan.core.pool;

/**
 * The workers that wait for work: a stack, so that the one that worked last is woken first. Whoever
 * takes a worker out of it must wake it. All but the count is guarded by the monitor, which is only
 * taken by somebody who is idle or has seen that somebody is.
 */
final class IdleWorkers {
  private final int[] stack;
  private final boolean[] inside;
  private int size;
  private long departures;
  private volatile int count; // = size; read without the monitor on the path of every submission

  IdleWorkers(int workers) {
    stack = new int[workers];
    inside = new boolean[workers];
  }

  synchronized void enter(int worker) {
    stack[size++] = worker;
    inside[worker] = true;
    count = size;
  }

  /** Takes the worker out; false if somebody took it before, and so chose it. */
  synchronized boolean leave(int worker) {
    if (!inside[worker]) {
      return false;
    }
    int at = size - 1;
    while (stack[at] != worker) {
      at--;
    }
    System.arraycopy(stack, at + 1, stack, at, size - at - 1);
    departed(worker);
    return true;
  }

  /** Takes one worker out to wake it; -1 if there is none. */
  synchronized int takeOne() {
    if (size == 0) {
      return -1;
    }
    int worker = stack[size - 1];
    departed(worker);
    return worker;
  }

  private void departed(int worker) {
    size--;
    inside[worker] = false;
    departures++;
    count = size;
  }

  synchronized boolean contains(int worker) {
    return inside[worker];
  }

  /**
   * Whether this worker was idle first of those that are now. It is woken last, so it is the one to
   * keep watch.
   */
  synchronized boolean isFirst(int worker) {
    return size > 0 && stack[0] == worker;
  }

  int count() {
    return count;
  }

  /** How often a worker went back to work; with {@link #allInSince} it tells a quiet interval. */
  synchronized long departures() {
    return departures;
  }

  /** Whether all workers are idle now and have been since that number of departures. */
  synchronized boolean allInSince(long then) {
    return size == stack.length && departures == then;
  }
}
