package dev.caravan.docs.examples.lockfree;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A stack for one thread in the hands of two, and one that is atomic in the wrong place. */
public final class Naive {
  private Naive() {}

  record Node(int number, @Nullable Node next) {
    static int length(@Nullable Node top) {
      int length = 0;
      for (Node node = top; node != null; node = node.next) {
        length++;
      }
      return length;
    }
  }

  // region plain
  static final class PlainStack implements Trial.Target {
    private @Nullable Node top;
    private final Runnable between;

    PlainStack(Runnable between) {
      this.between = between;
    }

    @Override
    public void push(int number) {
      Node seen = top;
      between.run(); // does nothing, but makes sure of the moment
      top = new Node(number, seen);
    }

    // endregion

    @Override
    public int size() {
      return Node.length(top);
    }
  }

  static final class GetSetStack implements Trial.Target {
    private final AtomicReference<@Nullable Node> top = new AtomicReference<>();
    private final Runnable between;

    GetSetStack(Runnable between) {
      this.between = between;
    }

    // region get-set
    @Override
    public void push(int number) {
      Node seen = top.get();
      between.run();
      top.set(new Node(number, seen));
    }

    // endregion

    @Override
    public int size() {
      return Node.length(top.get());
    }
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println("one after the other: " + Trial.oneAfterTheOther(PlainStack::new));
    System.out.println("together:            " + Trial.together(PlainStack::new));
    System.out.println("with get and set:    " + Trial.together(GetSetStack::new));
  }
}
