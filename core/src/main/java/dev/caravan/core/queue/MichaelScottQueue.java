package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded first-in first-out queue for any number of producers and consumers, of linked nodes.
 * Adding never fails; nothing is lost or taken twice; elements leave in the order of their arrival;
 * a suspended thread stops no other. What a producer did before {@link #add} happens before what a
 * consumer does after it got that element.
 *
 * <p>{@link MpmcQueue} does the same with less memory per element, and threads that meet do not
 * have to try again. This one is smaller when it is empty, and can be looked at: {@link #peek} and
 * {@link #isEmpty} are exact.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="michael-scott-queue"}
 *
 * <p>Source: Michael and Scott, "Simple, fast, and practical non-blocking and blocking concurrent
 * queue algorithms" (PODC 1996), with the tail of OCaml's Saturn.
 *
 * @param <E> the type of the elements
 */
public final class MichaelScottQueue<E> {
  /*
   * A list of nodes that begins with one whose element has been taken. The CAS of the last node's
   * next, from null to a new node, adds; the CAS of head, from the first node to the second, takes
   * the second node's element.
   *
   * node.next: null ──add──► node, once.   node.element: element ──poll──► null, once.
   *
   * Differences from the paper. The tail is only a place from which the end is near: add walks from
   * there to the end, and moves it afterwards; poll does not look at it. So that a tail that was left
   * behind does not keep taken nodes alive, whoever added the last node goes on until the tail is
   * there or somebody else has added another. And the winner of a poll clears the element of the
   * node that stays as the first, or the queue would keep its last element alive.
   *
   * Access. head and next are read volatile: the read of a next that is null decides that the queue
   * is empty, and then the node is head, since nobody gets past a node without a next. element is
   * written before the CAS of next publishes it. It is cleared after head has passed it, with a
   * release and not less, so that a peek that reads null (acquire) also sees the new head.
   */
  private static final VarHandle NEXT;
  private static final VarHandle ELEMENT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
      ELEMENT = lookup.findVarHandle(Node.class, "element", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Node<E> {
    @Nullable E element;
    volatile @Nullable Node<E> next;

    Node(@Nullable E element) {
      this.element = element;
    }

    boolean casNext(Node<E> to) {
      return NEXT.compareAndSet(this, (Node<E>) null, to);
    }

    @SuppressWarnings("unchecked") // the field is an E
    @Nullable E elementAcquire() {
      return (E) ELEMENT.getAcquire(this);
    }

    void clearRelease() {
      ELEMENT.setRelease(this, null);
    }
  }

  private final PaddedRef<Node<E>> head;
  private final PaddedRef<Node<E>> tail;

  /** Makes an empty queue. */
  public MichaelScottQueue() {
    Node<E> first = new Node<>(null);
    head = new PaddedRef<>(first);
    tail = new PaddedRef<>(first);
  }

  /**
   * Adds an element at the end. Any thread.
   *
   * @param element the element
   * @throws NullPointerException if the element is null; nothing is added
   */
  public void add(E element) {
    Node<E> node = new Node<>(Objects.requireNonNull(element, "element"));
    Node<E> seen = tail.get();
    append(seen, node);
    if (!tail.cas(seen, node)) {
      moveTailTo(node);
    }
  }

  /** Puts a node at the end, which is at or after another one. */
  private static <E> void append(Node<E> from, Node<E> node) {
    Node<E> at = from;
    int losses = 0;
    while (true) {
      Node<E> next = at.next;
      if (next != null) {
        at = next;
      } else if (at.casNext(node)) {
        return;
      } else {
        losses = Backoff.after(losses);
      }
    }
  }

  /**
   * Moves the tail to a node, as long as it is the last; never back, since what is last is ahead.
   */
  private void moveTailTo(Node<E> node) {
    Node<E> seen = tail.get(); // before next: while node has no next, no tail is after it
    while (node.next == null && !tail.cas(seen, node)) {
      seen = tail.get();
    }
  }

  /**
   * Takes the element that came first. Any thread.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E poll() {
    int losses = 0;
    while (true) {
      Node<E> first = head.get();
      Node<E> second = first.next;
      if (second == null) {
        return null;
      }
      if (head.cas(first, second)) {
        E element = second.element;
        second.clearRelease();
        return element;
      }
      losses = Backoff.after(losses);
    }
  }

  /**
   * Looks at the element that came first. Any thread.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E peek() {
    while (true) {
      Node<E> first = head.get();
      Node<E> second = first.next;
      if (second == null) {
        return null;
      }
      E element = second.elementAcquire();
      if (head.get() == first) { // nobody has taken it before we read it
        return element;
      }
    }
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return head.get().next == null;
  }
}
