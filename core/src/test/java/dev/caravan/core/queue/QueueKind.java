package dev.caravan.core.queue;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The first-in first-out queues of the package, and how many may use each end. */
enum QueueKind {
  MICHAEL_SCOTT(true, true),
  MPMC(true, true),
  BOUNDED_MPMC(true, true),
  MPSC(true, false),
  SPSC(false, false);

  /** What the bounded ones hold at most. */
  static final int CAPACITY = 8;

  final boolean manyProducers;
  final boolean manyConsumers;

  QueueKind(boolean manyProducers, boolean manyConsumers) {
    this.manyProducers = manyProducers;
    this.manyConsumers = manyConsumers;
  }

  boolean isBounded() {
    return this == BOUNDED_MPMC || this == SPSC;
  }

  /** The common part of what they offer. */
  record Ends<E>(Predicate<E> offer, Supplier<E> poll, Supplier<E> peek, BooleanSupplier isEmpty) {}

  <E> Ends<E> make() {
    return switch (this) {
      case MICHAEL_SCOTT -> {
        MichaelScottQueue<E> queue = new MichaelScottQueue<>();
        yield new Ends<>(
            element -> {
              queue.add(element);
              return true;
            },
            queue::poll,
            queue::peek,
            queue::isEmpty);
      }
      case MPMC -> {
        MpmcQueue<E> queue = new MpmcQueue<>();
        yield new Ends<>(
            element -> {
              queue.add(element);
              return true;
            },
            queue::poll,
            null, // cannot be looked at
            queue::isEmpty);
      }
      case BOUNDED_MPMC -> {
        BoundedMpmcQueue<E> queue = new BoundedMpmcQueue<>(CAPACITY);
        yield new Ends<>(queue::offer, queue::poll, queue::peek, queue::isEmpty);
      }
      case MPSC -> {
        MpscQueue<E> queue = new MpscQueue<>();
        yield new Ends<>(queue::offer, queue::poll, queue::peek, queue::isEmpty);
      }
      case SPSC -> {
        SpscQueue<E> queue = new SpscQueue<>(CAPACITY);
        yield new Ends<>(queue::offer, queue::poll, queue::peek, queue::isEmpty);
      }
    };
  }
}
