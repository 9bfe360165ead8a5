package dev.caravan.core.stm;

import org.jspecify.annotations.Nullable;

/** The state of a {@link TVar}: values are the same if they are the same object. */
final class RefState extends State {
  @Nullable Object before;
  @Nullable Object after;

  RefState(@Nullable Object before, @Nullable Object after, KCas by) {
    super(by);
    this.before = before;
    this.after = after;
  }

  /** A state in which one value holds. */
  RefState(@Nullable Object value) {
    this(null, value, KCas.SUCCEEDED);
  }

  @Nullable Object value() {
    return isAfter() ? after : before;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // identity is the equality of references here
  boolean holdsBeforeOf(State other) {
    return value() == ((RefState) other).before;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean holdsSameAs(State other) {
    return value() == ((RefState) other).value();
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  boolean isChange() {
    return before != after;
  }

  @Override
  State unchanged(KCas decider) {
    Object value = value();
    return new RefState(value, value, decider);
  }

  @Override
  void drop(boolean dropAfter) {
    if (dropAfter) {
      after = null;
    } else {
      before = null;
    }
  }
}
