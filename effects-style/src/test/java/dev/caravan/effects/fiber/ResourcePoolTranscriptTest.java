package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.fork;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TaskFailed;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's pools say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class ResourcePoolTranscriptTest {
  private final Transcript said = new Transcript();

  /** A pool whose resources come to be when the promises are resolved. */
  private ResourcePool<Integer> pool(int capacity, List<Promise<Integer>> items) {
    Queue<Promise<Integer>> left = new ConcurrentLinkedQueue<>(items);
    return ResourcePool.<Integer>create(
            capacity,
            () -> {
              said.say("Creating item " + (items.size() - left.size()));
              return left.remove().await();
            })
        .dispose(item -> said.say("disposing " + item));
  }

  private static List<Promise<Integer>> ready(int howMany) {
    return IntStream.range(0, howMany).mapToObj(Promise::resolved).toList();
  }

  private static int itemOf(ResourcePool<Integer> pool) {
    return pool.use(item -> item);
  }

  private void use(String who, ResourcePool<Integer> pool) {
    pool.run(item -> using(who, item));
  }

  private void useNow(String who, ResourcePool<Integer> pool) {
    pool.runNeverBlocking(item -> using(who, item));
  }

  private void using(String who, int item) {
    said.say(who + ": using item " + item);
    yieldNow();
    said.say(who + " done");
  }

  @Test
  void aResourceIsUsedAgain() {
    OnDomain.run(() -> {
      ResourcePool<Integer> pool = pool(1, ready(1));
      assertThat(itemOf(pool)).isZero();
      assertThat(itemOf(pool)).isZero();
      said.is("Creating item 0");
    });
  }

  @Test
  @DisplayName("C13, eio 32: with one resource the second use waits")
  void theSecondUseWaits() {
    OnDomain.run(() -> {
      Resolver<Integer> zero = Promise.create();
      ResourcePool<Integer> pool = pool(1, List.of(zero.promise()));
      OnDomain.all(() -> use("A", pool), () -> use("B", pool), () -> zero.resolve(0));
      said.isInOneText("Creating item 0 / A: using item 0 / A done / B: using item 0 / B done");
    });
  }

  @Test
  void withTwoResourcesTwoUsesRunAtATime() {
    OnDomain.run(() -> {
      Resolver<Integer> zero = Promise.create();
      Resolver<Integer> one = Promise.create();
      ResourcePool<Integer> pool = pool(2, List.of(zero.promise(), one.promise()));
      OnDomain.all(
          () -> use("A", pool),
          () -> use("B", pool),
          () -> {
            zero.resolve(0);
            one.resolve(1);
          });
      said.isInOneText(
          "Creating item 0 / A: using item 0 / Creating item 1 / B: using item 1 / A done / B done");
    });
  }

  @Test
  @DisplayName("C14, eio 32: uses that never block make one too many, and dispose of it")
  void aUseThatNeverBlocksMakesOneTooMany() {
    OnDomain.run(() -> {
      Resolver<Integer> zero = Promise.create();
      Resolver<Integer> one = Promise.create();
      ResourcePool<Integer> pool = pool(1, List.of(zero.promise(), one.promise()));
      OnDomain.all(
          () -> useNow("A", pool),
          () -> useNow("B", pool),
          () -> use("C", pool),
          () -> use("D", pool),
          () -> {
            zero.resolve(0);
            one.resolve(1);
          });
      said.isInOneText(
          "Creating item 0 / Creating item 1 / A: using item 1 / B: using item 0 / A done / B done"
              + " / disposing 0 / C: using item 1 / C done / D: using item 1 / D done");
    });
  }

  @Test
  @DisplayName("Appendix A: uses that wait are cancelled, those that make a resource too")
  void usesAreCancelled() {
    OnDomain.run(() -> {
      ResourcePool<Integer> pool = pool(1, List.of(Promise.<Integer>create().promise()));
      assertThatThrownBy(() ->
              OnDomain.all(
                  () -> use("A", pool),
                  () -> use("B", pool),
                  () -> {
                    yieldNow();
                    OnDomain.fail("Simulated error");
                  }))
          .hasMessage("Simulated error");
      said.is("Creating item 0");
    });
  }

  @Test
  void aFailedUseGivesItsResourceBack() {
    OnDomain.run(() -> {
      ResourcePool<Integer> pool = pool(1, ready(1));
      assertThatThrownBy(() -> pool.run(item -> OnDomain.fail("Simulated error")))
          .hasMessage("Simulated error");
      assertThat(itemOf(pool)).isZero();
      said.is("Creating item 0");
    });
  }

  @Test
  @DisplayName(
      "C15, eio 32: a resource that cannot be made fails its use; the next one tries again")
  void theNextOneTriesAgain() {
    OnDomain.run(() -> {
      Resolver<Integer> zero = Promise.create();
      ResourcePool<Integer> pool = pool(1, List.of(zero.promise(), Promise.resolved(1)));
      Resolver<Integer> a = Promise.create();
      fork(() -> {
        try {
          a.resolve(pool.use(item -> item));
        } catch (RuntimeException e) {
          a.reject(e);
        }
      });
      both(
          () -> pool.run(item -> said.say("B: using item " + item)),
          () -> {
            yieldNow();
            zero.reject(new RuntimeException("Simulated creation failure"));
          });
      said.isInOneText("Creating item 0 / Creating item 1 / B: using item 1");
      assertThatThrownBy(() -> a.promise().await()).hasMessage("Simulated creation failure");
    });
  }

  private boolean validate(int item, boolean ok) {
    said.say("validate " + item + " => " + ok);
    return ok;
  }

  @Test
  @DisplayName("C16, eio 32: a resource that is not valid is disposed of, and another is made")
  void anInvalidResourceIsReplaced() {
    OnDomain.run(() -> {
      ResourcePool<Integer> pool =
          pool(2, ready(3)).validate(item -> validate(item, item % 2 == 0));
      Queue<String> names = new ConcurrentLinkedQueue<>(List.of("A", "B", "C", "D"));
      Runnable user =
          () -> {
            String name = names.remove();
            pool.run(item -> {
              said.say(name + ": using item " + item);
              yieldNow();
            });
          };
      OnDomain.all(user::run, user::run, user::run, user::run);
      said.isInOneText(
          "Creating item 0 / A: using item 0 / Creating item 1 / B: using item 1"
              + " / validate 0 => true / C: using item 0 / validate 1 => false / disposing 1"
              + " / Creating item 2 / D: using item 2");
    });
  }

  @Test
  @DisplayName("C16: what disposing throws is told to that use; the resource counts as gone")
  void aFailedDisposalIsToldAndTheResourceIsGone() {
    OnDomain.run(() -> {
      ResourcePool<Integer> pool =
          pool(1, ready(3))
              .validate(item -> validate(item, item % 2 == 1))
              .dispose(item -> OnDomain.fail("Simulated error disposing " + item));
      assertThatThrownBy(() -> both(() -> user("A", pool), () -> user("B", pool)))
          .hasMessage("Simulated error disposing 0");
      both(() -> user("C", pool), () -> user("D", pool));
      said.isInOneText(
          "Creating item 0 / A: using item 0 / validate 0 => false / Creating item 1"
              + " / C: using item 1 / validate 1 => true / D: using item 1");
    });
  }

  private void user(String name, ResourcePool<Integer> pool) {
    pool.run(item -> {
      said.say(name + ": using item " + item);
      yieldNow();
    });
  }

  @Test
  @DisplayName("Appendix A: a ready resource is used even in a cancelled scope; no wait is")
  void aReadyResourceIsUsedInACancelledScope() {
    ResourcePool<Integer> pool = pool(1, ready(1));
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      pool.run(
          item -> assertThatThrownBy(() -> pool.run(other -> {})).isInstanceOf(Cancelled.class));
    });
    assertThat(itemOf(pool)).isZero();
  }

  @Test
  void aUseThatFailsAndWhoseDisposalFailsTellsBoth() {
    ResourcePool<Integer> pool = pool(1, ready(2)).dispose(item -> OnDomain.fail("disposal"));
    pool.run(held ->
        assertThatThrownBy(() -> pool.runNeverBlocking(item -> OnDomain.fail("use")))
            .hasMessage("use")
            .satisfies(e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("disposal")));
  }

  @Test
  void aCheckedFailureOfTheMakerIsWrapped() {
    ResourcePool<Integer> pool =
        ResourcePool.create(
            1,
            () -> {
              throw new IOException("refused");
            });
    assertThatThrownBy(() -> pool.run(item -> {}))
        .isInstanceOf(TaskFailed.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aCapacityOfNoneIsRefused() {
    assertThatThrownBy(() -> ResourcePool.create(0, () -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 0, but must be at least 1");
  }
}
