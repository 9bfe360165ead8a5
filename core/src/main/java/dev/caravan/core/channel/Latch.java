package dev.caravan.core.channel;

import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.spi.OwnScheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The lock of a channel, held for some ten instructions and never across a wait, together with what
 * its holder left to be seen without it. One atomic step takes it, a plain release frees it.
 */
abstract class Latch {
  /*
   * word: bit 0: locked; the other bits are hints, written by whoever unlocks.
   * A holder that its processor is taken from makes others spin, which soon yield theirs.
   */
  static final int RECEIVABLE = 2;
  static final int SENDABLE = 4;
  private static final int LOCKED = 1;
  private static final int SPINS = 100;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(Latch.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Never locked, and without any hint. */
  static final Latch NOTHING = new Latch(0) {}; // after WORD, which it needs

  @SuppressWarnings("unused") // through WORD
  private int word;

  Latch(int hints) {
    WORD.setRelease(this, hints);
  }

  final void lock() {
    NoEffects.refuse("use", this);
    for (int tries = 0; !tryLock(); tries++) {
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else {
        OwnScheduler.yieldProcessor(tries - SPINS); // the holder needs one to go on
      }
    }
  }

  private boolean tryLock() {
    int seen = (int) WORD.getOpaque(this);
    return (seen & LOCKED) == 0 && WORD.compareAndSet(this, seen, seen | LOCKED);
  }

  final void unlock(int hints) {
    WORD.setRelease(this, hints);
  }

  /** Whether a hint was given, or may be about to be: the lock is held. Any thread. */
  final boolean mayBe(int hint) {
    return ((int) WORD.getOpaque(this) & (hint | LOCKED)) != 0;
  }
}
