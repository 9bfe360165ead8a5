package dev.caravan.core.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The triggers that are awaited now, in a set made for entering and leaving all the time and for
 * being read rarely. To enter is one atomic step, to leave is one write. It grows, and never
 * shrinks.
 */
final class WaitTable {
  /*
   * A slot is free (null) or a trigger: taken by a CAS, given back by a plain release,
   * since nobody else writes it meanwhile. Segment k has FIRST << k slots and is added when the
   * ones before look full; places are counted through all segments.
   */
  private static final int FIRST = 1_024;
  private static final int MOST = 20;
  private static final int PROBES = 8;
  private static final int SPREAD = 0x9E3779B9; // neighbours get slots on different cache lines

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Trigger>> segments =
      new AtomicReferenceArray<>(MOST);

  /** Adds a trigger; returns the place to leave from. */
  int enter(Trigger awaited, Thread waiter) {
    int hash = (int) waiter.threadId() * SPREAD; // where it was the last time, if that is free
    for (int k = 0; true; k = Math.min(k + 1, MOST - 1)) {
      AtomicReferenceArray<@Nullable Trigger> slots = segment(k);
      int shift = Integer.SIZE - Integer.numberOfTrailingZeros(slots.length());
      for (int probe = 0; probe < PROBES; probe++) {
        int at = hash >>> shift;
        if (slots.getOpaque(at) == null && slots.compareAndSet(at, null, awaited)) {
          return firstOf(k) + at;
        }
        hash = ThreadLocalRandom.current().nextInt();
      }
    }
  }

  /** Gives a place back. */
  void leave(int place) {
    int k = segmentOf(place);
    segment(k).setRelease(place - firstOf(k), null);
  }

  private static int firstOf(int segment) {
    return (FIRST << segment) - FIRST;
  }

  private static int segmentOf(int place) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros((place + FIRST) / FIRST);
  }

  private AtomicReferenceArray<@Nullable Trigger> segment(int k) {
    AtomicReferenceArray<@Nullable Trigger> found = segments.getAcquire(k);
    return found == null ? addSegment(k) : found;
  }

  private AtomicReferenceArray<@Nullable Trigger> addSegment(int k) {
    segments.compareAndSet(k, null, new AtomicReferenceArray<>(FIRST << k)); // or another did
    return Objects.requireNonNull(segments.getAcquire(k));
  }

  /** What is awaited now. */
  List<Trigger> snapshot() {
    List<Trigger> all = new ArrayList<>();
    for (int k = 0; k < MOST; k++) {
      AtomicReferenceArray<@Nullable Trigger> slots = segments.getAcquire(k);
      for (int at = 0; slots != null && at < slots.length(); at++) {
        Trigger awaited = slots.getAcquire(at);
        if (awaited != null) {
          all.add(awaited);
        }
      }
    }
    return all;
  }
}
