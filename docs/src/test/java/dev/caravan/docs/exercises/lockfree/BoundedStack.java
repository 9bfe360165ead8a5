package dev.caravan.docs.exercises.lockfree;

import dev.caravan.docs.exercises.Exercise;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stack that holds so many elements and no more, for any number of threads, without locks. Its
 * size is exact at every moment, and costs one read.
 */
class BoundedStack<E> {
  /** What the stack is at a moment; never changed, only replaced. */
  record State<E>(int size, E top, State<E> below) {}

  final int capacity;
  final AtomicReference<State<E>> state = new AtomicReference<>(new State<>(0, null, null));

  BoundedStack(int capacity) {
    this.capacity = capacity;
  }

  /** Puts an element on top; false if the stack is full. */
  boolean push(E element) {
    throw Exercise.yours("decide by what you saw, and compareAndSet from exactly that");
  }

  /** Takes the newest element; null if there is none. */
  E pop() {
    throw Exercise.yours("the state below is the one to go back to");
  }

  /** How many elements there are. */
  int size() {
    throw Exercise.yours("one read");
  }
}
