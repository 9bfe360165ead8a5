package dev.caravan.effects.miou;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Events that happen when a test says so. */
final class Signals implements Events {
  private final Queue<Syscall> due = new ConcurrentLinkedQueue<>();
  private final Queue<Syscall> cancelled = new ConcurrentLinkedQueue<>();
  private final Semaphore bell = new Semaphore(0);

  void happened(Syscall syscall) {
    due.add(syscall);
  }

  List<Syscall> cancelled() {
    return List.copyOf(cancelled);
  }

  @Override
  public Collection<Syscall> select(long nanos, List<Syscall> gone) {
    cancelled.addAll(gone);
    due.removeAll(gone);
    if (nanos > 0 && due.isEmpty()) {
      try {
        if (bell.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
          bell.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    List<Syscall> happened = new ArrayList<>();
    for (Syscall next = due.poll(); next != null; next = due.poll()) {
      happened.add(next);
    }
    return happened;
  }

  @Override
  public void interrupt() {
    bell.release();
  }

  @Override
  public void finaliser() {}
}
