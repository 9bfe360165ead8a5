package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that wait for jobs: in virtual time, and in parallel. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class ExecutorPoolTest {
  static List<Engine> engines() {
    return EachEngine.available();
  }

  private static void sleep50() {
    Fiber.sleep(Duration.ofMillis(50));
  }

  private static long millis() {
    return Time.nanoTime() / 1_000_000;
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 150", "1, 0.5, 150", "2, 0.5, 100", "1, 0, 50"})
  @DisplayName("eio 37: how long five jobs of 50 ms take")
  void capacity(int domains, double weight, long expected) {
    says(
        expected + " ms",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, domains, env.domainManager());
              Fiber.forEach(
                  List.of(1, 2, 3, 4, 5),
                  i ->
                      pool.submit(
                          weight,
                          () -> {
                            sleep50();
                            return i;
                          }));
              said.say("%d ms", millis());
            }));
  }

  @Test
  @DisplayName("eio 37: the last job of a worker may exceed its capacity")
  void mayExceed() {
    says(
        "50 ms",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 1, env.domainManager());
              Fiber.forEach(
                  List.of(0.9, 1.0),
                  weight ->
                      pool.submit(
                          weight,
                          () -> {
                            sleep50();
                            return null;
                          }));
              said.say("%d ms", millis());
            }));
  }

  @Test
  @DisplayName("C28: a submit waits for a worker, a submitFork does not")
  void submitWaits() {
    says(
        "forked at 0 / forked at 0 / submitted at 150",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 1, env.domainManager());
              for (int i = 0; i < 2; i++) {
                Promise<Integer> job =
                    pool.submitFork(
                        sw,
                        1,
                        () -> {
                          sleep50();
                          return 0;
                        });
                assertThat(job.isResolved()).isFalse();
                said.say("forked at %d", millis());
              }
              pool.submit(
                  1,
                  () -> {
                    sleep50();
                    return 0;
                  });
              said.say("submitted at %d", millis());
            }));
  }

  @Test
  @DisplayName("C28: outcomes are in the order of the items; a failure is the submitter's")
  void outcomes() {
    says(
        "[0, Failure 2, 1, Failure 4, 4]",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 2, env.domainManager());
              List<String> ends =
                  Fiber.map(
                      List.of(0, 2, 1, 4, 14),
                      i -> shown(pool.submitForOutcome(1, () -> oddFails(i))));
              said.say("%s", ends);
            }));
  }

  private static int oddFails(int i) {
    Fiber.yieldNow();
    if (i == 2 || i == 4) {
      throw failure("" + i);
    }
    return i % 10;
  }

  private static String shown(Outcome<Integer> outcome) {
    return switch (outcome) {
      case Outcome.Returned<Integer>(Integer value) -> value.toString();
      case Outcome.Failed<Integer>(Throwable error) -> text(error);
      case Outcome.WasCancelled<Integer>(Throwable reason) -> "cancelled";
    };
  }

  @Test
  @DisplayName("C28: the third of several fails, and no further one starts")
  void stops() {
    says(
        "started 1 / started 2 / started 3 / ! Failure 3",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 1, env.domainManager());
              Fiber.forEach(
                  1,
                  List.of(1, 2, 3, 4),
                  i ->
                      pool.submit(
                          1,
                          () -> {
                            said.say("started %d", i);
                            if (i == 3) {
                              throw failure("3");
                            }
                            return null;
                          }));
            }));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-5, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  @DisplayName("eio 37: weights out of range are refused")
  void badWeights(double weight) {
    Switch.run(sw -> {
      ExecutorPool pool = ExecutorPool.create(sw, 1, DomainManager.system());
      assertThatThrownBy(() -> pool.submit(weight, () -> null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "executor pool: the weight must be at least 0.0 and at most 1.0, not " + weight);
      assertThatThrownBy(() -> pool.submitFork(sw, weight, () -> null))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void withoutWorkersThereIsNoPool() {
    Switch.run(sw ->
        assertThatThrownBy(() -> ExecutorPool.create(sw, 0, DomainManager.system()))
            .hasMessage("the domains of an executor pool must be positive, not 0"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("C28: after its switch has ended the pool is closed")
  void closed(Engine engine) {
    Eio.builder()
        .engine(engine)
        .run(env -> {
          ExecutorPool[] leaked = new ExecutorPool[1];
          Switch.run(sw -> leaked[0] = ExecutorPool.create(sw, 2, env.domainManager()));
          assertThatThrownBy(() -> leaked[0].submit(1, () -> null))
              .isExactlyInstanceOf(IllegalStateException.class)
              .hasMessage("the executor pool is closed: its switch has ended");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void jobsRunInOtherDomainsInParallel(Engine engine) {
    Eio.builder()
        .engine(engine)
        .run(env ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 2, env.domainManager());
              Resolver<Void> one = Promise.create();
              Resolver<Void> other = Promise.create();
              Fiber.both(
                  () -> pool.submit(1, () -> meet(env.domain(), one, other)),
                  () -> pool.submit(1, () -> meet(env.domain(), other, one)));
              List<Integer> squares =
                  Fiber.map(
                      IntStream.range(0, 100).boxed().toList(), i -> pool.submit(1, () -> i * i));
              assertThat(squares)
                  .isEqualTo(IntStream.range(0, 100).map(i -> i * i).boxed().toList());
            }));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void itsDomainsTheirThreadsAndTheFibersThatOpenThemAreNamedAfterThePool(Engine engine) {
    Eio.builder()
        .engine(engine)
        .run(env ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, "crunch", 2, env.domainManager());
              assertThat(pool).hasToString("executor pool crunch");
              assertThat(env.domain().dump()).contains("  crunch.1#").contains("  crunch.2#");
              assertThat(Fiber.map(List.of(1, 2), i -> pool.submit(1, ExecutorPoolTest::whereAmI)))
                  .allMatch(where -> where.contains("crunch."));
              Resolver<Void> one = Promise.create();
              Resolver<Void> other = Promise.create();
              assertThat(
                      Fiber.pair(
                          () -> pool.submit(1, () -> nameAfterMeeting(one, other)),
                          () -> pool.submit(1, () -> nameAfterMeeting(other, one))))
                  .satisfies(both ->
                      assertThat(List.of(both.first(), both.second()))
                          .containsExactlyInAnyOrder("crunch.1", "crunch.2"));
              assertThat(pool.<String, RuntimeException>submit(1, () -> dumpHere()))
                  .matches("(?s)crunch\\.\\d \\(" + engine + "\\)\n.*job#\\d+: running.*");
            }));
  }

  private static String nameAfterMeeting(Resolver<Void> mine, Resolver<Void> yours) {
    mine.resolve(null);
    yours.promise().await();
    return String.valueOf(Domain.currentOrNull());
  }

  private static String dumpHere() {
    return Domain.currentOrNull().dump();
  }

  /** The thread that carries a fiber, or its domain where threads of the JDK carry it. */
  private static String whereAmI() {
    Domain here = Domain.currentOrNull();
    return here.engine() == Engine.BATON ? here.toString() : Thread.currentThread().toString();
  }

  @Test
  void aPoolWithoutANameHasANumber() {
    Switch.run(sw -> {
      ExecutorPool one = ExecutorPool.create(sw, 1, DomainManager.system());
      ExecutorPool other = ExecutorPool.create(sw, 1, DomainManager.system());
      assertThat(one.toString()).matches("executor pool executor-pool-\\d+");
      assertThat(other.toString()).isNotEqualTo(one.toString());
      assertThat(one.<String, RuntimeException>submit(1, () -> "" + Domain.currentOrNull()))
          .matches("executor-pool-\\d+\\.1");
    });
  }

  @Test
  @DisplayName("a deterministic domain's pool is of its fibers, which have the names")
  void namesOnTheDeterministicDomain() {
    says(
        "true / executor pool crunch",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, "crunch", 1, env.domainManager());
              said.say("%s", env.domain().dump().contains("  crunch.1#"));
              said.say("%s", pool);
            }));
  }

  private static Object meet(Domain home, Resolver<Void> mine, Resolver<Void> yours) {
    assertThat(Domain.currentOrNull()).isNotSameAs(home);
    mine.resolve(null);
    yours.promise().await();
    return "met";
  }

  @Test
  @DisplayName("A: cancelling a submitter takes a job back that waits, and no job that runs")
  void submitterCancelled() {
    says(
        "job 1 begins / submitter: Cancelled: not first / job 1 ends at 50",
        (said, env) ->
            Switch.run(sw -> {
              ExecutorPool pool = ExecutorPool.create(sw, 1, env.domainManager());
              String _ =
                  Fiber.first(
                      () -> {
                        try {
                          return pool.submit(
                              1,
                              () -> {
                                said.say("job 1 begins");
                                sleep50();
                                said.say("job 1 ends at %d", millis());
                                return "value";
                              });
                        } catch (Cancelled e) {
                          said.say("submitter: %s", text(e));
                          throw e;
                        }
                      },
                      () ->
                          Fiber.first(
                              () ->
                                  pool.submit(
                                      1,
                                      () -> {
                                        said.say("never begins");
                                        return "";
                                      }),
                              () -> {
                                Fiber.sleep(Duration.ofMillis(10));
                                return "enough";
                              }));
              Fiber.sleep(Duration.ofMillis(100));
            }));
  }

  @Test
  @DisplayName("2.5: a job whose worker is cancelled has an answer")
  void workerCancelled() {
    says(
        "submitter: Cancelled: Failure x / ! Failure x",
        (said, env) ->
            Switch.run(outer -> {
              Resolver<ExecutorPool> made = Promise.create();
              outer.fork(() -> {
                try {
                  made.promise().await().submit(1, () -> Fiber.<String>awaitCancel());
                } catch (Cancelled e) {
                  Fiber.check();
                  said.say("submitter: %s", text(e));
                }
              });
              Switch.run(sw -> {
                made.resolve(ExecutorPool.create(sw, 1, env.domainManager()));
                Fiber.yieldNow();
                Fiber.yieldNow();
                sw.fail(failure("x"));
              });
            }));
  }
}
