package dev.caravan.docs.tour;

import java.util.List;

/**
 * The answer: what all models must agree on.
 *
 * @param classes how many class files were read
 * @param methods how many methods they declare
 * @param instructions how many bytecode instructions the methods have
 * @param calls how many of them call a method by name
 * @param dynamicCalls how many are {@code invokedynamic}
 * @param top the most called methods
 * @param topDynamic the most used bootstrap methods
 * @param problems the class files that could not be read, by name
 */
record Figures(
    int classes,
    long methods,
    long instructions,
    long calls,
    long dynamicCalls,
    List<Tally.Row> top,
    List<Tally.Row> topDynamic,
    List<Problem> problems) {
  static final int TOP = 10;
  static final int TOP_DYNAMIC = 3;
}
