package dev.caravan.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.CreationSites;
import dev.caravan.effects.fiber.Condition;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.LeakCheck;
import dev.caravan.effects.fiber.Mutex;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.ResourcePool;
import dev.caravan.effects.fiber.Semaphore;
import dev.caravan.effects.fiber.Stream;
import dev.caravan.effects.miou.Miou;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What things are called in the report of a deadlock: two of a kind can be told apart. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class NamesTest {
  private static String deadlockOf(ThrowingRunnable<RuntimeException> one, Runnable other) {
    try {
      Eio.builder().deterministic().run(env -> Fiber.both(one, other::run));
    } catch (Deadlock e) {
      return e.getMessage();
    }
    throw new AssertionError("no deadlock");
  }

  @Test
  void aDeadlockNamesTheStreamsThatFibersWaitFor() {
    Stream<Integer> orders = Stream.create(1, "orders");
    Stream<Integer> bills = Stream.create(0, "bills");

    assertThat(deadlockOf(orders::take, () -> bills.add(1)))
        .contains("waits for an item from stream orders\n")
        .contains("waits for room in stream bills\n");
  }

  @Test
  void aDeadlockTellsTwoStreamsWithoutALabelApart() {
    Stream<Integer> one = Stream.create(1);
    Stream<Integer> other = Stream.create(1);

    assertThat(deadlockOf(one::take, other::take))
        .containsPattern("waits for an item from stream \\d+\n")
        .contains("from " + one + "\n")
        .contains("from " + other + "\n");
    assertThat(one.toString()).isNotEqualTo(other.toString());
  }

  @Test
  void aDeadlockOfTwoMutexesTellsWhoWaitsForWhich() {
    Mutex left = Mutex.create("left");
    Mutex right = Mutex.create();

    String report =
        deadlockOf(
            () -> left.runRo(() -> thenLock(right)), () -> right.runRo(() -> thenLock(left)));

    assertThat(report).contains("waits for mutex left\n").contains("waits for " + right + "\n");
    assertThat(right.toString()).matches("mutex \\d+");
  }

  private static void thenLock(Mutex other) {
    Fiber.yieldNow();
    other.lock();
  }

  @Test
  void aDeadlockNamesSemaphoresConditionsAndPromises() {
    Semaphore seats = Semaphore.create(0, "seats");
    Condition changed = Condition.create("changed");

    assertThat(deadlockOf(seats::acquire, changed::awaitNoMutex))
        .contains("waits for semaphore seats\n")
        .contains("waits for condition changed\n");
    assertThat(deadlockOf(Promise.create("of tea").promise()::await, Semaphore.create(0)::acquire))
        .contains("waits for promise of tea\n")
        .containsPattern("waits for semaphore \\d+\n");
  }

  @Test
  void aResourcePoolIsNamedLikeItsCopies() {
    ResourcePool<String> pool = ResourcePool.create(1, () -> "x").named("sockets");
    assertThat(pool).hasToString("resource pool sockets");
    assertThat(pool.validate(x -> true).dispose(x -> {})).hasToString("resource pool sockets");
    assertThat(ResourcePool.create(1, () -> "x").toString()).matches("resource pool \\d+");
  }

  @Test
  void aThingKeepsItsNumberAndSharesItWithNoOther() {
    List<Mutex> many = IntStream.range(0, 100).mapToObj(i -> Mutex.create()).toList();

    List<String> names = Fiber.map(8, many, Mutex::toString);

    assertThat(names).doesNotHaveDuplicates();
    assertThat(many).extracting(Mutex::toString).isEqualTo(names);
  }

  @Test
  void whereAThingWasCreatedIsToldIfThatIsCaptured() {
    CreationSites.capture(true);
    try {
      String here = "created at .*NamesTest\\.whereAThingWasCreated.*NamesTest.java:\\d+.*";
      assertThat(Mutex.create().toString()).matches("mutex \\d+ " + here);
      assertThat(Stream.create(1).toString()).matches("stream \\d+ " + here);
      assertThat(new dev.caravan.effects.miou.Mutex().toString()).matches("mutex \\d+ " + here);
      assertThat(Mutex.create("left")).hasToString("mutex left");
    } finally {
      CreationSites.capture(false);
    }
  }

  @Test
  void mutexesAndConditionsOfMiouHaveNamesToo() {
    dev.caravan.effects.miou.Mutex gate = new dev.caravan.effects.miou.Mutex("gate");
    assertThat(gate).hasToString("mutex gate");
    assertThat(gate.condition().toString()).matches("condition \\d+ of mutex gate");
    assertThat(new dev.caravan.effects.miou.Mutex().toString()).matches("mutex \\d+");
    Miou.runVoid(() ->
        assertThatThrownBy(gate::unlock)
            .hasMessageContaining("does not hold mutex gate; nobody does"));
  }

  @Test
  void aNameIsRefusedIfItIsNull() {
    assertThatThrownBy(() -> Mutex.create(null)).hasMessage("the label of a mutex is null");
    assertThatThrownBy(() -> Stream.create(1, null)).hasMessage("the label of a stream is null");
    assertThatThrownBy(() -> Stream.create(-1, "x"))
        .hasMessage("the capacity of a stream is -1, but must be 0 or more");
  }
}
