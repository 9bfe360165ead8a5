package dev.caravan.stress;

import static dev.caravan.stress.LinearizabilityTest.modelCheckObstructionFree;
import static dev.caravan.stress.LinearizabilityTest.stress;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TxnMode;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.data.TMVar;
import dev.caravan.core.stm.data.TQueue;
import dev.caravan.core.stm.data.TStack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Transactions, alone and among operations of single locations, checked as in {@link
 * LinearizabilityTest}; and a thread that is suspended anywhere does not keep another from ending.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='TransactionsLinearizabilityTest*' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class TransactionsLinearizabilityTest {

  /** Three numbers, met in different orders, read only or written. */
  @Param(name = "amount", gen = IntGen.class, conf = "1:3")
  public static class Accounts {
    private final TxnOptions options;
    private final TInt a;
    private final TInt b;
    private final TInt c = TInt.of(0);

    /** As they come. */
    public Accounts() {
      this(TxnMode.OBSTRUCTION_FREE, TxnMode.OBSTRUCTION_FREE);
    }

    Accounts(TxnMode transactions, TxnMode second) {
      options = TxnOptions.defaults().mode(transactions);
      a = TInt.of(0);
      b = TInt.of(0, second);
    }

    @Operation
    public int transfer(@Param(name = "amount") int amount) {
      return Stm.<Integer, RuntimeException>atomically(
          options,
          tx -> {
            b.getAndAdd(tx, amount);
            return a.addAndGet(tx, -amount);
          });
    }

    /** Writes one, compares the others. */
    @Operation
    public void sumUp() {
      Stm.atomicallyVoid(options, tx -> c.set(tx, a.get(tx) + 10 * b.get(tx)));
    }

    /** Compares one, writes another, the other way round. */
    @Operation
    public boolean moveBackIfAny() {
      return Stm.<Boolean, RuntimeException>atomically(
          options,
          tx -> {
            int there = b.get(tx);
            if (there == 0) {
              return false;
            }
            a.getAndAdd(tx, there);
            b.set(tx, 0);
            return true;
          });
    }

    @Operation
    public int all() {
      return Stm.<Integer, RuntimeException>atomically(
          options, tx -> 100 * c.get(tx) + 10 * b.get(tx) + a.get(tx));
    }

    @Operation
    public int add(@Param(name = "amount") int amount) {
      return a.getAndAdd(amount);
    }

    @Operation
    public boolean replace(@Param(name = "amount") int amount) {
      return b.compareAndSet(amount, 0);
    }

    @Operation
    public int read() {
      return c.get();
    }
  }

  /** The same, all writing what they read. */
  public static class LockFreeAccounts extends Accounts {
    /** Transactions and a location that are lock-free. */
    public LockFreeAccounts() {
      super(TxnMode.LOCK_FREE, TxnMode.LOCK_FREE);
    }
  }

  /** What they are, in sequence. */
  public static class PlainAccounts {
    private int a;
    private int b;
    private int c;

    public int transfer(int amount) {
      b += amount;
      a -= amount;
      return a;
    }

    public void sumUp() {
      c = a + 10 * b;
    }

    public boolean moveBackIfAny() {
      boolean any = b != 0;
      a += b;
      b = 0;
      return any;
    }

    public int all() {
      return 100 * c + 10 * b + a;
    }

    public int add(int amount) {
      a += amount;
      return a - amount;
    }

    public boolean replace(int amount) {
      boolean same = b == amount;
      b = same ? 0 : b;
      return same;
    }

    public int read() {
      return c;
    }
  }

  /** A queue, a stack and a place between which elements move. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Structures {
    private final TQueue<Integer> queue = new TQueue<>();
    private final TStack<Integer> stack = new TStack<>();
    private final TMVar<Integer> place = TMVar.empty();

    @Operation
    public void add(@Param(name = "element") int element) {
      queue.add(element);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation
    public @Nullable Integer move() {
      return Stm.<@Nullable Integer, RuntimeException>atomically(tx -> {
        Integer first = queue.poll(tx);
        if (first != null && !place.tryPut(tx, first)) {
          stack.push(tx, first);
        }
        return first;
      });
    }

    @Operation
    public @Nullable Integer pop() {
      return stack.pop();
    }

    @Operation
    public @Nullable Integer tryTake() {
      return place.tryTake();
    }

    @Operation
    public List<Integer> pollAll() {
      return queue.pollAll();
    }

    @Operation
    public int size() {
      return Stm.<Integer, RuntimeException>atomically(tx -> queue.size(tx) + stack.size(tx));
    }
  }

  /** What they are, in sequence. */
  public static class PlainStructures {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();
    private @Nullable Integer place;

    public void add(int element) {
      queue.add(element);
    }

    public @Nullable Integer poll() {
      return queue.poll();
    }

    public @Nullable Integer peek() {
      return queue.peek();
    }

    public @Nullable Integer move() {
      Integer first = queue.poll();
      if (first != null && place == null) {
        place = first;
      } else if (first != null) {
        stack.push(first);
      }
      return first;
    }

    public @Nullable Integer pop() {
      return stack.poll();
    }

    public @Nullable Integer tryTake() {
      Integer taken = place;
      place = null;
      return taken;
    }

    public List<Integer> pollAll() {
      List<Integer> all = new ArrayList<>(queue);
      queue.clear();
      return all;
    }

    public int size() {
      return queue.size() + stack.size();
    }
  }

  @Nested
  class TransactionsOnNumbers {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Accounts.class, PlainAccounts.class);
    }

    @Test
    void areLinearizableInEveryInterleavingLockFree() {
      modelCheckObstructionFree(LockFreeAccounts.class, PlainAccounts.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Accounts.class, PlainAccounts.class);
      stress(LockFreeAccounts.class, PlainAccounts.class);
    }
  }

  @Nested
  class TransactionsOnStructures {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Structures.class, PlainStructures.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Structures.class, PlainStructures.class);
    }
  }
}
