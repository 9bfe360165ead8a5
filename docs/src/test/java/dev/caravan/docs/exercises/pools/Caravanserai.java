package dev.caravan.docs.exercises.pools;

import dev.caravan.docs.exercises.Exercise;
import java.util.List;

/** Runs jobs with so many at a time, all of them to the end even if some fail. */
class Caravanserai {
  /** What the jobs that failed threw, in the order of the jobs. */
  List<Throwable> runAll(List<Runnable> jobs, int atOnce) {
    throw Exercise.yours("a pool of so many workers, and a future for each job; await them all");
  }
}
