package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list with two ends for transactions. Adding an element gives its {@linkplain Node node}, by
 * which it can be removed or moved in constant time wherever it is. The two ends meet only when the
 * list is almost empty.
 *
 * <p>Exchanging contents and transferring all elements take constant time, and so the list does not
 * know how many there are: {@link #size} and {@link #iterator} go through all of it in one
 * transaction, which begins again if something changes meanwhile. Keep a {@link
 * dev.caravan.core.stm.TInt} beside it if the size is asked for often. Source of the concept:
 * kcas_data's {@code Dllist}.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="t-deque"}
 *
 * @param <E> the type of the elements, which are never null
 */
public final class TDeque<E> implements Iterable<E> {
  /*
   * A ring of nodes, one of which, the end, has no element: it follows the last and precedes the
   * first. A node in no ring is a ring of its own. Nodes do not know whose ring they are in, so a
   * ring can change its owner without their notice.
   */
  private final Node<E> end = new Node<>();

  /** Makes an empty list. */
  public TDeque() {}

  /**
   * The place of an element, in a list or in none.
   *
   * @param <E> the type of the element
   */
  public static final class Node<E> {
    private final @Nullable E element; // null: the end
    private final TVar<Node<E>> before;
    private final TVar<Node<E>> after;

    private Node() {
      element = null;
      before = TVar.of(this);
      after = TVar.of(this);
    }

    /** A node that will be between two others; they do not know it yet. */
    private Node(E element, Node<E> before, Node<E> after) {
      this.element = element;
      this.before = TVar.of(before);
      this.after = TVar.of(after);
    }

    /**
     * The element.
     *
     * @return the element
     */
    @SuppressWarnings("NullAway") // nobody outside gets hold of an end
    public E element() {
      return element;
    }

    /**
     * Removes the element from the list it is in. Does nothing if it is in none.
     *
     * @return whether it was in one
     */
    public boolean remove() {
      return Stm.<Boolean, RuntimeException>atomically(this::remove);
    }

    /**
     * Removes the element from the list it is in. Does nothing if it is in none. Part of a
     * transaction.
     *
     * @param tx the transaction
     * @return whether it was in one
     */
    public boolean remove(Txn tx) {
      boolean linked = isLinked(tx);
      if (linked) {
        join(tx, before.get(tx), after.get(tx));
        join(tx, this, this);
      }
      return linked;
    }

    /**
     * Whether the element is in a list.
     *
     * @return true if so
     */
    public boolean isLinked() {
      return after.get() != this;
    }

    /**
     * Whether the element is in a list. Part of a transaction.
     *
     * @param tx the transaction
     * @return true if so
     */
    public boolean isLinked(Txn tx) {
      return after.get(tx) != this;
    }

    @Override
    public String toString() {
      return "the node of " + element;
    }
  }

  private static <E> void join(Txn tx, Node<E> before, Node<E> after) {
    before.after.set(tx, after);
    after.before.set(tx, before);
  }

  // ---- adding

  /**
   * Adds an element at the beginning.
   *
   * @param element the element
   * @return its node
   */
  public Node<E> addFirst(E element) {
    return Stm.<Node<E>, RuntimeException>atomically(tx -> addFirst(tx, element));
  }

  /**
   * Adds an element at the beginning. Part of a transaction.
   *
   * @param tx the transaction
   * @param element the element
   * @return its node
   */
  public Node<E> addFirst(Txn tx, E element) {
    return add(tx, element, end, end.after.get(tx));
  }

  /**
   * Adds an element at the end.
   *
   * @param element the element
   * @return its node
   */
  public Node<E> addLast(E element) {
    return Stm.<Node<E>, RuntimeException>atomically(tx -> addLast(tx, element));
  }

  /**
   * Adds an element at the end. Part of a transaction.
   *
   * @param tx the transaction
   * @param element the element
   * @return its node
   */
  public Node<E> addLast(Txn tx, E element) {
    return add(tx, element, end.before.get(tx), end);
  }

  private Node<E> add(Txn tx, E element, Node<E> before, Node<E> after) {
    Objects.requireNonNull(element, "an element added to a TDeque is null");
    Node<E> node = new Node<>(element, before, after);
    before.after.set(tx, node);
    after.before.set(tx, node);
    return node;
  }

  // ---- moving

  /**
   * Moves an element to the beginning of this list, from wherever it is.
   *
   * @param node its node, in this list, in another, or in none
   */
  public void moveToFirst(Node<E> node) {
    Stm.atomicallyVoid(tx -> moveToFirst(tx, node));
  }

  /**
   * Moves an element to the beginning of this list, from wherever it is. Part of a transaction.
   *
   * @param tx the transaction
   * @param node its node, in this list, in another, or in none
   */
  public void moveToFirst(Txn tx, Node<E> node) {
    if (end.after.get(tx) != node) {
      node.remove(tx);
      join(tx, node, end.after.get(tx));
      join(tx, end, node);
    }
  }

  /**
   * Moves an element to the end of this list, from wherever it is.
   *
   * @param node its node, in this list, in another, or in none
   */
  public void moveToLast(Node<E> node) {
    Stm.atomicallyVoid(tx -> moveToLast(tx, node));
  }

  /**
   * Moves an element to the end of this list, from wherever it is. Part of a transaction.
   *
   * @param tx the transaction
   * @param node its node, in this list, in another, or in none
   */
  public void moveToLast(Txn tx, Node<E> node) {
    if (end.before.get(tx) != node) {
      node.remove(tx);
      join(tx, end.before.get(tx), node);
      join(tx, node, end);
    }
  }

  // ---- taking

  /**
   * Takes the first element.
   *
   * @return the element; null if the list is empty
   */
  public @Nullable E pollFirst() {
    return Stm.<@Nullable E, RuntimeException>atomically(this::pollFirst);
  }

  /**
   * Takes the first element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the list is empty
   */
  public @Nullable E pollFirst(Txn tx) {
    return poll(tx, end.after.get(tx));
  }

  /**
   * Takes the last element.
   *
   * @return the element; null if the list is empty
   */
  public @Nullable E pollLast() {
    return Stm.<@Nullable E, RuntimeException>atomically(this::pollLast);
  }

  /**
   * Takes the last element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the list is empty
   */
  public @Nullable E pollLast(Txn tx) {
    return poll(tx, end.before.get(tx));
  }

  private @Nullable E poll(Txn tx, Node<E> node) {
    node.remove(tx); // the end of an empty list is in no other ring, so nothing happens to it
    return node.element;
  }

  /**
   * Takes the first element, waiting for one.
   *
   * @return the element
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E takeFirst() {
    return Stm.<E, RuntimeException>atomically(this::takeFirst);
  }

  /**
   * Takes the first element, waiting for one for a limited time.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the element
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E takeFirst(Duration limit) {
    return Stm.<E, RuntimeException>atomically(
        TxnOptions.defaults().within(limit), this::takeFirst);
  }

  /**
   * Takes the first element; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the element
   */
  public E takeFirst(Txn tx) {
    return tx.orRetry(pollFirst(tx));
  }

  /**
   * Takes the last element, waiting for one.
   *
   * @return the element
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E takeLast() {
    return Stm.<E, RuntimeException>atomically(this::takeLast);
  }

  /**
   * Takes the last element, waiting for one for a limited time.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the element
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E takeLast(Duration limit) {
    return Stm.<E, RuntimeException>atomically(TxnOptions.defaults().within(limit), this::takeLast);
  }

  /**
   * Takes the last element; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the element
   */
  public E takeLast(Txn tx) {
    return tx.orRetry(pollLast(tx));
  }

  // ---- looking

  /**
   * Looks at the first element.
   *
   * @return the element; null if the list is empty
   */
  public @Nullable E peekFirst() {
    return end.after.get().element;
  }

  /**
   * Looks at the first element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the list is empty
   */
  public @Nullable E peekFirst(Txn tx) {
    return end.after.get(tx).element;
  }

  /**
   * Looks at the last element.
   *
   * @return the element; null if the list is empty
   */
  public @Nullable E peekLast() {
    return end.before.get().element;
  }

  /**
   * Looks at the last element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the list is empty
   */
  public @Nullable E peekLast(Txn tx) {
    return end.before.get(tx).element;
  }

  /**
   * Whether there is nothing in it.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return !end.isLinked();
  }

  /**
   * Whether there is nothing in it. Part of a transaction.
   *
   * @param tx the transaction
   * @return true if so
   */
  public boolean isEmpty(Txn tx) {
    return !end.isLinked(tx);
  }

  /**
   * How many elements there are. Goes through all.
   *
   * @return the number
   */
  public int size() {
    return Stm.<Integer, RuntimeException>atomically(this::size);
  }

  /**
   * How many elements there are. Goes through all. Part of a transaction.
   *
   * @param tx the transaction
   * @return the number
   */
  public int size(Txn tx) {
    return nodes(tx).size();
  }

  /**
   * The nodes, in order. Goes through all.
   *
   * @return an unmodifiable list that nothing changes any more
   */
  public List<Node<E>> nodes() {
    return Stm.<List<Node<E>>, RuntimeException>atomically(this::nodes);
  }

  /**
   * The nodes, in order. Goes through all. Part of a transaction.
   *
   * @param tx the transaction
   * @return an unmodifiable list that nothing changes any more
   */
  public List<Node<E>> nodes(Txn tx) {
    List<Node<E>> nodes = new ArrayList<>();
    for (Node<E> node = end.after.get(tx); node != end; node = node.after.get(tx)) {
      nodes.add(node);
    }
    return Collections.unmodifiableList(nodes);
  }

  /**
   * The elements, in order. Goes through all.
   *
   * @return an unmodifiable list that nothing changes any more
   */
  public List<E> snapshot() {
    return nodes().stream().map(Node::element).toList();
  }

  /**
   * The elements, in order. Goes through all. Part of a transaction.
   *
   * @param tx the transaction
   * @return an unmodifiable list that nothing changes any more
   */
  public List<E> snapshot(Txn tx) {
    return nodes(tx).stream().map(Node::element).toList();
  }

  /**
   * What is in it now, in order; later changes are not seen.
   *
   * @return an iterator that does not remove
   */
  @Override
  public Iterator<E> iterator() {
    return snapshot().iterator();
  }

  // ---- all elements at once

  /**
   * Takes everything, in constant time: what is in this list goes into a new one, nodes and all.
   *
   * @return the new list
   */
  public TDeque<E> takeAll() {
    return Stm.<TDeque<E>, RuntimeException>atomically(this::takeAll);
  }

  /**
   * Takes everything, in constant time: what is in this list goes into a new one, nodes and all.
   * Part of a transaction.
   *
   * @param tx the transaction
   * @return the new list
   */
  public TDeque<E> takeAll(Txn tx) {
    TDeque<E> taken = new TDeque<>();
    transferToLast(tx, taken);
    return taken;
  }

  /**
   * Moves all elements, in order, before those of another list. Takes constant time; does nothing
   * if the other is this list.
   *
   * @param to the other list
   */
  public void transferToFirst(TDeque<E> to) {
    Stm.atomicallyVoid(tx -> transferToFirst(tx, to));
  }

  /**
   * Moves all elements, in order, before those of another list. Takes constant time; does nothing
   * if the other is this list. Part of a transaction.
   *
   * @param tx the transaction
   * @param to the other list
   */
  public void transferToFirst(Txn tx, TDeque<E> to) {
    transfer(tx, to, to.end, to.end.after.get(tx));
  }

  /**
   * Moves all elements, in order, behind those of another list. Takes constant time; does nothing
   * if the other is this list.
   *
   * @param to the other list
   */
  public void transferToLast(TDeque<E> to) {
    Stm.atomicallyVoid(tx -> transferToLast(tx, to));
  }

  /**
   * Moves all elements, in order, behind those of another list. Takes constant time; does nothing
   * if the other is this list. Part of a transaction.
   *
   * @param tx the transaction
   * @param to the other list
   */
  public void transferToLast(Txn tx, TDeque<E> to) {
    transfer(tx, to, to.end.before.get(tx), to.end);
  }

  /** Puts all between two neighbours in another ring. */
  private void transfer(Txn tx, TDeque<E> to, Node<E> before, Node<E> after) {
    if (to != this && !isEmpty(tx)) {
      Node<E> first = end.after.get(tx);
      Node<E> last = end.before.get(tx);
      join(tx, end, end);
      join(tx, before, first);
      join(tx, last, after);
    }
  }

  /**
   * Exchanges the contents of this list and another, in constant time. Does nothing if the other is
   * this list.
   *
   * @param other the other list
   */
  public void swap(TDeque<E> other) {
    Stm.atomicallyVoid(tx -> swap(tx, other));
  }

  /**
   * Exchanges the contents of this list and another, in constant time. Does nothing if the other is
   * this list. Part of a transaction.
   *
   * @param tx the transaction
   * @param other the other list
   */
  public void swap(Txn tx, TDeque<E> other) {
    TDeque<E> mine = takeAll(tx);
    other.transferToLast(tx, this);
    mine.transferToLast(tx, other);
  }

  @Override
  public String toString() {
    return snapshot().toString();
  }
}
