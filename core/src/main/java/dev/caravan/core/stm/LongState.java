package dev.caravan.core.stm;

/** The state of a {@link TInt} or {@link TLong}. */
final class LongState extends State {
  final long before;
  long after;

  LongState(long before, long after, KCas by) {
    super(by);
    this.before = before;
    this.after = after;
  }

  /** A state in which one value holds. */
  LongState(long value) {
    this(value, value, KCas.SUCCEEDED);
  }

  long value() {
    return isAfter() ? after : before;
  }

  @Override
  boolean holdsBeforeOf(State other) {
    return value() == ((LongState) other).before;
  }

  @Override
  boolean holdsSameAs(State other) {
    return value() == ((LongState) other).value();
  }

  @Override
  boolean isChange() {
    return before != after;
  }

  @Override
  State unchanged(KCas decider) {
    long value = value();
    return new LongState(value, value, decider);
  }

  @Override
  void drop(boolean dropAfter) {} // nothing to free
}
