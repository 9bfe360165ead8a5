package dev.caravan.docs.tour;

import java.util.ArrayList;
import java.util.List;

/** The classes in portions, for models that hand work out by the piece. */
final class Batches {
  private static final int SIZE = 64;

  private Batches() {}

  static List<List<ClassSource>> of(List<ClassSource> classes) {
    List<List<ClassSource>> batches = new ArrayList<>();
    for (int from = 0; from < classes.size(); from += SIZE) {
      batches.add(classes.subList(from, Math.min(from + SIZE, classes.size())));
    }
    return batches;
  }
}
