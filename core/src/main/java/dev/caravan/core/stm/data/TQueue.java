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
 * A first-in first-out queue for transactions. Adding and taking use different variables, so that
 * producers and consumers meet only when the queue runs empty. Size, snapshot and copy take
 * constant time, what takes everything as long as there are elements, the rest amortised constant
 * time. Source of the concept: kcas_data's {@code Queue}.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="t-queue"}
 *
 * @param <E> the type of the elements, which are never null
 */
public final class TQueue<E> implements Iterable<E> {
  /*
   * Three immutable lists. In order of age: front (oldest first), middle and back (newest first).
   * Elements are added to the back. Whoever finds the front empty turns the middle around to be the
   * front; that takes a while, and producers would disturb it all the time if it were the back. So
   * the back becomes the middle first, in one short step that commits on its own: the race between a
   * slow consumer and fast producers is over before the slow part begins.
   */
  private final TVar<@Nullable Chain<E>> front;
  private final TVar<@Nullable Chain<E>> middle;
  private final TVar<@Nullable Chain<E>> back;

  /** Makes an empty queue. */
  public TQueue() {
    this(new Parts<>(null, null, null));
  }

  private TQueue(Parts<E> parts) {
    front = TVar.of(parts.front);
    middle = TVar.of(parts.middle);
    back = TVar.of(parts.back);
  }

  /**
   * Adds an element at the end.
   *
   * @param element the element
   */
  public void add(E element) {
    requireElement(element);
    back.getAndUpdate(chain -> Chain.of(element, chain));
  }

  /**
   * Adds an element at the end. Part of a transaction.
   *
   * @param tx the transaction
   * @param element the element
   */
  public void add(Txn tx, E element) {
    requireElement(element);
    back.set(tx, Chain.of(element, back.get(tx)));
  }

  private void requireElement(E element) {
    Objects.requireNonNull(element, "an element added to a TQueue is null");
  }

  /**
   * Takes the first element.
   *
   * @return the element; null if the queue is empty
   */
  public @Nullable E poll() {
    Chain<E> old = front.getAndUpdate(chain -> chain == null ? null : chain.rest);
    return old != null ? old.first : Stm.<@Nullable E, RuntimeException>atomically(this::poll);
  }

  /**
   * Takes the first element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the queue is empty
   */
  public @Nullable E poll(Txn tx) {
    Chain<E> chain = oldest(tx);
    if (chain == null) {
      return null;
    }
    front.set(tx, chain.rest);
    return chain.first;
  }

  /** What is, or is to be, the front. */
  private @Nullable Chain<E> oldest(Txn tx) {
    Chain<E> chain = front.get(tx);
    if (chain != null) {
      return chain;
    }
    if (back.get() != null) {
      tx.help(this::fillMiddle, middle, back);
    }
    Chain<E> newestFirst = middle.getAndSet(tx, null);
    return Chain.reversed(newestFirst != null ? newestFirst : back.getAndSet(tx, null));
  }

  private void fillMiddle() {
    Stm.atomicallyVoid(tx -> {
      if (middle.get(tx) == null) {
        middle.set(tx, back.getAndSet(tx, null));
      }
    });
  }

  /**
   * Takes the first element, waiting for one.
   *
   * @return the element
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public E take() {
    E element = poll();
    return element != null ? element : Stm.<E, RuntimeException>atomically(this::take);
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
  public E take(Duration limit) {
    return Stm.<E, RuntimeException>atomically(TxnOptions.defaults().within(limit), this::take);
  }

  /**
   * Takes the first element; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the element
   */
  public E take(Txn tx) {
    return tx.orRetry(poll(tx));
  }

  /**
   * Looks at the first element.
   *
   * @return the element; null if the queue is empty
   */
  public @Nullable E peek() {
    Chain<E> chain = front.get();
    return chain != null ? chain.first : Stm.<@Nullable E, RuntimeException>atomically(this::peek);
  }

  /**
   * Looks at the first element. Part of a transaction.
   *
   * @param tx the transaction
   * @return the element; null if the queue is empty
   */
  public @Nullable E peek(Txn tx) {
    Chain<E> chain = oldest(tx);
    front.set(tx, chain);
    return chain == null ? null : chain.first;
  }

  /**
   * Takes everything.
   *
   * @return the elements, in order
   */
  public List<E> pollAll() {
    return Stm.<List<E>, RuntimeException>atomically(this::pollAll);
  }

  /**
   * Takes everything. Part of a transaction.
   *
   * @param tx the transaction
   * @return the elements, in order
   */
  public List<E> pollAll(Txn tx) {
    Parts<E> parts = parts(tx);
    front.set(tx, null);
    middle.set(tx, null);
    back.set(tx, null);
    return parts.toList();
  }

  /**
   * How many elements there are, in constant time.
   *
   * @return the number
   */
  public int size() {
    return parts().size();
  }

  /**
   * How many elements there are, in constant time. Part of a transaction.
   *
   * @param tx the transaction
   * @return the number
   */
  public int size(Txn tx) {
    return parts(tx).size();
  }

  /**
   * Whether there is nothing in it.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Whether there is nothing in it. Part of a transaction.
   *
   * @param tx the transaction
   * @return true if so
   */
  public boolean isEmpty(Txn tx) {
    return size(tx) == 0;
  }

  /**
   * Exchanges the contents of this queue and another.
   *
   * @param other the other queue
   * @throws IllegalStateException in the body of a transaction
   */
  public void swap(TQueue<E> other) {
    Stm.atomicallyVoid(tx -> swap(tx, other));
  }

  /**
   * Exchanges the contents of this queue and another. Part of a transaction.
   *
   * @param tx the transaction
   * @param other the other queue
   */
  public void swap(Txn tx, TQueue<E> other) {
    front.swap(tx, other.front);
    middle.swap(tx, other.middle);
    back.swap(tx, other.back);
  }

  /**
   * Makes a queue of its own that holds what this one holds now, in constant time.
   *
   * @return the other queue
   */
  public TQueue<E> copy() {
    return new TQueue<>(parts());
  }

  /**
   * Makes a queue of its own that holds what this one holds, in constant time. Part of a
   * transaction.
   *
   * @param tx the transaction
   * @return the other queue
   */
  public TQueue<E> copy(Txn tx) {
    return new TQueue<>(parts(tx));
  }

  /**
   * What is in it now, in order; later changes are not seen. Takes constant time: nothing is copied
   * before it is looked at.
   *
   * @return a list that cannot be changed
   */
  public List<E> snapshot() {
    return parts().toList();
  }

  /**
   * What is in it, in order, in constant time. Part of a transaction.
   *
   * @param tx the transaction
   * @return a list that cannot be changed
   */
  public List<E> snapshot(Txn tx) {
    return parts(tx).toList();
  }

  /**
   * Goes through what is in it now, in order; later changes are not seen. Nothing is copied before
   * it is reached.
   *
   * @return an iterator that does not remove
   */
  @Override
  public Iterator<E> iterator() {
    return parts().iterator();
  }

  @Override
  public String toString() {
    return parts().toList().toString();
  }

  private record Parts<E>(
      @Nullable Chain<E> front, @Nullable Chain<E> middle, @Nullable Chain<E> back) {
    int size() {
      return Chain.size(front) + Chain.size(middle) + Chain.size(back);
    }

    List<E> toList() {
      return new Snapshot<>(size(), this::iterator);
    }

    Iterator<E> iterator() {
      return new Chain.Walk<>(
          front, List.of(() -> Chain.reversed(middle), () -> Chain.reversed(back)));
    }
  }

  private Parts<E> parts() {
    return Stm.<Parts<E>, RuntimeException>atomically(this::parts);
  }

  private Parts<E> parts(Txn tx) {
    return new Parts<>(front.get(tx), middle.get(tx), back.get(tx));
  }
}
