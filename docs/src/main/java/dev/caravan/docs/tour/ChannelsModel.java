package dev.caravan.docs.tour;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;

/** A pipeline: one task hands out batches, some look at them, and the caller joins the findings. */
final class ChannelsModel implements Model {
  @Override
  public String name() {
    return "channels";
  }

  @Override
  public String module() {
    return "caravan-core";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    Channel<List<ClassSource>> batches = Channel.bounded(workers);
    Channel<Summary> findings = Channel.bounded(workers);
    try (Pool pool = Pool.workStealing(workers)) {
      pool.execute(() -> {
        Batches.of(classes).forEach(batches::send);
        batches.close();
      });
      Fut<?> readers =
          Fut.forRange(
              pool,
              workers,
              reader -> {
                for (List<ClassSource> batch : batches) {
                  findings.send(Summary.ofAll(batch, progress));
                }
              });
      readers.onComplete(outcome -> { // also when one of them fails
        batches.close();
        findings.close();
      });
      Summary all = new Summary();
      for (Summary some : findings) {
        all = all.plus(some);
      }
      readers.await();
      return all;
    }
  }
}
