package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;

/** What pools compute, against the same in sequence. */
class PoolPropertiesTest {

  private static final Map<PoolKind, Pool> POOLS = new ConcurrentHashMap<>();

  @AfterContainer
  static void closePools() {
    POOLS.values().forEach(Pool::close);
    POOLS.clear();
  }

  private static Pool pool(PoolKind kind) {
    return POOLS.computeIfAbsent(kind, PoolKind::open);
  }

  // ---- moonpool 19: expression trees

  sealed interface Expr {
    record Leaf(int value) implements Expr {}

    record Node(char op, Expr left, Expr right) implements Expr {}
  }

  enum Way {
    FORK_JOIN,
    FUTURES,
    MIXED
  }

  @Property(tries = 200)
  void expressionTreesEvaluateAsInSequence(
      @ForAll("expressions") Expr expr, @ForAll("kinds") PoolKind kind, @ForAll Way way) {
    Eventually.endsWithin(
        20,
        () -> {
          int value = pool(kind).invoke(() -> evaluate(pool(kind), expr, way, 0));
          assertThat(value).isEqualTo(inSequence(expr));
        });
  }

  private static int inSequence(Expr expr) {
    return switch (expr) {
      case Expr.Leaf(int value) -> value;
      case Expr.Node(char op, Expr left, Expr right) ->
          apply(op, inSequence(left), inSequence(right));
    };
  }

  private static int evaluate(Pool pool, Expr expr, Way way, int depth) {
    if (expr instanceof Expr.Node(char op, Expr left, Expr right)) {
      boolean fork = way == Way.FORK_JOIN || (way == Way.MIXED && depth % 2 == 0);
      if (fork) {
        return ForkJoin.both(
            () -> evaluate(pool, left, way, depth + 1),
            () -> evaluate(pool, right, way, depth + 1),
            (a, b) -> apply(op, a, b));
      }
      Fut<Integer> spawned = pool.spawn(() -> evaluate(pool, right, way, depth + 1));
      return apply(op, evaluate(pool, left, way, depth + 1), spawned.await());
    }
    return ((Expr.Leaf) expr).value();
  }

  private static int apply(char op, int a, int b) {
    return switch (op) {
      case '+' -> a + b;
      case '-' -> a - b;
      default -> a * b;
    };
  }

  @Provide
  Arbitrary<Expr> expressions() {
    Arbitrary<Expr> leaf = Arbitraries.integers().map(Expr.Leaf::new);
    return Arbitraries.recursive(() -> leaf, PoolPropertiesTest::node, 0, 7);
  }

  private static Arbitrary<Expr> node(Arbitrary<Expr> below) {
    return Combinators.combine(Arbitraries.of('+', '-', '*'), below, below).as(Expr.Node::new);
  }

  @Provide
  Arbitrary<PoolKind> kinds() {
    return Arbitraries.of(PoolKind.values()).filter(kind -> kind != PoolKind.MAIN);
  }

  // ---- domainslib 12: await graphs

  @Property(tries = 100)
  void acyclicAwaitGraphsOfTasksTerminate(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll("suspending") PoolKind one,
      @ForAll("suspending") PoolKind two) {
    for (int repeat = 0; repeat < 10; repeat++) {
      List<List<Integer>> edges = edges(random, size);
      List<Integer> order = shuffled(random, size);
      Eventually.endsWithin(
          20,
          () -> {
            assertThat(runGraph(edges, order, pool(one), pool(one))).isEqualTo(weights(edges));
            assertThat(runGraph(edges, order, pool(one), pool(two))).isEqualTo(weights(edges));
          });
    }
  }

  /** Each task awaits some of those with a smaller number; the order of submission is another. */
  private static List<List<Integer>> edges(Random random, int size) {
    List<List<Integer>> edges = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<Integer> mine = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(i) < 2) {
          mine.add(j);
        }
      }
      Collections.shuffle(mine, random);
      edges.add(mine);
    }
    return edges;
  }

  private static List<Integer> shuffled(Random random, int size) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a future of a future is awaited twice
  private static List<Long> runGraph(
      List<List<Integer>> edges, List<Integer> order, Pool even, Pool odd) {
    List<Promise<Fut<Long>>> tasks = new ArrayList<>();
    edges.forEach(e -> tasks.add(new Promise<>()));
    for (int number : order) {
      Pool pool = number % 2 == 0 ? even : odd;
      tasks
          .get(number)
          .fulfill(
              pool.spawn(() -> {
                long sum = 1;
                for (int other : edges.get(number)) {
                  sum += tasks.get(other).future().await().await();
                }
                return sum;
              }));
    }
    return tasks.stream().map(task -> task.future().await().await()).toList();
  }

  private static List<Long> weights(List<List<Integer>> edges) {
    List<Long> weights = new ArrayList<>();
    for (List<Integer> mine : edges) {
      weights.add(1 + mine.stream().mapToLong(weights::get).sum());
    }
    return weights;
  }

  @Provide
  Arbitrary<PoolKind> suspending() {
    return kinds().filter(kind -> kind != PoolKind.CONFINED);
  }

  // ---- folds, scans, sorts, maps and searches

  @Property(tries = 150)
  void reduceIsTheFoldFromTheLeft(
      @ForAll @Size(max = 400) List<@StringLength(max = 2) String> words,
      @ForAll @IntRange(min = 1, max = 50) int grain,
      @ForAll("kinds") PoolKind kind) {
    String expected = words.stream().reduce("<", String::concat);

    String explicit =
        pool(kind)
            .invoke(() -> ForkJoin.reduce(0, words.size(), grain, "<", words::get, String::concat));
    String automatic =
        pool(kind).invoke(() -> ForkJoin.reduce(0, words.size(), "<", words::get, String::concat));

    assertThat(explicit).isEqualTo(expected);
    assertThat(automatic).isEqualTo(expected);
  }

  @Property(tries = 150)
  void scanIsTheParallelPrefix(
      @ForAll @Size(max = 400) String[] words,
      @ForAll @Size(max = 400) int[] ints,
      @ForAll @Size(max = 400) long[] longs,
      @ForAll("kinds") PoolKind kind) {
    String[] prefix = words.clone();
    Arrays.parallelPrefix(prefix, String::concat);
    int[] intSums = ints.clone();
    Arrays.parallelPrefix(intSums, Integer::sum);
    long[] longSums = longs.clone();
    Arrays.parallelPrefix(longSums, Long::sum);

    pool(kind)
        .invokeVoid(() -> {
          assertThat(ForkJoin.scan(words, String::concat)).containsExactly(prefix);
          assertThat(ForkJoin.scan(ints, Integer::sum)).containsExactly(intSums);
          assertThat(ForkJoin.scan(longs, Long::sum)).containsExactly(longSums);
        });
  }

  private static final long[] ODD_LONGS = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
  private static final double[] ODD_DOUBLES = {
    Double.NEGATIVE_INFINITY, -0.0, 0.0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN
  };

  @Property(tries = 100)
  void sortIsTheJdksSort(
      @ForAll Random random,
      @ForAll @IntRange(max = 400_000) int size,
      @ForAll @IntRange(min = 1, max = 1_000_000) int range,
      @ForAll boolean odd,
      @ForAll("kinds") PoolKind kind) {
    int[] ints =
        odd
            ? random
                .ints(size)
                .map(i -> i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE)
                .toArray()
            : random.ints(size, 0, range).toArray();
    long[] longs = random.longs(size).map(l -> odd ? pick(ODD_LONGS, l) : l).toArray();
    double[] doubles =
        random.longs(size).mapToDouble(l -> odd ? pick(ODD_DOUBLES, l) : l).toArray();
    Integer[] objects = Arrays.stream(ints).boxed().toArray(Integer[]::new);
    int[] sortedInts = sorted(ints);
    long[] sortedLongs = longs.clone();
    Arrays.sort(sortedLongs);
    double[] sortedDoubles = doubles.clone();
    Arrays.sort(sortedDoubles);
    Integer[] byDigit = objects.clone();
    Arrays.sort(byDigit, PoolPropertiesTest::byLastDigit);

    pool(kind)
        .invokeVoid(() -> {
          ForkJoin.sort(ints);
          ForkJoin.sort(longs);
          ForkJoin.sort(doubles);
          ForkJoin.sort(objects, PoolPropertiesTest::byLastDigit);
        });

    assertThat(Arrays.equals(ints, sortedInts)).isTrue();
    assertThat(Arrays.equals(longs, sortedLongs)).isTrue();
    assertThat(Arrays.equals(doubles, sortedDoubles)).isTrue();
    assertThat(sameObjects(objects, byDigit)).as("stable").isTrue();
  }

  private static long pick(long[] from, long random) {
    return from[Math.floorMod(random, from.length)];
  }

  private static double pick(double[] from, long random) {
    return from[Math.floorMod(random, from.length)];
  }

  private static int[] sorted(int[] ints) {
    int[] copy = ints.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static int byLastDigit(Integer a, Integer b) {
    return Integer.compare(a % 10, b % 10);
  }

  @SuppressWarnings("BoxedPrimitiveEquality") // identity is what is asked for
  private static boolean sameObjects(Integer[] one, Integer[] other) {
    return IntStream.range(0, one.length).allMatch(i -> one[i] == other[i]);
  }

  @Property(tries = 150)
  void mapKeepsTheOrder(
      @ForAll @Size(max = 400) List<Integer> items,
      @ForAll @IntRange(min = 1, max = 100) int grain,
      @ForAll("kinds") PoolKind kind) {
    List<Integer> expected = items.stream().map(i -> i * 31).toList();

    pool(kind)
        .invokeVoid(() -> {
          assertThat(ForkJoin.mapList(items, i -> i * 31)).isEqualTo(expected);
          assertThat(ForkJoin.mapList(items, grain, i -> i * 31)).isEqualTo(expected);
        });
  }

  @Property(tries = 150)
  void findFindsIffThereIsSomething(
      @ForAll @Size(max = 400) List<@IntRange(max = 100) Integer> items,
      @ForAll @IntRange(max = 100) int wanted,
      @ForAll @IntRange(min = 1, max = 100) int grain,
      @ForAll("kinds") PoolKind kind) {
    OptionalInt found =
        pool(kind).invoke(() -> ForkJoin.find(0, items.size(), grain, i -> items.get(i) == wanted));

    Optional<Integer> value =
        found.isPresent() ? Optional.of(items.get(found.getAsInt())) : Optional.empty();
    assertThat(value).isEqualTo(items.stream().filter(i -> i == wanted).findAny());
  }
}
