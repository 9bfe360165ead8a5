package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.Txn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever transactions one thread makes of them, they are a map and a deque of the JDK. */
class MapAndDequePropertiesTest {
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  enum MapAction {
    PUT,
    PUT_IF_ABSENT,
    REMOVE,
    MERGE,
    GET,
    SIZE
  }

  record MapStep(MapAction action, int key, int value) {
    Object on(TMap<Integer, Integer> map, Txn tx) {
      return switch (action) {
        case PUT -> String.valueOf(map.put(tx, key, value));
        case PUT_IF_ABSENT -> String.valueOf(map.putIfAbsent(tx, key, value));
        case REMOVE -> String.valueOf(map.remove(tx, key));
        case MERGE -> String.valueOf(map.merge(tx, key, value, MapStep::sumUnlessLarge));
        case GET -> String.valueOf(map.get(tx, key));
        case SIZE -> map.size(tx);
      };
    }

    Object on(Map<Integer, Integer> map) {
      return switch (action) {
        case PUT -> String.valueOf(map.put(key, value));
        case PUT_IF_ABSENT -> String.valueOf(map.putIfAbsent(key, value));
        case REMOVE -> String.valueOf(map.remove(key));
        case MERGE -> String.valueOf(map.merge(key, value, MapStep::sumUnlessLarge));
        case GET -> String.valueOf(map.get(key));
        case SIZE -> map.size();
      };
    }

    private static Integer sumUnlessLarge(int a, int b) {
      return a + b > 100 ? null : a + b;
    }
  }

  /** Steps that are one transaction, which may come to nothing. */
  record Part<S>(List<S> steps, boolean undone) {}

  private static <S> Arbitrary<List<Part<S>>> programs(Arbitrary<S> steps) {
    Arbitrary<Boolean> undone = Arbitraries.of(false, false, false, true);
    return Combinators.combine(steps.list().ofMaxSize(30), undone)
        .<Part<S>>as(Part::new)
        .list()
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<Part<MapStep>>> mapPrograms() {
    Arbitrary<MapStep> step =
        Combinators.combine(
                Arbitraries.of(MapAction.class),
                Arbitraries.integers().between(0, 60),
                Arbitraries.integers().between(0, 60))
            .as(MapStep::new);
    return programs(step);
  }

  @Property(tries = 300)
  void aMapDoesWhatItsModelDoes(
      @ForAll("mapPrograms") List<Part<MapStep>> program, @ForAll @IntRange(max = 40) int room) {
    TMap<Integer, Integer> map = new TMap<>(room);
    Map<Integer, Integer> model = new HashMap<>();
    for (Part<MapStep> part : program) {
      Map<Integer, Integer> next = new HashMap<>(model);
      List<Object> expected = part.steps().stream().map(step -> step.on(next)).toList();
      assertThat(run(part, (step, tx) -> step.on(map, tx))).isEqualTo(expected);
      if (!part.undone()) {
        model = next;
      }
      assertThat(map.snapshot()).isEqualTo(model);
      assertThat(map.asMap()).isEqualTo(model);
      assertThat(map.size()).isEqualTo(model.size());
    }
  }

  enum DequeAction {
    ADD_FIRST,
    ADD_LAST,
    POLL_FIRST,
    POLL_LAST,
    PEEK_FIRST,
    PEEK_LAST,
    SIZE,
    REMOVE,
    MOVE_TO_FIRST,
    TRANSFER_TO_FIRST,
    TRANSFER_TO_LAST,
    SWAP
  }

  record DequeStep(DequeAction action, int value) {
    Object on(TDeque<Integer> deque, TDeque<Integer> other, Txn tx) {
      switch (action) {
        case ADD_FIRST -> deque.addFirst(tx, value);
        case ADD_LAST -> deque.addLast(tx, value);
        case REMOVE -> nodeOf(deque, tx).forEach(node -> node.remove(tx));
        case MOVE_TO_FIRST -> nodeOf(deque, tx).forEach(node -> other.moveToFirst(tx, node));
        case TRANSFER_TO_FIRST -> deque.transferToFirst(tx, other);
        case TRANSFER_TO_LAST -> deque.transferToLast(tx, other);
        case SWAP -> deque.swap(tx, other);
        default -> {
          return looked(deque, tx);
        }
      }
      return "done";
    }

    private Object looked(TDeque<Integer> deque, Txn tx) {
      Integer element =
          switch (action) {
            case POLL_FIRST -> deque.pollFirst(tx);
            case POLL_LAST -> deque.pollLast(tx);
            case PEEK_FIRST -> deque.peekFirst(tx);
            case PEEK_LAST -> deque.peekLast(tx);
            default -> Integer.valueOf(deque.size(tx));
          };
      return String.valueOf(element);
    }

    private Object looked(Deque<Integer> deque) {
      Integer element =
          switch (action) {
            case POLL_FIRST -> deque.pollFirst();
            case POLL_LAST -> deque.pollLast();
            case PEEK_FIRST -> deque.peekFirst();
            case PEEK_LAST -> deque.peekLast();
            default -> Integer.valueOf(deque.size());
          };
      return String.valueOf(element);
    }

    private List<TDeque.Node<Integer>> nodeOf(TDeque<Integer> deque, Txn tx) {
      return deque.nodes(tx).stream().filter(node -> node.element() == value).limit(1).toList();
    }

    Object on(Deque<Integer> deque, Deque<Integer> other) {
      switch (action) {
        case ADD_FIRST -> deque.addFirst(value);
        case ADD_LAST -> deque.addLast(value);
        case REMOVE -> deque.removeFirstOccurrence(value);
        case MOVE_TO_FIRST -> {
          if (deque.removeFirstOccurrence(value)) {
            other.addFirst(value);
          }
        }
        case TRANSFER_TO_FIRST -> {
          while (!deque.isEmpty()) {
            other.addFirst(deque.removeLast());
          }
        }
        case TRANSFER_TO_LAST -> {
          other.addAll(deque);
          deque.clear();
        }
        case SWAP -> {
          List<Integer> mine = new ArrayList<>(deque);
          deque.clear();
          deque.addAll(other);
          other.clear();
          other.addAll(mine);
        }
        default -> {
          return looked(deque);
        }
      }
      return "done";
    }
  }

  @Provide
  Arbitrary<List<Part<DequeStep>>> dequePrograms() {
    Arbitrary<DequeStep> step =
        Combinators.combine(Arbitraries.of(DequeAction.class), Arbitraries.integers().between(0, 9))
            .as(DequeStep::new);
    return programs(step);
  }

  @Property(tries = 300)
  void aDequeDoesWhatItsModelDoes(@ForAll("dequePrograms") List<Part<DequeStep>> program) {
    TDeque<Integer> deque = new TDeque<>();
    TDeque<Integer> other = new TDeque<>();
    Deque<Integer> model = new ArrayDeque<>();
    Deque<Integer> otherModel = new ArrayDeque<>();
    for (Part<DequeStep> part : program) {
      Deque<Integer> next = new ArrayDeque<>(model);
      Deque<Integer> otherNext = new ArrayDeque<>(otherModel);
      List<Object> expected = part.steps().stream().map(step -> step.on(next, otherNext)).toList();
      assertThat(run(part, (step, tx) -> step.on(deque, other, tx))).isEqualTo(expected);
      if (!part.undone()) {
        model = next;
        otherModel = otherNext;
      }
      assertThat(deque).containsExactlyElementsOf(model);
      assertThat(other).containsExactlyElementsOf(otherModel);
    }
  }

  private interface Apply<S> {
    Object step(S step, Txn tx);
  }

  private static <S> List<Object> run(Part<S> part, Apply<S> apply) {
    List<Object> results = new ArrayList<>();
    try {
      Stm.atomicallyVoid(tx -> {
        results.clear();
        part.steps().forEach(step -> results.add(apply.step(step, tx)));
        if (part.undone()) {
          throw new Undone();
        }
      });
    } catch (Undone undone) {
      assertThat(part.undone()).isTrue();
    }
    return results;
  }
}
