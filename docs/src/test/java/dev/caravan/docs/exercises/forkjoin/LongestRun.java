package dev.caravan.docs.exercises.forkjoin;

import dev.caravan.docs.exercises.Exercise;

/** The length of the longest run of equal neighbours, as one reduction. */
class LongestRun {
  int of(int[] numbers) {
    throw Exercise.yours(
        "ForkJoin.reduce over the indices. What must be known of two neighbouring pieces to know it"
            + " of both together?");
  }
}
