package dev.caravan.docs.exercises.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import org.jspecify.annotations.Nullable;

/** No cut-off: leaves fork too, and nearly all forks stay calls. */
class SumOfTreeSolution extends SumOfTree {
  @Override
  long sum(@Nullable Tree tree) {
    if (tree == null) {
      return 0;
    }
    return tree.value()
        + ForkJoin.bothLong(() -> sum(tree.left()), () -> sum(tree.right()), Long::sum);
  }
}
