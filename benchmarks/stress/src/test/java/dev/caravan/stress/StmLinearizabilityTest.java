package dev.caravan.stress;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TDeque;
import dev.caravan.core.stm.data.TMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The structures for transactions, alone and in transactions of several steps, behave as if the
 * operations came one after the other.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='StmLinearizabilityTest*' -Dsurefire.failIfNoSpecifiedTests=false}; {@code
 * -Dlincheck.scale=4} makes both figures four times as large.
 */
class StmLinearizabilityTest {
  private static final int SCALE = Integer.getInteger("lincheck.scale", 1);

  private static void modelCheck(Class<?> structure, Class<?> specification, int invocations) {
    sized(new ModelCheckingOptions(), specification)
        .iterations(2 * SCALE)
        .invocationsPerIteration(invocations * SCALE)
        .check(structure);
  }

  private static void stress(Class<?> structure, Class<?> specification) {
    sized(new StressOptions(), specification)
        .iterations(12 * SCALE)
        .invocationsPerIteration(200 * SCALE)
        .check(structure);
  }

  private static <O extends Options<O, ?>> O sized(O options, Class<?> specification) {
    return options
        .threads(2)
        .actorsBefore(4)
        .actorsPerThread(3)
        .actorsAfter(3)
        .sequentialSpecification(specification);
  }

  /** A map in the midst of its growth: the keys of the program are in the half not moved yet. */
  @Param(name = "key", gen = IntGen.class, conf = "4:7")
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Growing {
    private final TMap<Integer, Integer> map;

    public Growing() {
      this(8, 16, 0);
    }

    Growing(int length, int put, int removed) {
      map = new TMap<>(length);
      for (int key = 10; key < 10 + put; key++) {
        map.put(key, key);
      }
      for (int key = 10; key < 10 + removed; key++) {
        map.remove(key);
      }
    }

    @Operation
    public @Nullable Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
      return map.put(key, value);
    }

    @Operation
    public @Nullable Integer remove(@Param(name = "key") int key) {
      return map.remove(key);
    }

    @Operation
    public @Nullable Integer get(@Param(name = "key") int key) {
      return map.get(key);
    }

    /** Moves a value to the next key, if that has none. */
    @Operation
    public boolean move(@Param(name = "key") int key) {
      return Stm.<Boolean, RuntimeException>atomically(tx -> {
        boolean moves = map.containsKey(tx, key) && !map.containsKey(tx, key + 1);
        if (moves) {
          map.put(tx, key + 1, map.take(tx, key));
        }
        return moves;
      });
    }

    @Operation
    public int size() {
      return map.size();
    }

    @Operation
    public String snapshot() {
      return new TreeMap<>(map.snapshot()).toString();
    }
  }

  /** An empty map in the midst of its shrinking. */
  public static class Shrinking extends Growing {
    public Shrinking() {
      super(1, 18, 18);
    }
  }

  /** What the map is, in sequence. */
  public static class PlainGrowing {
    private final Map<Integer, Integer> map = new TreeMap<>();

    public PlainGrowing() {
      this(10, 26);
    }

    PlainGrowing(int first, int end) {
      for (int key = first; key < end; key++) {
        map.put(key, key);
      }
    }

    public @Nullable Integer put(int key, int value) {
      return map.put(key, value);
    }

    public @Nullable Integer remove(int key) {
      return map.remove(key);
    }

    public @Nullable Integer get(int key) {
      return map.get(key);
    }

    public boolean move(int key) {
      boolean moves = map.containsKey(key) && !map.containsKey(key + 1);
      if (moves) {
        map.put(key + 1, map.remove(key));
      }
      return moves;
    }

    public int size() {
      return map.size();
    }

    public String snapshot() {
      return map.toString();
    }
  }

  /** What the other map is, in sequence. */
  public static class PlainShrinking extends PlainGrowing {
    public PlainShrinking() {
      super(0, 0);
    }
  }

  /** Two lists, between which elements and nodes move. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Lists {
    private final TDeque<Integer> list = new TDeque<>();
    private final TDeque<Integer> other = new TDeque<>();
    private final TDeque.Node<Integer> node = list.addFirst(0);

    @Operation
    public void addFirst(@Param(name = "element") int element) {
      list.addFirst(element);
    }

    @Operation
    public void addLast(@Param(name = "element") int element) {
      list.addLast(element);
    }

    @Operation
    public @Nullable Integer pollFirst() {
      return list.pollFirst();
    }

    @Operation
    public @Nullable Integer pollLast() {
      return list.pollLast();
    }

    @Operation
    public boolean removeNode() {
      return node.remove();
    }

    @Operation
    public void moveNode() {
      other.moveToFirst(node);
    }

    @Operation
    public void transfer() {
      other.transferToLast(list);
    }

    @Operation
    public void swap() {
      list.swap(other);
    }

    @Operation
    public String both() {
      return Stm.<String, RuntimeException>atomically(
          tx -> list.snapshot(tx) + " " + other.snapshot(tx));
    }
  }

  /** What the lists are, in sequence. */
  public static class PlainLists {
    private final List<Integer> list = new ArrayList<>(List.of(0));
    private final List<Integer> other = new ArrayList<>();

    public void addFirst(int element) {
      list.addFirst(element);
    }

    public void addLast(int element) {
      list.addLast(element);
    }

    public @Nullable Integer pollFirst() {
      return list.isEmpty() ? null : list.removeFirst();
    }

    public @Nullable Integer pollLast() {
      return list.isEmpty() ? null : list.removeLast();
    }

    public boolean removeNode() {
      return list.remove(Integer.valueOf(0)) || other.remove(Integer.valueOf(0));
    }

    public void moveNode() {
      removeNode();
      other.addFirst(0);
    }

    public void transfer() {
      list.addAll(other);
      other.clear();
    }

    public void swap() {
      List<Integer> mine = new ArrayList<>(list);
      list.clear();
      list.addAll(other);
      other.clear();
      other.addAll(mine);
    }

    public String both() {
      return list + " " + other;
    }
  }

  @Nested
  class Maps {
    @Test
    void growInEveryInterleaving() {
      int invocations = SCALE == 1 ? 15 : 60; // each makes a map of 16 keys
      modelCheck(Growing.class, PlainGrowing.class, invocations);
    }

    @Test
    void growOnRealThreads() {
      stress(Growing.class, PlainGrowing.class);
    }

    @Test
    void shrinkInEveryInterleaving() {
      modelCheck(Shrinking.class, PlainShrinking.class, 60);
    }

    @Test
    void shrinkOnRealThreads() {
      stress(Shrinking.class, PlainShrinking.class);
    }
  }

  @Nested
  class Deques {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Lists.class, PlainLists.class, 60);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Lists.class, PlainLists.class);
    }
  }
}
