package dev.caravan.core.pool;

/** Waiting on the processor, for less time than parking takes. */
final class Spin {
  /** How many hints make about a microsecond. */
  static final int HINTS = 32;

  /** How often to look for work before parking: some 30 microseconds, about what waking costs. */
  static final int LOOKS = 32;

  private Spin() {}

  /** About a microsecond, in which what others write to need not be read. */
  static void pause() {
    for (int i = 0; i < HINTS; i++) {
      Thread.onSpinWait();
    }
  }
}
