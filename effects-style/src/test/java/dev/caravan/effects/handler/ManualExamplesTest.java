package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The examples X1–X9 and X12 of {@code systems/effects.md} §4 with their exact outputs; X4–X6 and
 * X11 are in {@link UpstreamEffectsTest}, X10 in {@link EffectBehavioursTest}.
 */
class ManualExamplesTest extends OnBothEngines {
  record Xchg(int n) implements Effect<Integer> {}

  private final StringBuilder out = new StringBuilder();

  private static int comp1() {
    return Effects.perform(new Xchg(0)) + Effects.perform(new Xchg(1));
  }

  private static int comp2() {
    return Effects.perform(new Xchg(21)) * Effects.perform(new Xchg(21));
  }

  @Test
  @DisplayName("X1: perform (Xchg 0) + perform (Xchg 1) under n + 1 is 3")
  void x1() {
    int result =
        this.<Integer>passing()
            .on(Xchg.class, (xchg, k) -> k.resume(xchg.n() + 1))
            .run(ManualExamplesTest::comp1);
    assertThat(result).isEqualTo(3);
  }

  private sealed interface Status {}

  private record Done(int value) implements Status {}

  private record Paused(int message, Continuation<Integer, Status> rest) implements Status {}

  private Status step(Supplier<Integer> body) {
    return this.<Integer, Status>onReturn(Done::new)
        .on(Xchg.class, (xchg, k) -> Step.done(new Paused(xchg.n(), k)))
        .run(body::get);
  }

  private static List<Integer> runBoth(Status one, Status other) {
    if (one instanceof Paused(int a, var k) && other instanceof Paused(int b, var l)) {
      return runBoth(k.resumeAndWait(b), l.resumeAndWait(a));
    }
    if (one instanceof Done(int a) && other instanceof Done(int b)) {
      return List.of(a, b);
    }
    throw new IllegalStateException("improper synchronization");
  }

  @Test
  @DisplayName("X2: two computations exchange messages: (42, 0)")
  void x2() {
    assertThat(runBoth(step(ManualExamplesTest::comp1), step(ManualExamplesTest::comp2)))
        .containsExactly(42, 0);
  }

  record Fork(Runnable body) implements Effect<@Nullable Void> {}

  record Yield() implements Effect<@Nullable Void> {}

  /** The round-robin scheduler of the manual, with exchange: two tasks meet. */
  private final class RoundRobin {
    private final Queue<Supplier<Step<@Nullable Void>>> ready = new ArrayDeque<>();
    private @Nullable Xchg waiting;
    private @Nullable Continuation<Integer, @Nullable Void> partner;

    private Step<@Nullable Void> next() {
      Supplier<Step<@Nullable Void>> task = ready.poll();
      if (task != null) {
        return task.get();
      }
      if (partner != null) { // the queue is empty but a task is blocked
        var stuck = partner;
        partner = null;
        return stuck.discontinue(new IllegalStateException("improper synchronization"));
      }
      return Step.done(null);
    }

    private final Handler<@Nullable Void, @Nullable Void> handler =
        Handler.<@Nullable Void, @Nullable Void>onReturnStep(ended -> next())
            .engine(engine)
            .on(
                Yield.class,
                (yield, k) -> {
                  ready.add(() -> k.resume(null));
                  return next();
                })
            .on(
                Fork.class,
                (fork, k) -> {
                  ready.add(() -> k.resume(null));
                  return start(fork.body());
                })
            .on(
                Xchg.class,
                (xchg, k) -> {
                  if (partner == null) {
                    waiting = xchg;
                    partner = k;
                    return next();
                  }
                  var other = partner;
                  int theirs = waiting.n();
                  partner = null;
                  ready.add(() -> other.resume(xchg.n()));
                  return k.resume(theirs);
                });

    private Step<@Nullable Void> start(Runnable body) {
      return handler.start(() -> {
        body.run();
        return null;
      });
    }

    void run(Runnable main) {
      handler.run(() -> {
        main.run();
        return null;
      });
    }
  }

  private void exchange(String name, int n) {
    out.append("[").append(name).append("] Sending ").append(n).append('\n');
    int received = Effects.perform(new Xchg(n));
    out.append("[").append(name).append("] received ").append(received).append('\n');
  }

  @Test
  @DisplayName("X3: a round-robin scheduler of two tasks that exchange messages")
  void x3() {
    RoundRobin scheduler = new RoundRobin();
    scheduler.run(() -> {
      Effects.perform(new Fork(() -> exchange("t1", 0)));
      Effects.perform(new Fork(() -> exchange("t2", 1)));
    });
    assertThat(out.toString().lines().toList())
        .containsExactly("[t1] Sending 0", "[t2] Sending 1", "[t2] received 0", "[t1] received 1");
  }

  record Emit<T>(T item) implements Effect<@Nullable Void> {}

  /** A producer that is asked: the manual's {@code invert}. */
  private <T> Supplier<Optional<T>> invert(Consumer<Consumer<T>> iterate) {
    return new Supplier<>() {
      private Supplier<Optional<T>> next = this::begin;

      private Optional<T> begin() {
        return ManualExamplesTest.this
            .<@Nullable Void, Optional<T>>onReturn(end -> {
              next = Optional::empty;
              return Optional.empty();
            })
            .onEffect(effect -> effect instanceof Emit<?> emit ? k -> given(emit, k) : null)
            .run(() -> {
              iterate.accept(item -> Effects.perform(new Emit<>(item)));
              return null;
            });
      }

      @SuppressWarnings("unchecked")
      private Step<Optional<T>> given(Emit<?> emit, Continuation<Object, Optional<T>> k) {
        next = () -> k.resumeAndWait(null);
        return Step.done(Optional.of((T) emit.item()));
      }

      @Override
      public Optional<T> get() {
        return next.get();
      }
    };
  }

  @Test
  @DisplayName("X7: a generator from an iteration: Some 1, Some 2, Some 3, None, None")
  void x7() {
    Supplier<Optional<Integer>> next = invert(action -> List.of(1, 2, 3).forEach(action));
    assertThat(List.of(next.get(), next.get(), next.get(), next.get(), next.get()))
        .containsExactly(
            Optional.of(1), Optional.of(2), Optional.of(3), Optional.empty(), Optional.empty());
    Supplier<Optional<Integer>> chars = invert(action -> "OCaml".chars().forEach(action::accept));
    StringBuilder word = new StringBuilder();
    for (var c = chars.get(); c.isPresent(); c = chars.get()) {
      word.appendCodePoint(c.get());
    }
    assertThat(word).hasToString("OCaml");
  }

  record Send(int n) implements Effect<@Nullable Void> {}

  record Recv() implements Effect<Integer> {}

  private ShallowHandler<@Nullable Void, @Nullable Void> expectSend() {
    return ShallowHandler.<@Nullable Void>passing()
        .engine(engine)
        .on(
            Send.class,
            (send, k) -> {
              out.append("Send ").append(send.n()).append('\n');
              return k.resume(null, expectRecv(send.n()));
            })
        .on(Recv.class, (recv, k) -> k.discontinue(violation(), expectSend()));
  }

  private ShallowHandler<@Nullable Void, @Nullable Void> expectRecv(int n) {
    return ShallowHandler.<@Nullable Void>passing()
        .engine(engine)
        .on(
            Recv.class,
            (recv, k) -> {
              out.append("Recv: ").append(n).append('\n');
              return k.resume(n, expectSend());
            })
        .on(Send.class, (send, k) -> k.discontinue(violation(), expectRecv(n)));
  }

  private static RuntimeException violation() {
    return new IllegalStateException("protocol violation");
  }

  @Test
  @DisplayName("X8: a protocol by shallow handlers: Send 42, Recv 42, Send 43, Recv 43")
  void x8() {
    expectSend()
        .run(() -> {
          Effects.perform(new Send(42));
          Effects.perform(new Recv());
          Effects.perform(new Send(43));
          Effects.perform(new Recv());
          return null;
        });
    assertThat(out.toString().lines().toList())
        .containsExactly("Send 42", "Recv: 42", "Send 43", "Recv: 43");
    assertThatThrownBy(() ->
            expectSend()
                .run(() -> {
                  Effects.perform(new Send(0));
                  Effects.perform(new Send(1));
                  return null;
                }))
        .hasMessage("protocol violation");
  }

  record E() implements Effect<String> {}

  record F() implements Effect<String> {}

  private static String foo() {
    return Effects.perform(new F());
  }

  private String bar() {
    return this.<String>passing()
        .on(E.class, (e, k) -> k.discontinue(new IllegalStateException("impossible")))
        .run(ManualExamplesTest::foo);
  }

  private String baz() {
    return this.<String>passing().on(F.class, (f, k) -> k.resume("Hello, world!")).run(this::bar);
  }

  @Test
  @DisplayName("X9: an unknown effect goes to the outer handler, or throws Unhandled")
  void x9() {
    assertThat(baz()).isEqualTo("Hello, world!");
    assertThatThrownBy(this::bar)
        .isInstanceOfSatisfying(
            UnhandledEffect.class, e -> assertThat(e.effect()).isEqualTo(new F()));
  }

  @Test
  @DisplayName("X12: a task left blocked is discontinued, so that it closes what it holds")
  void x12() {
    List<String> trail = new ArrayList<>();
    assertThatThrownBy(() ->
            new RoundRobin()
                .run(() -> {
                  trail.add("open");
                  try {
                    Effects.perform(new Xchg(0)); // nobody to exchange with
                  } finally {
                    trail.add("close");
                  }
                }))
        .hasMessage("improper synchronization");
    assertThat(trail).containsExactly("open", "close");
  }
}
