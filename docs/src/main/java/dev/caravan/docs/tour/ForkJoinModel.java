package dev.caravan.docs.tour;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import java.util.List;

/** One loop over the classes, which gives half of what is left to whoever has nothing to do. */
final class ForkJoinModel implements Model {
  @Override
  public String name() {
    return "fork-join";
  }

  @Override
  public String module() {
    return "caravan-core";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    try (Pool pool = Pool.workStealing(workers)) {
      return pool.invoke(() ->
          ForkJoin.reduce(
              0,
              classes.size(),
              new Summary(),
              i -> Summary.of(classes.get(i), progress),
              Summary::plus));
    }
  }
}
