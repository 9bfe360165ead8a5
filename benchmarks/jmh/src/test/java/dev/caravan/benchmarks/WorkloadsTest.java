package dev.caravan.benchmarks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.benchmarks.channel.PingPong;
import dev.caravan.benchmarks.channel.Pipe;
import dev.caravan.benchmarks.channel.SelectOne;
import dev.caravan.benchmarks.effects.Generator;
import dev.caravan.benchmarks.effects.Perform;
import dev.caravan.benchmarks.fibers.Both;
import dev.caravan.benchmarks.fibers.Cancel;
import dev.caravan.benchmarks.fibers.Generate;
import dev.caravan.benchmarks.fibers.Locks;
import dev.caravan.benchmarks.fibers.Permits;
import dev.caravan.benchmarks.fibers.PingPongAcross;
import dev.caravan.benchmarks.fibers.Ring;
import dev.caravan.benchmarks.fibers.SpawnJoin;
import dev.caravan.benchmarks.fibers.SpawnMany;
import dev.caravan.benchmarks.fibers.SpawnScope;
import dev.caravan.benchmarks.fibers.Turns;
import dev.caravan.benchmarks.fibers.Yields;
import dev.caravan.benchmarks.pool.Fib;
import dev.caravan.benchmarks.pool.Mandelbrot;
import dev.caravan.benchmarks.pool.MatrixMultiplication;
import dev.caravan.benchmarks.pool.Quicksort;
import dev.caravan.benchmarks.pool.Sort;
import dev.caravan.benchmarks.pool.SpawnAwait;
import dev.caravan.benchmarks.pool.SpawnFromOutside;
import dev.caravan.benchmarks.pool.Sum;
import dev.caravan.benchmarks.pool.Suspend;
import dev.caravan.benchmarks.pool.TreeSearch;
import dev.caravan.benchmarks.queue.Mpmc;
import dev.caravan.benchmarks.queue.Mpsc;
import dev.caravan.benchmarks.queue.Spsc;
import dev.caravan.benchmarks.queue.Stack;
import dev.caravan.benchmarks.stm.Accounts;
import dev.caravan.benchmarks.stm.MapMix;
import dev.caravan.benchmarks.stm.Queue;
import dev.caravan.benchmarks.stm.ReadOnly;
import dev.caravan.benchmarks.stm.Refs;
import dev.caravan.benchmarks.stm.Single;
import dev.caravan.benchmarks.stm.Transfer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;

class WorkloadsTest {

  @TestFactory
  Stream<DynamicTest> everyContenderGivesTheRightResult() {
    List<Supplier<Workload>> workloads =
        List.of(
            Fib::new,
            MatrixMultiplication::new,
            Mandelbrot::new,
            Quicksort::new,
            Sort::new,
            () -> spawnAwait("all"),
            () -> spawnAwait("each"),
            SpawnFromOutside::new,
            Suspend::new,
            Sum::new,
            TreeSearch::new,
            () -> pipe(1),
            () -> pipe(4),
            () -> ring(2),
            () -> ring(100),
            () -> select(1),
            () -> select(10),
            Perform::new,
            Generator::new,
            SpawnJoin::new,
            SpawnScope::new,
            SpawnMany::new,
            Yields::new,
            () -> fiberRing(2),
            () -> fiberRing(100),
            PingPongAcross::new,
            Generate::new,
            Both::new,
            Cancel::new,
            () -> turns(new Locks(), "nothing"),
            () -> turns(new Locks(), "yield"),
            () -> turns(new Permits(), "nothing"),
            () -> turns(new Permits(), "yield"),
            Stack::new,
            Spsc::new,
            Mpsc::new,
            Mpmc::new,
            Single::new,
            Transfer::new,
            Accounts::new,
            () -> mapMix(50),
            () -> mapMix(100),
            () -> refs(0),
            () -> refs(8),
            () -> readOnly(32),
            Queue::new);
    return workloads.stream().flatMap(WorkloadsTest::contenders);
  }

  private static Stream<DynamicTest> contenders(Supplier<Workload> workload) {
    return Arrays.stream(workload.get().getClass().getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .flatMap(method -> Stream.of(1, 2).map(workers -> verified(workload, method, workers)));
  }

  private static DynamicTest verified(Supplier<Workload> workload, Method contender, int workers) {
    Workload state = workload.get();
    String name = state.getClass().getSimpleName() + "." + contender.getName() + ", " + workers;
    return DynamicTest.dynamicTest(
        name,
        () -> {
          state.workers = workers;
          state.tiny();
          state.open(contender.getName());
          state.close();
        });
  }

  private static Workload pipe(int each) {
    Pipe workload = new Pipe();
    workload.each = each;
    return workload;
  }

  private static Workload ring(int members) {
    PingPong workload = new PingPong();
    workload.members = members;
    return workload;
  }

  private static Workload fiberRing(int members) {
    Ring workload = new Ring();
    workload.members = members;
    return workload;
  }

  private static Workload turns(Turns workload, String inside) {
    workload.inside = inside;
    return workload;
  }

  private static Workload select(int clauses) {
    SelectOne workload = new SelectOne();
    workload.clauses = clauses;
    return workload;
  }

  private static Workload mapMix(int reads) {
    MapMix workload = new MapMix();
    workload.reads = reads;
    return workload;
  }

  private static Workload refs(int howMany) {
    Refs workload = new Refs();
    workload.refs = howMany;
    return workload;
  }

  private static Workload readOnly(int howMany) {
    ReadOnly workload = new ReadOnly();
    workload.refs = howMany;
    return workload;
  }

  private static Workload spawnAwait(String order) {
    SpawnAwait workload = new SpawnAwait();
    workload.order = order;
    return workload;
  }

  /** A workload that gives a wrong result, as a broken contender would. */
  public static class Wrong extends Workload {
    /** Computes nonsense. */
    public int caravan() {
      return 41;
    }

    @Override
    public void tiny() {}

    @Override
    protected Object expected(String contender) {
      return 42;
    }
  }

  @Test
  void aWrongResultIsNotTimed() {
    Wrong workload = new Wrong();
    workload.workers = 1;
    assertThatThrownBy(() -> workload.open("caravan"))
        .hasMessage("Wrong.caravan with 1 workers gives a wrong result: 41");
    workload.close();
  }
}
