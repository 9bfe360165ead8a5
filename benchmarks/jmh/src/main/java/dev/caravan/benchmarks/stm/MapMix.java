package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import scala.concurrent.stm.japi.STM;

/**
 * What does a shared map cost? All threads use the same map of some 10,000 keys: they read a key,
 * or write it. What is written has the key as its value, so that reads can be checked. One
 * operation is one read or write.
 *
 * <p>To run just this: {@code ./caravan bench stm -- MapMix}.
 */
public class MapMix extends Workload {
  static final int OPERATIONS = 1_000_000;
  private static final int KEYS = 1 << 14;

  private interface Access {
    Integer read(Integer key);

    void write(Integer key, Integer value);
  }

  /** How many of a hundred operations are reads. */
  @Param({"50", "90", "100"})
  public int reads;

  private final Integer[] keys = new Integer[KEYS];
  private int size = OPERATIONS;

  @Override
  protected void prepare() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i;
    }
  }

  /** The sum of what was read or written: the same for all who do it right. */
  private long run(Access map) {
    for (Integer key : keys) {
      map.write(key, key);
    }
    return Threads.sum(
        workers,
        thread -> {
          long sum = 0;
          for (int i = thread; i < size; i += workers) {
            Integer key = keys[mix(i) & (KEYS - 1)];
            if ((mix(i) >>> 20) % 100 < reads) {
              sum += map.read(key);
            } else {
              map.write(key, key);
              sum += key;
            }
          }
          return sum;
        });
  }

  private static int mix(int i) {
    int h = i * 0x9E3779B9;
    return (h ^ (h >>> 15)) & Integer.MAX_VALUE;
  }

  /** {@link TMap}, each operation by itself. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public long caravan() {
    TMap<Integer, Object> map = new TMap<>();
    return run(access(map::get, map::put));
  }

  /** {@link TMap}, each operation in a transaction, as a part of something larger would be. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public long caravanInTransactions() {
    TMap<Integer, Object> map = new TMap<>();
    return run(
        access(
            key -> Stm.<Object, RuntimeException>atomically(tx -> map.get(tx, key)),
            (key, value) -> Stm.atomicallyVoid(tx -> map.put(tx, key, value))));
  }

  /** The JDK's map, which is not transactional: what composing costs. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public long concurrentHashMap() {
    Map<Integer, Object> map = new ConcurrentHashMap<>();
    return run(access(map::get, map::put));
  }

  /** A plain map under one lock. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public long lockedHashMap() {
    Map<Integer, Object> map = new HashMap<>();
    ReentrantLock lock = new ReentrantLock();
    return run(
        access(
            key -> {
              lock.lock();
              try {
                return map.get(key);
              } finally {
                lock.unlock();
              }
            },
            (key, value) -> {
              lock.lock();
              try {
                map.put(key, value);
              } finally {
                lock.unlock();
              }
            }));
  }

  /** ScalaSTM's map, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public long scalaStm() {
    Map<Integer, Object> map = STM.newMap();
    return run(access(map::get, map::put));
  }

  private interface Read {
    Object of(Integer key);
  }

  private interface Write {
    void to(Integer key, Object value);
  }

  /** Values are boxes of the key, made anew for each write: no write is one of the same object. */
  private static Access access(Read read, Write write) {
    return new Access() {
      @Override
      public Integer read(Integer key) {
        return ((Integer[]) read.of(key))[0];
      }

      @Override
      public void write(Integer key, Integer value) {
        write.to(key, new Integer[] {value});
      }
    };
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += mix(i) & (KEYS - 1);
    }
    return sum;
  }
}
