package dev.caravan.docs.examples.lockfree;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The stack that loses nothing. */
public final class CasStack implements Trial.Target {
  private final Runnable between;

  CasStack(Runnable between) {
    this.between = between;
  }

  // region cas
  private record Node(int number, @Nullable Node next) {}

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

  @Override
  public void push(int number) {
    while (true) {
      Node seen = top.get();
      between.run();
      if (top.compareAndSet(seen, new Node(number, seen))) {
        return;
      } // somebody was faster: look again
    }
  }

  @Nullable Integer pop() {
    while (true) {
      Node seen = top.get();
      if (seen == null) {
        return null;
      }
      if (top.compareAndSet(seen, seen.next)) {
        return seen.number;
      }
    }
  }

  // endregion

  @Override
  public int size() {
    int size = 0;
    while (pop() != null) {
      size++;
    }
    return size;
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println("with compare-and-set: " + Trial.together(CasStack::new));
  }
}
