package dev.caravan.docs.tour;

import java.util.List;

/** One class after the other: what every other model is measured against. */
final class SequentialModel implements Model {
  @Override
  public String name() {
    return "sequential";
  }

  @Override
  public String module() {
    return "java.base";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    return Summary.ofAll(classes, progress);
  }
}
