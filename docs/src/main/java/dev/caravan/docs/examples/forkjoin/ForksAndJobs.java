package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;

/** Counts how many forks became jobs that another worker could take. */
public final class ForksAndJobs {
  private ForksAndJobs() {}

  // region count
  static long forks(int n) { // the calls of both in fib(n)
    return n < 2 ? 0 : 1 + ForkJoin.bothLong(() -> forks(n - 1), () -> forks(n - 2), Long::sum);
  }

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      long forks = pool.invoke(() -> forks(30));
      long jobs = pool.statistics().forked();
      System.out.println("forks: " + forks);
      System.out.println("at least 32 became jobs: " + (jobs >= 32));
      System.out.println("fewer than one in ten became jobs: " + (jobs < forks / 10));
    }
  }
  // endregion
}
