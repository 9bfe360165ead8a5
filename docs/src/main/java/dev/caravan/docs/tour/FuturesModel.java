package dev.caravan.docs.tour;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;

/**
 * A future per batch of classes; awaiting them all gives the findings, in the order of the batches.
 */
final class FuturesModel implements Model {
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
              Batches.of(classes), batch -> pool.spawn(() -> Summary.ofAll(batch, progress)))
          .map(Summary::join)
          .await();
    }
  }
}
