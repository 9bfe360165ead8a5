package dev.caravan.docs.tour;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * A future per batch of classes; awaiting them all gives the findings, in the order of the batches.
 */
final class FuturesModel implements Model {
  private static final int BATCH = 64;

  @Override
  public String name() {
    return "futures";
  }

  @Override
  public String module() {
    return "caravan-core";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    try (Pool pool = Pool.fifo(workers)) {
      return Fut.traverse(
              batches(classes), batch -> pool.spawn(() -> Summary.ofAll(batch, progress)))
          .map(Summary::join)
          .await();
    }
  }

  private static List<List<ClassSource>> batches(List<ClassSource> classes) {
    List<List<ClassSource>> batches = new ArrayList<>();
    for (int from = 0; from < classes.size(); from += BATCH) {
      batches.add(classes.subList(from, Math.min(from + BATCH, classes.size())));
    }
    return batches;
  }
}
