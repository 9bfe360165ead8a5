package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a fork cost? fib(35) that forks at every call, without a cut-off: one operation is one
 * call of fib. Virtual threads compute fib(20), since a thread for each of 30 million calls would
 * take minutes; the figure is per call just the same.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Fib}.
 */
public class Fib extends Workload {
  private static final int CALLS_OF_35 = 29_860_703; // 2 fib(36) - 1
  private static final int CALLS_OF_20 = 21_891; // 2 fib(21) - 1

  private int n = 35;
  private int smallN = 20;

  /** The ordinary way: lambdas that return objects. */
  @Benchmark
  @OperationsPerInvocation(CALLS_OF_35)
  public int caravan() {
    return pool.invoke(() -> both(n));
  }

  private static int both(int n) {
    return n < 2 ? n : ForkJoin.both(() -> both(n - 1), () -> both(n - 2), Integer::sum);
  }

  /** Without boxing. */
  @Benchmark
  @OperationsPerInvocation(CALLS_OF_35)
  public int caravanPrimitive() {
    return pool.invoke(() -> bothInt(n));
  }

  private static int bothInt(int n) {
    return n < 2 ? n : ForkJoin.bothInt(() -> bothInt(n - 1), () -> bothInt(n - 2), Integer::sum);
  }

  /** The textbook way: a {@link RecursiveTask} whose result is an object. */
  @Benchmark
  @OperationsPerInvocation(CALLS_OF_35)
  public int forkJoinPool() {
    return forkJoinPool.invoke(new Boxed(n));
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Boxed extends RecursiveTask<Integer> {
    private final int n;

    Boxed(int n) {
      this.n = n;
    }

    @Override
    protected Integer compute() {
      if (n < 2) {
        return n;
      }
      Boxed second = new Boxed(n - 2);
      second.fork();
      return new Boxed(n - 1).compute() + second.join();
    }
  }

  /** The fastest way we know on a ForkJoinPool: the result in a field of the task. */
  @Benchmark
  @OperationsPerInvocation(CALLS_OF_35)
  public int forkJoinPoolPrimitive() {
    Unboxed root = new Unboxed(n);
    forkJoinPool.invoke(root);
    return root.result;
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Unboxed extends RecursiveAction {
    private final int n;
    private int result;

    Unboxed(int n) {
      this.n = n;
    }

    @Override
    protected void compute() {
      if (n < 2) {
        result = n;
        return;
      }
      Unboxed first = new Unboxed(n - 1);
      Unboxed second = new Unboxed(n - 2);
      second.fork();
      first.compute();
      second.join();
      result = first.result + second.result;
    }
  }

  /** A virtual thread for each fork. */
  @Benchmark
  @OperationsPerInvocation(CALLS_OF_20)
  public int virtualThreads() {
    return onVirtualThread(() -> threads(smallN));
  }

  private static int threads(int n) {
    if (n < 2) {
      return n;
    }
    FutureTask<Integer> second = forkVirtual(() -> threads(n - 2));
    return threads(n - 1) + join(second);
  }

  @Override
  public void tiny() {
    n = 15;
    smallN = 10;
  }

  @Override
  protected Object expected(String contender) {
    int a = 0;
    int b = 1;
    for (int i = contender.equals("virtualThreads") ? smallN : n; i > 0; i--) {
      int next = a + b;
      a = b;
      b = next;
    }
    return a;
  }
}
