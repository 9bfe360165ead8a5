package dev.caravan.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.benchmarks.Workload;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;

class PoolWorkloadsTest {

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
            Sum::new,
            TreeSearch::new);
    return workloads.stream().flatMap(PoolWorkloadsTest::contenders);
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

  @Test
  void theTreeIsTheSameEverywhere() {
    assertThat(TreeSearch.sequential(TreeSearch.ROOT, TreeSearch.DEPTH))
        .isEqualTo(TreeSearch.NODES);
  }

  @Test
  void aNodeHasFourChildrenOnAverage() {
    long children = 0;
    for (int i = 0; i < 100_000; i++) {
      children += TreeSearch.children(TreeSearch.child(1, i), 1);
    }
    assertThat(children / 100_000.0).isBetween(3.9, 4.1);
  }
}
