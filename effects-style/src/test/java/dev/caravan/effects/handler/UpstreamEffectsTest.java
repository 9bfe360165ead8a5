package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The tests of OCaml's testsuite/tests/effects, retold from appendix A of {@code
 * systems/effects.md}, with its reference output. Not here: test10 and backtrace (Java's exceptions
 * carry the stack of where they were made; a continuation has no stack to ask for), marshal and
 * cmphash ({@link EffectBehavioursTest}, number 15), unhandled_unlinked (see number 17 there),
 * issue479 (an interpreter's).
 */
class UpstreamEffectsTest extends OnBothEngines {
  record E(int n) implements Effect<Integer> {}

  record F() implements Effect<Integer> {}

  private static final class Done extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final StringBuilder out = new StringBuilder();

  private void println(String line) {
    out.append(line).append('\n');
  }

  @Test
  @DisplayName("test1: a pure computation: 10")
  void test1() {
    int result = this.<Integer>passing().on(E.class, (e, k) -> Step.done(11)).run(() -> 10);
    assertThat(result).isEqualTo(10);
  }

  @Test
  @DisplayName("test2: resumption returns what the value case made")
  void test2() {
    int result =
        this.<Integer, Integer>onReturn(
                v -> {
                  println("done " + v);
                  return v + 1;
                })
            .on(
                E.class,
                (e, k) -> {
                  println("caught effect (E " + e.n() + "). continuing..");
                  int v = k.resumeAndWait(e.n() + 1);
                  println("continue returns " + v);
                  return Step.done(v + 1);
                })
            .run(() -> {
              println("perform effect (E 0)");
              int v = Effects.perform(new E(0));
              println("perform returns " + v);
              return v + 1;
            });
    println("result=" + result);
    assertThat(out.toString().lines().toList())
        .containsExactly(
            "perform effect (E 0)",
            "caught effect (E 0). continuing..",
            "perform returns 1",
            "done 2",
            "continue returns 3",
            "result=4");
  }

  @Test
  @DisplayName("test3: the exception case makes the value: 10")
  void test3() {
    int result =
        this.<Integer, Integer>onReturn(v -> v)
            .onError(x -> 10)
            .run(() -> {
              println("in handler. raising X");
              throw new Done();
            });
    assertThat(out).hasToString("in handler. raising X\n");
    assertThat(result).isEqualTo(10);
  }

  private int resumedUnderAnotherHandler(IntSupplier body) {
    return this.<Integer>passing()
        .on(
            E.class,
            (e, k) ->
                Step.done(
                    this.<Integer>passing()
                        .on(E.class, (again, l) -> l.discontinue(new AssertionError("NO")))
                        .run(() -> k.resumeAndWait(e.n() + 1))))
        .run(body::getAsInt);
  }

  @Test
  @DisplayName("test4: a continuation resumed under a second handler: 4")
  void test4() {
    assertThat(resumedUnderAnotherHandler(() -> Effects.perform(new E(3)))).isEqualTo(4);
  }

  @Test
  @DisplayName("test5: the continuation includes its own handler, the second is not asked: 8")
  void test5() {
    assertThat(
            resumedUnderAnotherHandler(() -> Effects.perform(new E(3)) + Effects.perform(new E(3))))
        .isEqualTo(8);
  }

  private static boolean isUnhandled(Runnable body) {
    try {
      body.run();
      return false;
    } catch (UnhandledEffect e) {
      return new F().equals(e.effect());
    }
  }

  @Test
  @DisplayName("test6: unhandled, with and without a handler that does not match: true true true")
  void test6() {
    Handler<Integer, Integer> other = this.<Integer>passing().on(E.class, (e, k) -> k.resume(11));
    assertThat(isUnhandled(() -> Effects.perform(new F()))).isTrue();
    assertThat(isUnhandled(() -> other.run(() -> Effects.perform(new F())))).isTrue();
    assertThat(
            this.<Boolean>passing()
                .on(E.class, (e, k) -> Step.done(false))
                .<RuntimeException>run(() -> isUnhandled(() -> Effects.perform(new F()))))
        .isTrue();
  }

  @Test
  @DisplayName("test11: a computation that returns a function, applied afterwards: 10 / 42")
  void test11() {
    Function<Integer, Integer> f =
        this.<Function<Integer, Integer>>passing()
            .on(E.class, (e, k) -> k.resume(e.n()))
            .run(() -> {
              int n = Effects.perform(new E(10));
              println("" + n);
              return x -> x + n;
            });
    println("" + f.apply(32));
    assertThat(out).hasToString("10\n42\n");
  }

  @Test
  @DisplayName("partial: through a frame that does not match, discontinued with Done: ok")
  void partial() {
    assertThatThrownBy(() ->
            this.<Integer>passing()
                .on(E.class, (e, k) -> k.discontinue(new Done()))
                .run(() ->
                    this.<Integer, Integer>onReturn(v -> v)
                        .on(F.class, (f, k) -> k.resume(0))
                        .run(() -> Effects.perform(new E(0)))))
        .isInstanceOf(Done.class);
  }

  private int nested(int n) {
    if (n == 0) {
      return Effects.perform(new E(42));
    }
    return this.<Integer, Integer>onReturn(
            v -> {
              println(" " + n + "]");
              return v;
            })
        .onError(e -> {
          println("!" + n + "]");
          throw (Exception) e;
        })
        .on(F.class, (f, k) -> k.discontinue(new AssertionError("F")))
        .run(() -> {
          println("[" + n);
          return nested(n - 1);
        });
  }

  @Test
  @DisplayName("reperform: through five handlers: [5 [4 [3 [2 [1  1]  2]  3]  4]  5] = 142")
  void reperform() {
    int result =
        this.<Integer>passing().on(E.class, (e, k) -> k.resume(e.n() + 100)).run(() -> nested(5));
    println("= " + result);
    assertThat(out.toString().strip().replace('\n', ' '))
        .isEqualTo("[5 [4 [3 [2 [1  1]  2]  3]  4]  5] = 142");
    out.setLength(0);
    assertThatThrownBy(() -> nested(5))
        .isInstanceOfSatisfying(
            UnhandledEffect.class, e -> assertThat(e.effect()).isEqualTo(new E(42)));
    assertThat(out.toString().strip().replace('\n', ' '))
        .isEqualTo("[5 [4 [3 [2 [1 !1] !2] !3] !4] !5]");
  }

  record Yield() implements Effect<@Nullable Void> {}

  record Fork(Runnable body) implements Effect<@Nullable Void> {}

  record Ping() implements Effect<@Nullable Void> {}

  private static final class Pong extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final class Scheduler {
    private final Queue<Continuation<@Nullable Void, String>> ready = new ArrayDeque<>();
    private final Handler<@Nullable Void, String> handler =
        Handler.<@Nullable Void, String>onReturnStep(v -> next("."))
            .engine(engine)
            .onErrorStep(e -> {
              assertThat(e).isInstanceOf(Done.class);
              return next("!");
            })
            .on(
                Yield.class,
                (yield, k) -> {
                  ready.add(k);
                  return next(",");
                })
            .on(
                Fork.class,
                (fork, k) -> {
                  out.append("+");
                  ready.add(k);
                  return start(fork.body());
                })
            .on(
                Ping.class,
                (ping, k) -> {
                  out.append("[");
                  return k.discontinue(new Pong());
                });

    private Step<String> next(String said) {
      out.append(said);
      var k = ready.poll();
      return k == null ? Step.done("finished") : k.resume(null);
    }

    private Step<String> start(Runnable body) {
      return this.handler.start(() -> {
        body.run();
        return null;
      });
    }

    String run(Runnable main) {
      return handler.run(() -> {
        main.run();
        return null;
      });
    }
  }

  private void pings() {
    this.<@Nullable Void>passing()
        .onError(e -> {
          assertThat(e).isInstanceOf(Pong.class);
          out.append("]");
          return null;
        })
        .on(Yield.class, (yield, k) -> k.discontinue(new AssertionError("what?")))
        .run(() -> {
          Effects.perform(new Ping());
          throw new AssertionError("no pong?");
        });
  }

  @Test
  @DisplayName("X4, sched: A+,+B.C,D,[]!E.")
  void sched() {
    String end =
        new Scheduler()
            .run(() -> {
              out.append("A");
              Effects.perform(
                  new Fork(() -> {
                    Effects.perform(new Yield());
                    out.append("C");
                    Effects.perform(new Yield());
                    pings();
                    throw new Done();
                  }));
              Effects.perform(new Fork(() -> out.append("B")));
              out.append("D");
              Effects.perform(new Yield());
              out.append("E");
            });
    assertThat(out).hasToString("A+,+B.C,D,[]!E.");
    assertThat(end).isEqualTo("finished");
  }

  private boolean even(int n) {
    return n == 0
        || this.<Boolean>passing()
            .on(E.class, (e, k) -> k.discontinue(new AssertionError("E")))
            .<RuntimeException>run(() -> odd(n - 1));
  }

  private boolean odd(int n) {
    return n != 0 && even(n - 1);
  }

  @Test
  @DisplayName("X11, effects 11, evenodd: 50,000 handlers one in the other: even 100000 is true")
  void evenodd() throws Exception {
    boolean is = onLargeStack(() -> even(100_000));
    assertThat("even 100000 is " + is).isEqualTo("even 100000 is true");
  }

  @Test
  @DisplayName("effects 16, used_cont: a used continuation is kept, and the heap collected: ok")
  void usedContinuation() {
    List<Object> kept = new ArrayList<>();
    int result =
        this.<Integer>passing()
            .on(
                E.class,
                (e, k) -> {
                  int v = k.resumeAndWait(e.n());
                  kept.add(k);
                  System.gc();
                  return Step.done(v);
                })
            .run(() -> Effects.perform(new E(42)));
    assertThat(result).isEqualTo(42);
    assertThat(kept).hasSize(1);
  }

  /** Of one thread at a time; refuses to be forced while it is. */
  private static final class Lazy {
    private final IntSupplier body;
    private boolean forcing;
    private @Nullable Integer value;

    Lazy(IntSupplier body) {
      this.body = body;
    }

    int force() {
      if (value == null) {
        if (forcing) {
          throw new IllegalStateException("Undefined");
        }
        forcing = true;
        value = body.getAsInt();
      }
      return value;
    }
  }

  private final Lazy lazy = new Lazy(() -> Effects.perform(new E(0)) * 1000);

  private Continuation<Integer, Integer> forceUntilSuspended(Handler<Integer, Integer> handler) {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    handler
        .on(
            E.class,
            (e, k) -> {
              kept.add(k);
              return Step.done(-1);
            })
        .run(lazy::force);
    return kept.getFirst();
  }

  @Test
  @DisplayName("effects 14, test_lazy: forced, suspended, resumed: 1000; meanwhile: Undefined")
  void lazyOnTheSameThread() {
    var k = forceUntilSuspended(this.<Integer>passing());
    assertThatThrownBy(lazy::force).hasMessage("Undefined");
    assertThat(k.resumeAndWait(1)).isEqualTo(1000);
    assertThat(lazy.force()).isEqualTo(1000);
  }

  @Test
  @DisplayName("effects 14, test_lazy: resumed on another thread: 2000")
  void lazyOnAnotherThread() throws Exception {
    assumeTrue(engine == EffectEngine.VIRTUAL_THREADS, "coroutines stay on their thread");
    var k = forceUntilSuspended(this.<Integer>passing().movable());
    FutureTask<Integer> other = new FutureTask<>(() -> k.resumeAndWait(2));
    Thread.ofPlatform().start(other);
    assertThat(other.get()).isEqualTo(2000);
    assertThat(lazy.force()).isEqualTo(2000);
  }

  private static int sum(int... all) {
    int sum = 0;
    for (int one : all) {
      sum += one;
    }
    return sum;
  }

  @Test
  @DisplayName("effects 12, overflow: twenty live values over nested handlers: 211")
  void overflow() {
    int result =
        this.<Integer>passing()
            .on(E.class, (e, k) -> k.resume(e.n() + 1))
            .run(() -> {
              int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10;
              int v =
                  this.<Integer>passing()
                      .on(F.class, (x, k) -> k.resume(0))
                      .run(() -> deep(500, () -> Effects.perform(new E(154))));
              return sum(a, b, c, d, e, f, g, h, i, j, v, 1);
            });
    assertThat(result).isEqualTo(211);
  }

  private static int deep(int n, IntSupplier bottom) {
    return n == 0 ? bottom.getAsInt() : deep(n - 1, bottom);
  }

  @Test
  @DisplayName("effects 12: a perform at the bottom of a deep recursion suspends all of it")
  void deepRecursion() throws Exception {
    int result =
        onLargeStack(() ->
            this.<Integer>passing()
                .on(E.class, (e, k) -> k.resume(e.n() + 1))
                .run(() ->
                    deep(2_000, () -> Effects.perform(new E(1)) + Effects.perform(new E(3)))));
    assertThat(result).isEqualTo(6);
  }

  @Test
  @DisplayName("effects 9, manylive: many continuations alive at once: ok")
  void manyLive() {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    Handler<Integer, Integer> storing =
        this.<Integer>passing()
            .on(
                E.class,
                (e, k) -> {
                  kept.add(k);
                  return Step.done(-1);
                });
    for (int i = 0; i < 1000; i++) {
      int n = i;
      storing.run(() -> {
        int[] live = {n, n + 1, n + 2};
        return Effects.perform(new E(n)) + live[0] + live[1] + live[2];
      });
    }
    System.gc();
    for (int i = 999; i >= 0; i--) {
      assertThat(kept.get(i).resumeAndWait(1)).isEqualTo(3 * i + 4);
    }
  }

  @Test
  @DisplayName("unhandled_effects: 10,000 times unhandled")
  void unhandledMany() {
    IntUnaryOperator once =
        n -> {
          try {
            return Effects.perform(new E(n));
          } catch (UnhandledEffect e) {
            return -1;
          }
        };
    for (int i = 0; i < 10_000; i++) {
      assertThat(once.applyAsInt(i)).isEqualTo(-1);
    }
  }

  record Get() implements Effect<Integer> {}

  record Set(int value) implements Effect<@Nullable Void> {}

  record Print(String line) implements Effect<@Nullable Void> {}

  private ShallowHandler<@Nullable Void, Integer> state(int value) {
    return ShallowHandler.<@Nullable Void, Integer>onReturn(end -> value)
        .engine(engine)
        .on(Get.class, (get, k) -> k.resume(value, state(value)))
        .on(Set.class, (set, k) -> k.resume(null, state(set.value())));
  }

  private void stateful() {
    Effects.perform(new Print("Initial state: " + Effects.perform(new Get())));
    Effects.perform(new Set(42));
    Effects.perform(new Print("Updated state: " + Effects.perform(new Get())));
    Effects.perform(new Set(43));
  }

  @Test
  @DisplayName("X6, shallow_state, shallow_state_io: Initial state: 0 / Updated: 42 / Final: 43")
  void shallowState() {
    this.<@Nullable Void>passing()
        .on(
            Print.class,
            (print, k) -> {
              println(print.line());
              return k.resume(null);
            })
        .run(() -> {
          int end =
              state(0)
                  .run(() -> {
                    stateful();
                    return null;
                  });
          Effects.perform(new Print("Final state: " + end));
          return null;
        });
    assertThat(out.toString().lines().toList())
        .containsExactly("Initial state: 0", "Updated state: 42", "Final state: 43");
  }
}
