package dev.caravan.core.stm.data;

import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A linked queue after Michael and Scott as a part of transactions. Only head and links are
 * variables; the tail is a hint, which the adder puts right after its commit.
 */
final class LinkedQueue<E> {
  static final class Node<E> {
    final E element;
    final TVar<@Nullable Node<E>> next = TVar.of(null);

    Node(E element) {
      this.element = element;
    }
  }

  private final TVar<@Nullable Node<E>> start = TVar.of(null); // the link to the first
  private final TVar<TVar<@Nullable Node<E>>> head = TVar.of(start);
  final AtomicReference<TVar<@Nullable Node<E>>> tail = new AtomicReference<>(start);

  void add(Txn tx, E element) {
    TVar<@Nullable Node<E>> link = tail.get();
    for (Node<E> node = link.get(tx); node != null; node = link.get(tx)) {
      link = node.next;
    }
    Node<E> added = new Node<>(element);
    link.set(tx, added);
    tx.afterCommit(() -> moveTailTo(added.next));
  }

  /** Goes on until the tail is there, or somebody else has added something behind it. */
  private void moveTailTo(TVar<@Nullable Node<E>> last) {
    TVar<@Nullable Node<E>> seen = tail.get();
    while (last.get() == null && !tail.compareAndSet(seen, last)) {
      seen = tail.get();
    }
  }

  @Nullable E poll(Txn tx) {
    Node<E> first = head.get(tx).get(tx);
    if (first == null) {
      return null;
    }
    head.set(tx, first.next);
    return first.element;
  }

  boolean isEmpty(Txn tx) {
    return head.get(tx).get(tx) == null;
  }
}
