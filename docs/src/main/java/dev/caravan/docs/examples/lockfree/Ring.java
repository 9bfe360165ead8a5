package dev.caravan.docs.examples.lockfree;

/** A ring for one producer, in the hands of two. */
public final class Ring implements Trial.Target {
  private final Runnable between;

  Ring(Runnable between) {
    this.between = between;
  }

  // region ring
  private final int[] slots = new int[32];
  private volatile int tail; // written by the producer only

  @Override
  public void push(int number) {
    int at = tail;
    between.run();
    slots[at & 31] = number;
    tail = at + 1; // no compare-and-set: nobody else writes it
  }

  // endregion

  @Override
  public int size() {
    return tail;
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println("one producer after the other: " + Trial.oneAfterTheOther(Ring::new));
    System.out.println("two producers at once:        " + Trial.together(Ring::new));
  }
}
