package dev.caravan.effects.handler;

import java.lang.ref.Cleaner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the continuations of a segment are lost. A continuation holds the leash while the
 * computation is suspended, the segment while it runs; if nobody does, nobody can go on with it.
 */
final class Leash {
  private static final Logger LOG = LoggerFactory.getLogger(EffectScope.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final Report report = new Report();

  /** Knows nothing of the leash, nor of the computation. */
  private static final class Report implements Runnable {
    volatile boolean over;
    volatile Class<?> effect = Effect.class;

    @Override
    public void run() {
      if (!over) {
        LOG.warn(
            "a continuation that performed {} was dropped: it was neither resumed nor discontinued,"
                + " so its finally blocks never run; abandon it, or let an EffectScope own it",
            effect.getTypeName());
      }
    }
  }

  Leash() {
    CLEANER.register(this, report);
  }

  void suspendedBy(Class<?> effect) {
    report.effect = effect;
  }

  void release() {
    report.over = true;
  }
}
