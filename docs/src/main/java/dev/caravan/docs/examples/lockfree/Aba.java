package dev.caravan.docs.examples.lockfree;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What goes wrong with nodes that are used again. */
public final class Aba {
  private Aba() {}

  static final class Node {
    final String name;
    @Nullable Node next;

    Node(String name) {
      this.name = name;
    }
  }

  // region stack
  /** A stack of nodes that belong to its users, who may push a node again. */
  static final class NodeStack {
    private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

    void push(Node node) {
      do {
        node.next = top.get();
      } while (!top.compareAndSet(node.next, node));
    }

    Node pop() {
      return pop(() -> {});
    }

    Node pop(Runnable betweenOnce) {
      Runnable between = betweenOnce;
      while (true) {
        Node seen = top.get();
        if (seen == null) {
          throw new NoSuchElementException("the stack is empty");
        }
        @Nullable Node next = seen.next;
        between.run();
        between = () -> {};
        if (top.compareAndSet(seen, next)) {
          return seen;
        }
      }
    }
  }

  // endregion

  // region aba
  static void twoThreads(boolean useAgain) {
    NodeStack stack = new NodeStack();
    stack.push(new Node("C"));
    stack.push(new Node("B"));
    stack.push(new Node("A"));
    List<Node> kept = new ArrayList<>();
    Node one =
        stack.pop(() -> { // what the other thread does meanwhile
          Node a = stack.pop();
          kept.add(stack.pop());
          stack.push(useAgain ? a : new Node(a.name));
        });
    // endregion
    StringBuilder left = new StringBuilder();
    for (Node node = stack.top.get(); node != null; node = node.next) {
      left.append(' ').append(node.name);
    }
    System.out.printf(
        "one has %s, the other has %s, left:%s%n", one.name, kept.getFirst().name, left);
  }

  public static void main(String[] args) {
    System.out.print("nodes used again: ");
    twoThreads(true);
    System.out.print("new nodes:        ");
    twoThreads(false);
  }
}
