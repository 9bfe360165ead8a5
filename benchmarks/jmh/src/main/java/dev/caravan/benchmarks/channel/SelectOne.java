package dev.caravan.benchmarks.channel;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.Clause;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What do clauses cost that are not ready? An item is sent into one channel and received by a
 * select over some. One operation is one item.
 *
 * <p>To run just this: {@code ./caravan bench channel -- SelectOne}.
 */
public class SelectOne extends Workload {
  static final int ITEMS = 100_000;

  /** How many channels the select looks at. */
  @Param({"1", "10"})
  public int clauses;

  private int size = ITEMS;
  private Channel<Integer>[] channels;
  private Clause<Integer>[] all;

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
  protected void prepare() {
    channels = new Channel[clauses];
    all = new Clause[clauses];
    for (int i = 0; i < clauses; i++) {
      channels[i] = Channel.bounded(1);
      all[i] = channels[i].receiving(item -> item);
    }
  }

  /** {@link Channel#select}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    long sum = 0;
    int last = clauses - 1;
    for (int i = 0; i < size; i++) {
      channels[last].send(i);
      sum += Channel.select(all);
    }
    return sum;
  }

  @Override
  public void tiny() {
    size = 1_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
