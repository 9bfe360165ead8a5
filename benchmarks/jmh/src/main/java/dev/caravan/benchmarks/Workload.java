package dev.caravan.benchmarks;

import dev.caravan.core.pool.Pool;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What the workloads share: a Caravan pool and a ForkJoinPool of the same parallelism, and the
 * check of the result. A workload is one subclass; each contender is one benchmark method of it,
 * without parameters, which returns the result of the whole computation. Virtual threads have as
 * many carriers as there are workers, by a flag that the runner gives.
 *
 * <p>The result of the contender is compared with that of plain sequential code before anything is
 * timed; a wrong one ends the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Workload {

  /** How many tasks run at a time. The runner gives the values up to the machine's cores. */
  @Param({"1", "2"})
  public int workers;

  /** The pool of the Caravan contenders. */
  protected Pool pool;

  /** The pool of the JDK's contenders. */
  protected ForkJoinPool forkJoinPool;

  /** Makes the pools and the input, then verifies the contender that is about to be timed. */
  @Setup(Level.Trial)
  public final void setUp(BenchmarkParams params) throws Exception {
    String method = params.getBenchmark();
    open(method.substring(method.lastIndexOf('.') + 1));
  }

  /** Closes the pools. */
  @TearDown(Level.Trial)
  public final void close() {
    pool.close();
    forkJoinPool.close();
  }

  /** Makes the pools and the input, and verifies a contender; for tests too. */
  public final void open(String contender) throws Exception {
    pool = Pool.workStealing(workers);
    forkJoinPool = new ForkJoinPool(workers);
    prepare();
    verify(contender);
  }

  /** Makes the input. */
  protected void prepare() {}

  /** Makes the input new where a run uses it up. */
  protected void refresh() {}

  /** Shrinks the workload, for tests. */
  public abstract void tiny();

  /** The right result of a contender, by sequential code. */
  protected abstract Object expected(String contender);

  private void verify(String contender) throws Exception {
    refresh();
    Object result = result(contender);
    if (!Objects.deepEquals(result, expected(contender))) {
      throw new IllegalStateException(
          getClass().getSimpleName()
              + "."
              + contender
              + " with "
              + workers
              + " workers gives a wrong result"
              + (result instanceof Number ? ": " + result : ""));
    }
  }

  private @Nullable Object result(String contender) throws Exception {
    try {
      return getClass().getMethod(contender).invoke(this);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(contender + " fails", e.getCause());
    }
  }

  /** Runs a body on a virtual thread and waits for its value. */
  protected static <T> T onVirtualThread(Callable<T> body) {
    return join(forkVirtual(body));
  }

  /** Starts a virtual thread for a body. */
  protected static <T> FutureTask<T> forkVirtual(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.startVirtualThread(task);
    return task;
  }

  /** Waits for the value of a body. */
  protected static <T> T join(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
