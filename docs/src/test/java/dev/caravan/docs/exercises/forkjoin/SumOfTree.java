package dev.caravan.docs.exercises.forkjoin;

import dev.caravan.docs.exercises.Exercise;
import org.jspecify.annotations.Nullable;

/** Sum the numbers in a binary tree, both subtrees in parallel. */
class SumOfTree {
  record Tree(long value, @Nullable Tree left, @Nullable Tree right) {}

  long sum(@Nullable Tree tree) {
    throw Exercise.yours("an empty tree has the sum 0; ForkJoin.bothLong takes both subtrees");
  }
}
