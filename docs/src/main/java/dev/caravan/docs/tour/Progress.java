package dev.caravan.docs.tour;

/** Told of each class that a model has looked at, by any thread. */
@FunctionalInterface
public interface Progress {
  /** One more class is done. */
  void step();
}
