package dev.caravan.benchmarks.results;

/** What two measurements allow one to say. */
public enum Verdict {
  /** The intervals are apart, and Caravan's is the lower one. */
  FASTER("Caravan faster"),
  /** The intervals are apart, and Caravan's is the higher one. */
  SLOWER("Caravan slower"),
  /** The intervals overlap. */
  NO_DIFFERENCE("no difference"),
  /** The other is no contender, but what both are made of. */
  LOWER_BOUND("lower bound"),
  /** At least one of the two has no interval. */
  TOO_FEW("too few iterations"),
  /** There is nothing to compare with. */
  NONE("");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** Compares a contender with a row of Caravan's. */
  static Verdict of(Measurement contender, Measurement caravan) {
    if (contender.isLowerBound()) {
      return LOWER_BOUND;
    }
    double errors = contender.error() + caravan.error();
    if (Double.isNaN(errors)) {
      return TOO_FEW;
    }
    double gap = contender.nsPerOp() - caravan.nsPerOp();
    if (Math.abs(gap) <= errors) {
      return NO_DIFFERENCE;
    }
    return gap > 0 ? FASTER : SLOWER;
  }

  @Override
  public String toString() {
    return words;
  }
}
