package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A last-in first-out stack for transactions. One variable holds an immutable list, so size,
 * snapshot and copy take constant time. Source of the concept: kcas_data's {@code Stack}.
 *
 * @param <E> the type of the elements, which are never null
 */
public final class TStack<E> implements Iterable<E> {
  private final TVar<@Nullable Chain<E>> top;

  /** Makes an empty stack. */
  public TStack() {
    this(null);
  }

  private TStack(@Nullable Chain<E> chain) {
    top = TVar.of(chain);
  }

  /**
   * Puts an element on top.
   *
   * @param element the element
   */
  public void push(E element) {
    requireElement(element);
    top.getAndUpdate(chain -> Chain.of(element, chain));
  }

  /**
   * Puts an element on top. Part of a transaction.
   *
   * @param tx the transaction
   * @param element the element
   */
  public void push(Txn tx, E element) {
    requireElement(element);
    top.set(tx, Chain.of(element, top.get(tx)));
  }

  private void requireElement(E element) {
    Objects.requireNonNull(element, "an element pushed onto a TStack is null");
  }

  /**
   * Takes the top element.
   *
   * @return the element; null if the stack is empty
   */
  public @Nullable E pop() {
    return firstOf(top.getAndUpdate(chain -> chain == null ? null : chain.rest));
  }

  /**
   * Takes the top element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the stack is empty
   */
  public @Nullable E pop(Txn tx) {
    Chain<E> chain = top.get(tx);
    if (chain == null) {
      return null;
    }
    top.set(tx, chain.rest);
    return chain.first;
  }

  /**
   * Takes the top element, waiting for one.
   *
   * @return the element
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E take() {
    E element = pop();
    return element != null ? element : Stm.<E, RuntimeException>atomically(this::take);
  }

  /**
   * Takes the top element, waiting for one for a limited time.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the element
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E take(Duration limit) {
    return Stm.<E, RuntimeException>atomically(TxnOptions.defaults().within(limit), this::take);
  }

  /**
   * Takes the top element; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the element
   */
  public E take(Txn tx) {
    return tx.orRetry(pop(tx));
  }

  /**
   * Looks at the top element.
   *
   * @return the element; null if the stack is empty
   */
  public @Nullable E peek() {
    return firstOf(top.get());
  }

  /**
   * Looks at the top element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the stack is empty
   */
  public @Nullable E peek(Txn tx) {
    return firstOf(top.get(tx));
  }

  private static <E> @Nullable E firstOf(@Nullable Chain<E> chain) {
    return chain == null ? null : chain.first;
  }

  /**
   * Takes everything.
   *
   * @return the elements, the top one first
   */
  public List<E> popAll() {
    return Chain.toList(top.getAndSet(null));
  }

  /**
   * Takes everything. Part of a transaction.
   *
   * @param tx the transaction
   * @return the elements, the top one first
   */
  public List<E> popAll(Txn tx) {
    return Chain.toList(top.getAndSet(tx, null));
  }

  /**
   * How many elements there are, in constant time.
   *
   * @return the number
   */
  public int size() {
    return Chain.size(top.get());
  }

  /**
   * How many elements there are, in constant time. Part of a transaction.
   *
   * @param tx the transaction
   * @return the number
   */
  public int size(Txn tx) {
    return Chain.size(top.get(tx));
  }

  /**
   * Whether there is nothing on it.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return top.get() == null;
  }

  /**
   * Whether there is nothing on it. Part of a transaction.
   *
   * @param tx the transaction
   * @return true if so
   */
  public boolean isEmpty(Txn tx) {
    return top.get(tx) == null;
  }

  /**
   * Exchanges the contents of this stack and another.
   *
   * @param other the other stack
   * @throws IllegalStateException in the body of a transaction
   */
  public void swap(TStack<E> other) {
    Stm.atomicallyVoid(tx -> swap(tx, other));
  }

  /**
   * Exchanges the contents of this stack and another. Part of a transaction.
   *
   * @param tx the transaction
   * @param other the other stack
   */
  public void swap(Txn tx, TStack<E> other) {
    top.swap(tx, other.top);
  }

  /**
   * Makes a stack of its own that holds what this one holds now, in constant time.
   *
   * @return the other stack
   */
  public TStack<E> copy() {
    return new TStack<>(top.get());
  }

  /**
   * Makes a stack of its own that holds what this one holds, in constant time. Part of a
   * transaction.
   *
   * @param tx the transaction
   * @return the other stack
   */
  public TStack<E> copy(Txn tx) {
    return new TStack<>(top.get(tx));
  }

  /**
   * What is on it now, the top element first; later changes are not seen. Takes constant time:
   * nothing is copied before it is looked at.
   *
   * @return a list that cannot be changed
   */
  public List<E> snapshot() {
    return Chain.toList(top.get());
  }

  /**
   * What is on it, the top element first, in constant time. Part of a transaction.
   *
   * @param tx the transaction
   * @return a list that cannot be changed
   */
  public List<E> snapshot(Txn tx) {
    return Chain.toList(top.get(tx));
  }

  /**
   * Goes through what is on it now, the top element first; later changes are not seen. Nothing is
   * copied.
   *
   * @return an iterator that does not remove
   */
  @Override
  public Iterator<E> iterator() {
    return new Chain.Walk<>(top.get(), List.of());
  }

  @Override
  public String toString() {
    return Chain.toList(top.get()).toString();
  }
}
