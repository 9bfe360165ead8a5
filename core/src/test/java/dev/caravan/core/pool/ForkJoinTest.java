package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ForkJoinTest {

  @Nested
  class TwoParts {
    @ParameterizedTest
    @EnumSource(PoolKind.class)
    @DisplayName("moonpool 17: both returns both values")
    void bothReturnsBothValues(PoolKind kind) {
      Pair<Integer, Integer> values = kind.run(pool -> ForkJoin.both(() -> 1, () -> 2));

      assertThat(values).isEqualTo(new Pair<>(1, 2));
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    @DisplayName("moonpool 17: the right half fails after the left one is done")
    void theRightHalfFails(PoolKind kind) {
      IOException failure = new IOException("exit");
      AtomicBoolean left = new AtomicBoolean();
      Trigger leftDone = new Trigger();

      assertThatThrownBy(() ->
              kind.run(pool ->
                  ForkJoin.both(
                      () -> {
                        left.set(true);
                        return leftDone.signal();
                      },
                      () -> {
                        leftDone.await();
                        throw failure;
                      })))
          .isSameAs(failure);
      assertThat(left).isTrue();
    }

    @Test
    void aFailingStolenHalfEndsTheWaitOfItsSibling() {
      IllegalStateException failure = new IllegalStateException("stolen, on purpose");
      Trigger began = new Trigger();
      try (Pool pool = Pool.workStealing(2)) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() ->
                    ForkJoin.bothVoid(
                        () -> {
                          began.signal();
                          new Trigger("what never comes").await();
                        },
                        () -> {
                          began.await();
                          throw failure;
                        })))
            .isSameAs(failure);
      }
    }

    @Test
    void aFailingStolenHalfStopsTheForksOfItsSibling() {
      IllegalStateException failure = new IllegalStateException("stolen, on purpose");
      try (Pool pool = Pool.workStealing(2)) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() ->
                    ForkJoin.bothVoid(
                        ForkJoinTest::forkForEver,
                        () -> {
                          throw failure;
                        })))
            .isSameAs(failure);
      }
    }

    @Test
    void aProtectedPartIsNotCancelledByItsSibling() {
      IllegalStateException failure = new IllegalStateException("stolen, on purpose");
      Trigger began = new Trigger();
      Trigger failed = new Trigger();
      AtomicBoolean cleanedUp = new AtomicBoolean();
      try (Pool pool = Pool.workStealing(2)) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() ->
                    ForkJoin.bothVoid(
                        () ->
                            CancelScope.protect(() -> {
                              began.signal();
                              failed.await();
                              cleanedUp.set(true);
                              return null;
                            }),
                        () -> {
                          began.await();
                          CancelScope.current().orElseThrow().onCancel(failed::signal);
                          throw failure;
                        })))
            .isSameAs(failure);
      }
      assertThat(cleanedUp).isTrue();
    }

    @Test
    void aFailingStolenPartOfALoopStopsItsOwner() {
      IllegalStateException failure = new IllegalStateException("stolen, on purpose");
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch failed = new CountDownLatch(1);
      try (Pool pool = Pool.workStealing(2)) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() ->
                    ForkJoin.forChunks(
                        0,
                        1_000,
                        1,
                        (i, end) -> {
                          ran.incrementAndGet();
                          if (i == 0) { // holds its worker: the other one has the later half
                            CancelScope.current().orElseThrow().onCancel(failed::countDown);
                            failed.await();
                          } else if (i >= 500) {
                            throw failure;
                          }
                        })))
            .isSameAs(failure);
      }
      assertThat(ran.get()).as("the owner's pieces after the first did not begin").isLessThan(10);
    }

    @RepeatedTest(20)
    @DisplayName("moonpool 17: halves of 50 ms overlap on two workers, always")
    void twoHalvesRunInParallel() throws Exception {
      AtomicLong secondBegan = new AtomicLong();
      try (Pool pool = Pool.workStealing(2)) {
        long firstEnded =
            pool.<Long, InterruptedException>invoke(() ->
                ForkJoin.<Long, Boolean, Long, InterruptedException>both(
                    () -> {
                      Thread.sleep(50); // the duration is the subject
                      return System.nanoTime();
                    },
                    () -> {
                      secondBegan.set(System.nanoTime());
                      Thread.sleep(50);
                      return true;
                    },
                    (ended, ok) -> ended));

        assertThat(secondBegan.get()).isLessThan(firstEnded);
      }
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    void divideAndConquerInEveryForm(PoolKind kind) {
      kind.<Void, RuntimeException>run(pool -> {
        assertThat(fib(20)).isEqualTo(6765);
        assertThat(fibInt(20)).isEqualTo(6765);
        assertThat(fibLong(20)).isEqualTo(6765L);
        assertThat(fibDouble(20)).isEqualTo(6765.0);
        return null;
      });
    }

    @Test
    void outsideAnyPoolTheSharedOneIsUsed() {
      Set<String> pools = ConcurrentHashMap.newKeySet();

      ForkJoin.bothVoid(
          () -> pools.add(Pool.current().name()), () -> pools.add(Pool.current().name()));

      assertThat(pools).containsExactly(Pool.shared().name());
      assertThat(fib(15)).isEqualTo(610);
    }

    @Test
    void deepRecursionOnOneSide() {
      try (Pool pool = Pool.workStealing(2)) {
        assertThat(pool.<Integer, RuntimeException>invoke(() -> leaning(1_000))).isEqualTo(1_001);
      }
    }

    private static int leaning(int depth) {
      return depth == 0 ? 1 : ForkJoin.both(() -> leaning(depth - 1), () -> 1, Integer::sum);
    }

    private static int fib(int n) {
      return n < 2 ? n : ForkJoin.both(() -> fib(n - 1), () -> fib(n - 2), Integer::sum);
    }

    private static int fibInt(int n) {
      return n < 2 ? n : ForkJoin.bothInt(() -> fibInt(n - 1), () -> fibInt(n - 2), Integer::sum);
    }

    private static long fibLong(int n) {
      return n < 2 ? n : ForkJoin.bothLong(() -> fibLong(n - 1), () -> fibLong(n - 2), Long::sum);
    }

    private static double fibDouble(int n) {
      return n < 2
          ? n
          : ForkJoin.bothDouble(() -> fibDouble(n - 1), () -> fibDouble(n - 2), Double::sum);
    }
  }

  @Nested
  class Loops {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 32, 1_000, 5_000})
    @DisplayName(
        "domainslib 1: every index is visited once by each loop, whatever the grain (0: automatic)")
    void everyIndexIsVisitedOnce(int grain) {
      List<Integer> indices = IntStream.range(0, 1_000).boxed().toList();
      for (PoolKind kind : PoolKind.values()) {
        AtomicIntegerArray visits = new AtomicIntegerArray(1_000);

        kind.<Void, RuntimeException>run(pool -> {
          if (grain == 0) {
            ForkJoin.forRange(0, 1_000, visits::incrementAndGet);
            ForkJoin.forEach(indices, visits::incrementAndGet);
          } else {
            ForkJoin.forRange(0, 1_000, grain, visits::incrementAndGet);
            ForkJoin.forEach(indices, grain, visits::incrementAndGet);
          }
          return null;
        });

        for (int i = 0; i < 1_000; i++) {
          assertThat(visits.get(i)).as("%d on %s", i, kind).isEqualTo(2);
        }
      }
    }

    @Test
    @DisplayName("moonpool 18: an empty range never calls the body")
    void anEmptyRangeNeverCallsTheBody() {
      AtomicInteger calls = new AtomicInteger();

      ForkJoin.forRange(0, 0, i -> calls.incrementAndGet());
      ForkJoin.forRange(5, 3, i -> calls.incrementAndGet());
      ForkJoin.forChunks(0, 0, 5, (from, to) -> calls.incrementAndGet());

      assertThat(calls).hasValue(0);
    }

    @Test
    @DisplayName("moonpool 18: pieces of one hold one number")
    void piecesOfOneHoldOneNumber() {
      Set<Integer> met = ConcurrentHashMap.newKeySet();

      ForkJoin.forChunks(
          0,
          100,
          1,
          (from, to) -> {
            assertThat(to).isEqualTo(from + 1);
            met.add(from);
          });

      assertThat(met).hasSize(100);
    }

    @Test
    @DisplayName("moonpool 18: a piece has the size asked for, but for the last")
    void piecesHaveTheSizeAskedFor() {
      List<String> pieces = Collections.synchronizedList(new ArrayList<>());

      ForkJoin.forChunks(3, 103, 30, (from, to) -> pieces.add(from + "-" + to));

      assertThat(pieces).containsExactlyInAnyOrder("3-33", "33-63", "63-93", "93-103");
    }

    @Test
    @DisplayName("moonpool 18: 42 squares sum up as in sequence")
    void squaresSumUpAsInSequence() throws Exception {
      List<Integer> numbers = IntStream.range(0, 42).boxed().toList();

      List<Integer> squares = ForkJoin.all(numbers.stream().map(ForkJoinTest::square).toList());

      assertThat(squares).isEqualTo(numbers.stream().map(i -> i * i).toList());
    }

    @Test
    @SuppressWarnings("JdkObsolete") // a list without random access
    void aLoopOverAListOfAnyKindMeetsEachItemOnce() {
      List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
      for (List<Integer> items : List.of(numbers, new LinkedList<>(numbers))) {
        AtomicIntegerArray visits = new AtomicIntegerArray(500);

        ForkJoin.forEach(items, visits::incrementAndGet);

        for (int i = 0; i < 500; i++) {
          assertThat(visits.get(i)).as("%d of a %s", i, items.getClass()).isEqualTo(1);
        }
      }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the mistake
    void givenANullPartThenItIsNamed() {
      assertThatThrownBy(() -> ForkJoin.both(() -> 1, null, Integer::sum)).hasMessage("second");
      assertThatThrownBy(() -> ForkJoin.both(() -> 1, () -> 2, null)).hasMessage("combine");
      assertThatThrownBy(() -> ForkJoin.bothInt(null, () -> 2, Integer::sum)).hasMessage("first");
      assertThatThrownBy(() -> ForkJoin.bothInt(() -> 1, null, Integer::sum)).hasMessage("second");
      assertThatThrownBy(() -> ForkJoin.bothLong(() -> 1, null, Long::sum)).hasMessage("second");
      assertThatThrownBy(() -> ForkJoin.bothDouble(() -> 1, null, Double::sum))
          .hasMessage("second");
    }

    @Test
    void givenAPartOfTwoKindsThenTheKindThatWasAskedForRuns() {
      class Both implements ThrowingSupplier<Integer, RuntimeException>, IntSupplier {
        @Override
        public Integer get() {
          return 1;
        }

        @Override
        public int getAsInt() {
          return 2;
        }
      }
      try (Pool pool = Pool.workStealing(2)) {
        CountDownLatch stolen = new CountDownLatch(1);
        int sum =
            pool.invoke(() ->
                ForkJoin.bothInt(() -> 0, new Both(), Integer::sum)
                    + ForkJoin.bothInt(
                        () -> {
                          try {
                            stolen.await();
                          } catch (InterruptedException e) {
                            throw new AssertionError(e);
                          }
                          return 0;
                        },
                        new Both() {
                          @Override
                          public int getAsInt() {
                            stolen.countDown();
                            return 20;
                          }
                        },
                        Integer::sum));
        assertThat(sum).isEqualTo(22);
      }
    }

    @Test
    void badArgumentsAreRefusedByName() {
      assertThatThrownBy(() -> ForkJoin.forRange(0, 10, 0, i -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("grain");
      assertThatThrownBy(() -> ForkJoin.forRange(0, 10, -1, i -> {}))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ForkJoin.forRange(Integer.MIN_VALUE, Integer.MAX_VALUE, i -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Integer.MAX_VALUE");
      assertThatThrownBy(() -> ForkJoin.forRange(0, 10, null))
          .isInstanceOf(NullPointerException.class);
    }

    @Test
    void loopsInLoops() {
      AtomicInteger sum = new AtomicInteger();
      try (Pool pool = Pool.workStealing(4)) {
        pool.invokeVoid(() ->
            ForkJoin.forRange(
                0, 50, 1, i -> ForkJoin.forRange(0, 50, 1, j -> sum.addAndGet(i * j))));
      }

      assertThat(sum).hasValue(1225 * 1225);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aLoopWhosePiecesWaitEnds(int workers) {
      AtomicInteger sum = new AtomicInteger();
      try (Pool pool = Pool.workStealing(workers)) {
        pool.invokeVoid(() ->
            ForkJoin.forRange(
                0,
                200,
                7,
                i -> {
                  Pool.yieldNow();
                  sum.addAndGet(pool.spawn(() -> i).await());
                }));
      }

      assertThat(sum).hasValue(199 * 200 / 2);
    }
  }

  private static ThrowingSupplier<Integer, IOException> square(int i) {
    return () -> i * i;
  }

  @Nested
  class Folds {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1_000})
    @DisplayName("domainslib 2: the sum of 1 to 100 is 5050 and the first value, used once")
    void reduceUsesTheFirstValueOnce(int grain) {
      for (int init : new int[] {0, 1, -7}) {
        int boxed = ForkJoin.reduce(1, 101, grain, init, i -> i, Integer::sum);
        assertThat(boxed).isEqualTo(5050 + init);
        assertThat(ForkJoin.reduceInt(1, 101, grain, init, i -> i, Integer::sum))
            .isEqualTo(5050 + init);
        assertThat(ForkJoin.reduceLong(1, 101, grain, init, i -> i, Long::sum))
            .isEqualTo(5050L + init);
        assertThat(ForkJoin.reduceDouble(1, 101, grain, init, i -> i, Double::sum))
            .isEqualTo(5050.0 + init);
        assertThat(ForkJoin.reduceInt(1, 101, init, i -> i, Integer::sum)).isEqualTo(5050 + init);
        assertThat(ForkJoin.reduceLong(1, 101, init, i -> i, Long::sum)).isEqualTo(5050L + init);
        assertThat(ForkJoin.reduceDouble(1, 101, init, i -> i, Double::sum))
            .isEqualTo(5050.0 + init);
      }
    }

    @Test
    @DisplayName("domainslib 3: a fold over nothing is the first value")
    void aFoldOverNothingIsTheFirstValue() {
      String boxed = ForkJoin.reduce(0, 0, "first", i -> "never", String::concat);
      assertThat(boxed).isEqualTo("first");
      assertThat(ForkJoin.reduceInt(3, 3, 9, i -> 1, Integer::sum)).isEqualTo(9);
      assertThat(ForkJoin.reduceLong(3, 2, 9, i -> 1, Long::sum)).isEqualTo(9);
      assertThat(ForkJoin.reduceDouble(3, 2, 9, i -> 1, Double::sum)).isEqualTo(9);
    }

    @Test
    void anOperatorThatIsOnlyAssociativeIsEnough() {
      String expected =
          "<" + String.join("", IntStream.range(0, 500).mapToObj(i -> i + ",").toList());
      try (Pool pool = Pool.workStealing(4)) {
        for (int grain : new int[] {1, 3, 100}) {
          String joined =
              pool.invoke(() -> ForkJoin.reduce(0, 500, grain, "<", i -> i + ",", String::concat));
          assertThat(joined).isEqualTo(expected);
        }
      }
    }

    @Test
    @DisplayName("domainslib 4, 5: scan equals the sequential one for 1 to 21 workers, in order")
    void scanEqualsTheSequentialOne() {
      String[] letters =
          IntStream.range(0, 20)
              .mapToObj(i -> String.valueOf((char) ('a' + i)))
              .toArray(String[]::new);
      String[] expected = letters.clone();
      Arrays.parallelPrefix(expected, String::concat);
      for (int workers = 1; workers <= 21; workers++) {
        try (Pool pool = Pool.workStealing(workers)) {
          assertThat(pool.invoke(() -> ForkJoin.scan(letters, String::concat)))
              .as("%d workers", workers)
              .containsExactly(expected);
        }
      }
    }

    @Test
    @DisplayName("domainslib 6: find gives a true match or nothing")
    void findGivesATrueMatchOrNothing() {
      assertThat(ForkJoin.find(0, 10_000, i -> i % 997 == 996).orElseThrow() % 997).isEqualTo(996);
      assertThat(ForkJoin.find(0, 10_000, 10, i -> i == 9_999)).hasValue(9_999);
      assertThat(ForkJoin.find(0, 10_000, i -> false)).isEmpty();
      assertThat(ForkJoin.find(0, 0, i -> true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 100})
    @DisplayName("moonpool 19, 20: mapList and mapArray equal the sequential map, nested too")
    void mapsEqualTheSequentialOne(int grain) {
      List<Integer> items = IntStream.range(0, 120).boxed().toList();
      List<List<Integer>> expected =
          items.stream().map(i -> items.stream().map(j -> i * j).toList()).toList();
      for (int workers : new int[] {1, 4}) {
        try (Pool pool = Pool.workStealing(workers)) {
          List<List<Integer>> nested =
              pool.invoke(() ->
                  ForkJoin.mapList(items, grain, i -> ForkJoin.mapList(items, grain, j -> i * j)));
          Integer[] mapped =
              pool.invoke(() ->
                  ForkJoin.mapArray(items.toArray(Integer[]::new), grain, Integer[]::new, i -> -i));

          assertThat(nested).isEqualTo(expected);
          assertThat(mapped).containsExactly(items.stream().map(i -> -i).toArray(Integer[]::new));
        }
      }
    }

    @Test
    void sortingIsStable() {
      Integer[] numbers =
          IntStream.range(0, 50_000).mapToObj(i -> i * 7919 % 50_021).toArray(Integer[]::new);
      Comparator<Integer> byLastDigit = Comparator.comparingInt(i -> i % 10);
      Integer[] expected = numbers.clone();
      Arrays.sort(expected, byLastDigit);

      ForkJoin.sort(numbers, byLastDigit);

      assertThat(numbers).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void sortingALargeArrayIsTheJdksWhateverItsPattern(int workers) {
      SplittableRandom random = new SplittableRandom(workers);
      int size = 600_000;
      double[][] patterns = {
        random.doubles(size).toArray(),
        random.doubles(size).map(d -> d < 0.6 ? Double.NaN : d).toArray(),
        random.doubles(size).map(d -> d < 0.6 ? Double.POSITIVE_INFINITY : d).toArray(),
        random.doubles(size).map(d -> d < 0.6 ? -0.0 : d < 0.7 ? 0.0 : d).toArray(),
        random.doubles(size).map(d -> d < 0.9 ? 0.95 : d).toArray(),
        random.doubles(size).sorted().toArray(),
        random.doubles(size).sorted().map(d -> -d).toArray(),
        IntStream.range(0, size).mapToDouble(i -> i % 1_000).toArray(),
      };
      try (Pool pool = Pool.workStealing(workers)) {
        for (double[] doubles : patterns) {
          int[] ints = Arrays.stream(doubles).mapToInt(d -> (int) (d * 1_000)).toArray();
          long[] longs = Arrays.stream(doubles).mapToLong(Double::doubleToRawLongBits).toArray();
          double[] sortedDoubles = doubles.clone();
          int[] sortedInts = ints.clone();
          long[] sortedLongs = longs.clone();
          Arrays.sort(sortedDoubles);
          Arrays.sort(sortedInts);
          Arrays.sort(sortedLongs);
          pool.invokeVoid(() -> {
            ForkJoin.sort(doubles);
            ForkJoin.sort(ints);
            ForkJoin.sort(longs);
          });
          assertThat(Arrays.equals(doubles, sortedDoubles)).isTrue();
          assertThat(Arrays.equals(ints, sortedInts)).isTrue();
          assertThat(Arrays.equals(longs, sortedLongs)).isTrue();
        }
      }
    }

    @RepeatedTest(5)
    void aCancelledSortKeepsAllElements() {
      int[] numbers = new SplittableRandom(1).ints(2_000_000).toArray();
      int[] sorted = numbers.clone();
      Arrays.sort(sorted);
      CancelScope scope = CancelScope.root();
      try (Pool pool = Pool.workStealing(2)) {
        Fut<Void> sort = pool.spawnVoid(() -> scope.run(() -> ForkJoin.sort(numbers)));
        Eventually.until("sorting", () -> pool.statistics().forked() > 1 || sort.isDone());
        scope.cancel(null);
        sort.outcome().await();
      }
      Arrays.sort(numbers);
      assertThat(Arrays.equals(numbers, sorted)).isTrue();
    }

    @Test
    void sortingDoublesKnowsTheOddOnes() {
      double[] numbers = {
        Double.NaN, 0.0, -0.0, Double.POSITIVE_INFINITY, -1, Double.NEGATIVE_INFINITY
      };
      double[] expected = numbers.clone();
      Arrays.sort(expected);

      ForkJoin.sort(numbers);

      assertThat(numbers).containsExactly(expected);
    }

    @Test
    void anOrderThatThrowsFailsTheSort() {
      IllegalStateException failure = new IllegalStateException("no order");
      Integer[] numbers = IntStream.range(0, 10_000).boxed().toArray(Integer[]::new);

      assertThatThrownBy(() ->
              ForkJoin.sort(
                  numbers,
                  (_, _) -> {
                    throw failure;
                  }))
          .isSameAs(failure);
    }
  }

  @Nested
  class Failing {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("a failing half cancels the running other one, and joins it")
    void aFailingHalfCancelsTheOther(int workers) {
      IOException failure = new IOException("first");
      try (Pool pool = Pool.workStealing(workers)) {
        Trigger entered = new Trigger();
        Trigger never = new Trigger();
        AtomicBoolean ended = new AtomicBoolean();

        Throwable thrown =
            catchThrowable(() ->
                pool.invoke(() ->
                    ForkJoin.both(
                        () -> {
                          entered.await();
                          throw failure;
                        },
                        () -> {
                          try {
                            entered.signal();
                            never.await();
                            return "never";
                          } finally {
                            ended.set(true);
                          }
                        })));

        assertThat(thrown).isSameAs(failure);
        assertThat(ended).as("the other half was joined").isTrue();
        assertThat(never.end()).isEqualTo(Trigger.End.CANCELLED);
        assertThat(failure.getSuppressed()).as("its cancellation is no failure").isEmpty();
      }
    }

    @Test
    @DisplayName("the second failure is suppressed on the first")
    void theSecondFailureIsSuppressed() {
      IOException first = new IOException("first");
      IOException second = new IOException("second");
      Trigger entered = new Trigger();
      try (Pool pool = Pool.workStealing(2)) {
        Throwable thrown =
            catchThrowable(() ->
                pool.invokeVoid(() ->
                    ForkJoin.bothVoid(
                        () -> {
                          entered.await();
                          throw first;
                        },
                        () -> {
                          entered.signal();
                          try {
                            new Trigger().await();
                          } catch (Cancelled e) {
                            throw second;
                          }
                        })));

        assertThat(thrown).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
      }
    }

    @Test
    void aHalfThatHasNotBegunDoesNotBegin() {
      AtomicBoolean ran = new AtomicBoolean();
      IOException failure = new IOException("at once");
      try (Pool pool = Pool.confined()) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() ->
                    ForkJoin.bothVoid(
                        () -> {
                          throw failure;
                        },
                        () -> ran.set(true))))
            .isSameAs(failure);
      }

      assertThat(ran).isFalse();
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    @DisplayName("a failing piece of a loop stops it, and all begun pieces are joined")
    void aFailingPieceStopsTheLoop(PoolKind kind) {
      IllegalStateException failure = new IllegalStateException("piece 500");
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger begun = new AtomicInteger();

      kind.<Void, RuntimeException>run(pool -> {
        Throwable thrown =
            catchThrowable(() ->
                ForkJoin.forRange(
                    0,
                    100_000,
                    10,
                    i -> {
                      begun.incrementAndGet();
                      inside.incrementAndGet();
                      try {
                        if (i == 500) {
                          throw failure;
                        }
                      } finally {
                        inside.decrementAndGet();
                      }
                    }));
        assertThat(inside).as("nobody is left in a body").hasValue(0);
        assertThat(thrown).isSameAs(failure);
        if (pool.parallelism() == 1) {
          assertThat(begun).as("none began after the failure").hasValue(501);
        }
        return null;
      });
    }

    @Test
    @DisplayName("a loop that failed does not return before a piece that another worker runs ends")
    void aFailingPieceWaitsForTheStolenOnes() throws InterruptedException {
      IllegalStateException failure = new IllegalStateException("the caller's piece");
      Trigger stolen = new Trigger();
      Trigger failing = new Trigger();
      CountDownLatch hold = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      try (Pool pool = Pool.workStealing(2)) {
        Fut<Throwable> call =
            pool.spawn(() -> {
              Throwable thrown =
                  catchThrowable(() ->
                      ForkJoin.forChunks(
                          0,
                          2,
                          1,
                          (piece, _) -> {
                            if (piece == 0) {
                              stolen.await();
                              failing.signal();
                              throw failure;
                            }
                            stolen.signal();
                            hold.await(); // which no cancellation ends
                            ended.set(true);
                          }));
              assertThat(ended).as("all pieces have ended").isTrue();
              return thrown;
            });
        Eventually.until(
            "the caller waits",
            () -> call.isDone() || (failing.isSignaled() && pool.statistics().suspended() == 1));
        assertThat(call.isDone()).isFalse();
        hold.countDown();

        assertThat(call.await()).isSameAs(failure);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("of two pieces that fail the first failure is thrown, the second suppressed on it")
    void theSecondFailingPieceIsSuppressed(int firstToFail) {
      IOException first = new IOException("first");
      IOException second = new IOException("second");
      List<Trigger> begun = List.of(new Trigger(), new Trigger());
      try (Pool pool = Pool.workStealing(2)) {
        Throwable thrown =
            pool.invoke(() ->
                catchThrowable(() ->
                    ForkJoin.forChunks(
                        0,
                        2,
                        1,
                        (piece, _) -> {
                          begun.get(piece).signal();
                          begun.get(1 - piece).await();
                          if (piece == firstToFail) {
                            throw first;
                          }
                          try {
                            new Trigger().await();
                          } catch (Cancelled e) {
                            throw second;
                          }
                        })));

        assertThat(thrown).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
      }
    }

    @Test
    void thePoolWorksAfterFailures() {
      try (Pool pool = Pool.workStealing(2)) {
        for (int i = 0; i < 200; i++) {
          int at = i;
          assertThatThrownBy(() ->
                  pool.invokeVoid(() ->
                      ForkJoin.forRange(
                          0,
                          256,
                          1,
                          n -> {
                            if (n == at) {
                              throw new IllegalStateException("at " + n);
                            }
                          })))
              .hasMessage("at " + at);
        }
        int sum = pool.invoke(() -> ForkJoin.reduceInt(0, 100, 0, i -> i, Integer::sum));
        assertThat(sum).isEqualTo(4950);
      }
    }
  }

  @Nested
  class Cancelling {
    @ParameterizedTest
    @EnumSource(
        value = PoolKind.class,
        names = {"MAIN"},
        mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("a cancelled task stops at its next fork, though it never waits")
    void aCancelledTaskStopsAtItsNextFork(PoolKind kind) {
      Trigger entered = new Trigger();
      try (Pool pool = kind.open()) {
        Fut<Void> task =
            pool.spawnVoid(() -> {
              while (true) {
                entered.signal();
                ForkJoin.bothVoid(() -> {}, () -> {});
              }
            });
        entered.await();
        assertThat(task.cancel(null)).isTrue();
      } // closes only if the body ended
    }

    @Test
    void aCancelledTaskStopsItsLoopAndTheBranchesOthersRun() {
      AtomicInteger last = new AtomicInteger();
      Trigger entered = new Trigger();
      try (Pool pool = Pool.workStealing(4)) {
        Fut<Void> task =
            pool.spawnVoid(() ->
                ForkJoin.forRange(
                    0,
                    1_000_000_000,
                    1,
                    i -> {
                      entered.signal();
                      last.incrementAndGet();
                    }));
        entered.await();
        task.cancel(null);
      }

      assertThat(last.get()).isLessThan(1_000_000_000);
    }

    @Test
    void aCancelledScopeStopsTheForksInIt() {
      try (Pool pool = Pool.workStealing(2)) {
        CancelScope scope = CancelScope.root();
        Trigger entered = new Trigger();
        Fut<Throwable> thrown =
            pool.spawn(() ->
                catchThrowable(() ->
                    scope.run(
                        () -> ForkJoin.forRange(0, Integer.MAX_VALUE, 1, i -> entered.signal()))));
        entered.await();
        scope.cancel(null);

        assertThat(thrown.await()).isInstanceOf(Cancelled.class);
      }
    }
  }

  @Nested
  class Surroundings {
    private final TaskLocal<String> local = TaskLocal.named("local");

    @RepeatedTest(20)
    @DisplayName("moonpool 21: a branch that is stolen has the bindings of where it was forked")
    void aStolenBranchHasTheBindingsOfItsFork() {
      try (Pool pool = Pool.workStealing(2)) {
        Trigger stolen = new Trigger();
        String seen =
            pool.invoke(() ->
                local.call(
                    "outer",
                    () ->
                        ForkJoin.<String, String, String, RuntimeException>both(
                            () ->
                                local.call(
                                    "inner",
                                    () -> { // publishes the outer frame from inner surroundings
                                      stolen.await();
                                      return local.get();
                                    }),
                            () -> {
                              String mine = local.get();
                              stolen.signal();
                              return mine;
                            },
                            (a, b) -> a + " " + b)));

        assertThat(seen).isEqualTo("inner outer");
      }
    }

    @Test
    @DisplayName("a frame that is published from an inner scope belongs to the outer one")
    void aFramePublishedFromAnInnerScopeBelongsToTheOuterOne() {
      try (Pool pool = Pool.workStealing(1)) {
        CancelScope inner = CancelScope.root();
        Trigger running = new Trigger();
        Trigger gate = new Trigger();
        Fut<String> task =
            pool.spawn(() ->
                ForkJoin.<String, String, String, RuntimeException>both(
                    () ->
                        catchThrowable(() -> inner.run(() -> new Trigger().await()))
                            .getClass()
                            .getSimpleName(),
                    () -> {
                      running.signal();
                      gate.await();
                      return "undisturbed";
                    },
                    (a, b) -> a + " " + b));
        Eventually.until("the branch runs", running::isSignaled);
        inner.cancel(null);
        gate.signal();

        assertThat(task.await()).isEqualTo("Cancelled undisturbed");
      }
    }

    @Test
    @DisplayName("bindings inside deep frames, some of them published late")
    void bindingsInsideDeepFrames() {
      try (Pool pool = Pool.workStealing(4)) {
        assertThat(pool.<Boolean, RuntimeException>invoke(() -> nested("", 9))).isTrue();
      }
    }

    private boolean nested(String path, int depth) {
      return local.<Boolean, RuntimeException>call(
          path,
          () -> {
            if (depth == 0) {
              Pool.yieldNow();
              return local.get().equals(path);
            }
            boolean below =
                ForkJoin.<Boolean, Boolean, Boolean, RuntimeException>both(
                    () -> local.get().equals(path) && nested(path + "l", depth - 1),
                    () -> local.get().equals(path) && nested(path + "r", depth - 1),
                    Boolean::logicalAnd);
            return below && local.get().equals(path);
          });
    }

    @Test
    void anInlinedTaskDoesNotSeeTheFramesOfItsWaiter() {
      try (Pool pool = Pool.workStealing(1)) {
        String seen =
            pool.invoke(() -> {
              Fut<String> unbound =
                  pool.spawn(() ->
                      ForkJoin.<String, String, String, RuntimeException>both(
                          () -> local.orElse("unbound"),
                          () -> {
                            Pool.yieldNow();
                            return local.orElse("unbound");
                          },
                          (a, b) -> a + " " + b));
              return local.call(
                  "waiter",
                  () ->
                      ForkJoin.<String, String, String, RuntimeException>both(
                          unbound::await, local::get, (a, b) -> a + " " + b));
            });

        assertThat(seen).isEqualTo("unbound unbound waiter");
      }
    }
  }

  private static void forkForEver() {
    while (true) {
      ForkJoin.bothVoid(() -> {}, () -> {});
    }
  }
}
