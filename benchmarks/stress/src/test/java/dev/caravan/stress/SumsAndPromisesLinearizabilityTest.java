package dev.caravan.stress;

import static dev.caravan.stress.LinearizabilityTest.modelCheckObstructionFree;
import static dev.caravan.stress.LinearizabilityTest.stress;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TAdder;
import dev.caravan.core.stm.data.TPromise;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The two structures whose transactions meet seldom: a sum in many parts, and a promise that is
 * decided once.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='SumsAndPromisesLinearizabilityTest*' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SumsAndPromisesLinearizabilityTest {
  /** Two sums, between which an amount moves. */
  @Param(name = "amount", gen = IntGen.class, conf = "1:4")
  public static class Sums {
    private final TAdder sum = new TAdder();
    private final TAdder other = new TAdder();

    @Operation
    public void add(@Param(name = "amount") int amount) {
      sum.add(amount);
    }

    @Operation
    public void set(@Param(name = "amount") int amount) {
      sum.set(amount);
    }

    @Operation
    public long sum() {
      return sum.sum();
    }

    @Operation
    public void move(@Param(name = "amount") int amount) {
      Stm.atomicallyVoid(tx -> {
        sum.add(tx, -amount);
        other.add(tx, amount);
      });
    }

    @Operation
    public long difference() {
      return Stm.<Long, RuntimeException>atomically(tx -> sum.sum(tx) - other.sum(tx));
    }
  }

  /** What the sums are, in sequence. */
  public static class PlainSums {
    private long sum;
    private long other;

    public void add(int amount) {
      sum += amount;
    }

    public void set(int amount) {
      sum = amount;
    }

    public long sum() {
      return sum;
    }

    public void move(int amount) {
      sum -= amount;
      other += amount;
    }

    public long difference() {
      return sum - other;
    }
  }

  /** Two promises, of which the second is decided only after the first. */
  @Param(name = "value", gen = IntGen.class, conf = "1:4")
  public static class Promises {
    private final TPromise<Integer> promise = new TPromise<>();
    private final TPromise<Integer> next = new TPromise<>();

    @Operation
    public boolean fulfill(@Param(name = "value") int value) {
      return promise.tryFulfill(value);
    }

    @Operation
    public boolean fail(@Param(name = "value") int value) {
      return promise.tryFail(new IllegalStateException("failed with " + value));
    }

    @Operation
    public boolean isDone() {
      return promise.isDone();
    }

    /** The value, or what the failure says; null while there is none. */
    @Operation
    public @Nullable String peek() {
      return Stm.<@Nullable String, RuntimeException>atomically(
          tx -> promise.isDone(tx) ? told(() -> promise.await(tx)) : null);
    }

    /** Decides the next one by this one. */
    @Operation
    public boolean passOn() {
      return Stm.<Boolean, RuntimeException>atomically(
          tx -> promise.isDone(tx) && next.tryFulfill(tx, 0));
    }

    @Operation
    public String both() {
      return Stm.<String, RuntimeException>atomically(
          tx -> promise.isDone(tx) + " " + next.isDone(tx));
    }

    private static String told(Supplier<Integer> value) {
      try {
        return value.get().toString();
      } catch (IllegalStateException failure) {
        return String.valueOf(failure.getMessage());
      }
    }
  }

  /** What the promises are, in sequence. */
  public static class PlainPromises {
    private @Nullable String end;
    private boolean passedOn;

    public boolean fulfill(int value) {
      return decide(Integer.toString(value));
    }

    public boolean fail(int value) {
      return decide("failed with " + value);
    }

    private boolean decide(String as) {
      boolean first = end == null;
      if (first) {
        end = as;
      }
      return first;
    }

    public boolean isDone() {
      return end != null;
    }

    public @Nullable String peek() {
      return end;
    }

    public boolean passOn() {
      boolean passes = end != null && !passedOn;
      passedOn |= passes;
      return passes;
    }

    public String both() {
      return (end != null) + " " + passedOn;
    }
  }

  @Nested
  class OfSums {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Sums.class, PlainSums.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Sums.class, PlainSums.class);
    }
  }

  @Nested
  class OfPromises {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Promises.class, PlainPromises.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Promises.class, PlainPromises.class);
    }
  }
}
