package dev.caravan.docs.exercises.lockfree;

/** The size is part of the state, so no other thread sees one without the other. */
class BoundedStackSolution<E> extends BoundedStack<E> {
  BoundedStackSolution(int capacity) {
    super(capacity);
  }

  @Override
  boolean push(E element) {
    while (true) {
      State<E> seen = state.get();
      if (seen.size() == capacity) {
        return false;
      }
      if (state.compareAndSet(seen, new State<>(seen.size() + 1, element, seen))) {
        return true;
      }
    }
  }

  @Override
  E pop() {
    while (true) {
      State<E> seen = state.get();
      if (seen.size() == 0) {
        return null;
      }
      if (state.compareAndSet(seen, seen.below())) {
        return seen.top();
      }
    }
  }

  @Override
  int size() {
    return state.get().size();
  }
}
