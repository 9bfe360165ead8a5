package dev.caravan.core.queue;

/** Keeps the fields of a subclass off the cache line of whatever lies before it in memory. */
@SuppressWarnings("unused") // that is the point
abstract class Padding {
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;
}
