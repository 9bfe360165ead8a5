package dev.caravan.core.queue;

/** What the bounded structures take as a capacity. */
final class Capacity {
  private static final int LARGEST = 1 << 30;

  private Capacity() {}

  /** The capacity itself, if it is one. */
  static int powerOfTwo(int capacity) {
    if (capacity < 1 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "the capacity of a queue is a power of two from 1 to " + LARGEST + ", not " + capacity);
    }
    return capacity;
  }
}
