package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Generator;
import dev.caravan.effects.fiber.Switch;
import java.util.Iterator;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an element cost that another fiber makes on demand? The first numbers are made by code
 * that gives one after the other, and summed up. One operation is one element.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Generate}.
 */
@OperationsPerInvocation(Generate.ELEMENTS)
public class Generate extends FiberWorkload {
  static final int ELEMENTS = 100_000;

  private int size = ELEMENTS;

  /** {@link Switch#generate}. */
  @Override
  long fibers() {
    return Switch.call(sw -> {
      Generator<Integer> numbers =
          sw.generate(yield -> {
            for (int i = 0; i < size; i++) {
              yield.yield(i);
            }
          });
      return sum(numbers);
    });
  }

  private static long sum(Iterator<Integer> numbers) {
    long sum = 0;
    while (numbers.hasNext()) {
      sum += numbers.next();
    }
    return sum;
  }

  /** A virtual thread that makes the numbers, and a {@link SynchronousQueue}. */
  @Benchmark
  public long synchronousQueue() {
    SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
    FutureTask<Long> sum =
        forkVirtual(() -> {
          long added = 0;
          for (int i = 0; i < size; i++) {
            added += numbers.take();
          }
          return added;
        });
    FutureTask<Long> made =
        forkVirtual(() -> {
          for (int i = 0; i < size; i++) {
            numbers.put(i);
          }
          return 0L;
        });
    return join(sum) + join(made);
  }

  /** Kotlin's {@code sequence { yield(i) }}, which runs on its consumer's stack. */
  @Benchmark
  public long kotlinSequence() {
    return sum(KotlinSequence.numbers(size));
  }

  @Override
  public void tiny() {
    size = 500;
  }

  @Override
  protected Object expected(String contender) {
    return size * (size - 1L) / 2;
  }
}
