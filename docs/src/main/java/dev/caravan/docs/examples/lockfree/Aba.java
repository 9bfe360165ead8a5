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

    @Override
    public String toString() {
      return name;
    }
  }

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

    // region pop
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

    // endregion

    @Override
    public String toString() {
      List<Node> nodes = new ArrayList<>();
      for (Node node = top.get(); node != null; node = node.next) {
        nodes.add(node);
      }
      return nodes.toString();
    }
  }

  // region aba
  static String twoThreads(boolean useAgain) {
    NodeStack stack = new NodeStack();
    stack.push(new Node("C"));
    stack.push(new Node("B"));
    stack.push(new Node("A"));
    List<Node> other = new ArrayList<>();
    Node one =
        stack.pop(() -> { // what the other thread does meanwhile
          Node a = stack.pop();
          other.add(stack.pop());
          stack.push(useAgain ? a : new Node(a.name));
        });
    return "one has %s, the other %s, left: %s".formatted(one, other, stack);
  }

  // endregion

  public static void main(String[] args) {
    System.out.println("nodes used again: " + twoThreads(true));
    System.out.println("new nodes:        " + twoThreads(false));
  }
}
