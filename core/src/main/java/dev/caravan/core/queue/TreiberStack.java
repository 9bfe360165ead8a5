package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded last-in first-out stack for any number of threads. Pushing never fails; nothing is
 * lost or taken twice; a suspended thread stops no other. What a thread did before {@link #push}
 * happens before what another does after it got that element.
 *
 * <p>{@link #pushAll} and {@link #popAll} are one step each, however many elements they move: no
 * other thread sees, or comes between, a part of them.
 *
 * <p>Iteration shows the elements that were there when it began, newest first. It sees nothing of
 * what is pushed and popped meanwhile, and cannot remove.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="treiber-stack"}
 *
 * <p>Source: Treiber, "Systems programming: coping with parallelism" (IBM RJ 5118, 1986).
 *
 * @param <E> the type of the elements
 */
public final class TreiberStack<E> implements Iterable<E> {
  /*
   * A linked list that is never changed, and one word that says where it begins. A push makes a node
   * in front of what it saw, a pop wants what comes after what it saw; both are done by the CAS that
   * finds the word as it was seen.
   *
   * The paper needs a counter beside the word, since a node that was popped, used again and pushed
   * again would look as if nothing had happened (ABA). Here every push makes a new node, and the
   * collector uses no memory again that somebody still sees.
   *
   * Access: head is read volatile, since a read of it decides what peek, isEmpty and an empty pop
   * return, and changed by CAS or exchange, which also publish the node. A node is written before
   * it is published, and read after; its plain fields need nothing more. popAll exchanges: it wants
   * whatever is there, so there is nothing to compare and no race to lose.
   */
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(TreiberStack.class, "head", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Node<E> {
    final E element;
    @Nullable Node<E> next; // written until the node is published, not after

    Node(E element, @Nullable Node<E> next) {
      this.element = element;
      this.next = next;
    }
  }

  private volatile @Nullable Node<E> head;

  /** Makes an empty stack. */
  public TreiberStack() {}

  /**
   * Puts an element on top. Any thread.
   *
   * @param element the element
   * @throws NullPointerException if the element is null; nothing is added
   */
  public void push(E element) {
    Node<E> node = new Node<>(Objects.requireNonNull(element, "element"), null);
    push(node, node);
  }

  /**
   * Puts elements on top in one step, the last of them uppermost. Any thread.
   *
   * @param elements the elements; if one of them is null, none is pushed
   */
  public void pushAll(Collection<? extends E> elements) {
    Node<E> top = null;
    Node<E> bottom = null;
    for (E element : elements) {
      top = new Node<>(Objects.requireNonNull(element, "an element"), top);
      if (bottom == null) {
        bottom = top;
      }
    }
    if (top != null && bottom != null) {
      push(top, bottom);
    }
  }

  private void push(Node<E> top, Node<E> bottom) {
    int losses = 0;
    while (true) {
      Node<E> seen = head;
      bottom.next = seen;
      if (casHead(seen, top)) {
        return;
      }
      losses = Backoff.after(losses);
    }
  }

  /**
   * Takes the newest element. Any thread.
   *
   * @return the element, or null if the stack is empty
   */
  public @Nullable E pop() {
    int losses = 0;
    while (true) {
      Node<E> seen = head;
      if (seen == null) {
        return null;
      }
      if (casHead(seen, seen.next)) {
        return seen.element;
      }
      losses = Backoff.after(losses);
    }
  }

  /**
   * Takes all elements in one step. Any thread.
   *
   * @return the elements, newest first
   */
  @SuppressWarnings("unchecked") // head is a Node<E>
  public List<E> popAll() {
    List<E> all = new ArrayList<>();
    new Snapshot<>((@Nullable Node<E>) HEAD.getAndSet(this, null)).forEachRemaining(all::add);
    return all;
  }

  /**
   * Looks at the newest element. Any thread.
   *
   * @return the element, or null if the stack is empty
   */
  public @Nullable E peek() {
    Node<E> seen = head;
    return seen == null ? null : seen.element;
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return head == null;
  }

  /** Goes through the elements that are there now, newest first. Any thread. */
  @Override
  public Iterator<E> iterator() {
    return new Snapshot<>(head);
  }

  private boolean casHead(@Nullable Node<E> from, @Nullable Node<E> to) {
    return HEAD.compareAndSet(this, from, to);
  }

  private static final class Snapshot<E> implements Iterator<E> {
    private @Nullable Node<E> next;

    Snapshot(@Nullable Node<E> first) {
      next = first;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public E next() {
      Node<E> node = next;
      if (node == null) {
        throw new NoSuchElementException("the snapshot of the stack has no more elements");
      }
      next = node.next;
      return node.element;
    }
  }
}
