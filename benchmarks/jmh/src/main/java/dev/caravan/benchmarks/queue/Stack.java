package dev.caravan.benchmarks.queue;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.queue.TreiberStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to put an element onto a stack and take one off, as a pool of objects does? As
 * many platform threads as there are workers share a million such pairs. One operation is one pair.
 *
 * <p>To run just this: {@code ./caravan bench queue -- Stack}.
 */
public class Stack extends Contended {

  /** {@link TreiberStack}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    TreiberStack<Integer> stack = new TreiberStack<>();
    return pairs(stack::push, stack::pop);
  }

  /** {@link ConcurrentLinkedDeque}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long concurrentLinkedDeque() {
    ConcurrentLinkedDeque<Integer> stack = new ConcurrentLinkedDeque<>();
    return pairs(stack::push, stack::poll);
  }

  private long pairs(Consumer<Integer> push, Supplier<@Nullable Integer> pop) {
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      int first = i;
      tasks.add(
          new FutureTask<>(() -> {
            long sum = 0;
            for (int n = first; n < size; n += workers) {
              push.accept(n);
              sum += sumOf(1, pop); // there is one: each has pushed before it pops
            }
            return sum;
          }));
    }
    tasks.forEach(task -> Thread.ofPlatform().start(task));
    return tasks.stream().mapToLong(Workload::join).sum();
  }
}
