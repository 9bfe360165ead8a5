package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.TaskFailed;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The behaviours of {@code systems/effects.md} §5. Not here: 17 (a process that ends with status 2:
 * in Java the thread ends, and {@link UnhandledEffect} goes to its uncaught-exception handler like
 * any exception). Number 14 is about OCaml's {@code Lazy}; {@link UpstreamEffectsTest} has its
 * analogue. In 15 OCaml refuses to compare continuations; in Java they are equal if identical.
 */
class EffectBehavioursTest extends OnBothEngines {
  record Ask(int n) implements Effect<Integer> {}

  record Tell(String text) implements Effect<@Nullable Void> {}

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private <R> Handler<R, R> asking() {
    return this.<R>passing().on(Ask.class, (ask, k) -> k.resume(ask.n() + 1));
  }

  @Test
  @DisplayName("effects 1: the value case is applied once, however many effects there were")
  void valueCaseIsAppliedOnce() {
    AtomicInteger applied = new AtomicInteger();
    int result =
        this.<Integer, Integer>onReturn(
                v -> {
                  applied.incrementAndGet();
                  return v * 10;
                })
            .on(Ask.class, (ask, k) -> k.resume(ask.n()))
            .run(() -> Effects.perform(new Ask(1)) + Effects.perform(new Ask(2)));
    assertThat(result).isEqualTo(30);
    assertThat(applied).hasValue(1);
  }

  @Test
  @DisplayName("effects 2: an exception goes to the exception case")
  void exceptionGoesToTheExceptionCase() {
    String result =
        this.<String, String>onReturn(v -> v)
            .onError(e -> e.getClass().getSimpleName())
            .run(() -> {
              throw new Broken();
            });
    assertThat(result).isEqualTo("Broken");
  }

  @Test
  @DisplayName("effects 2: without an exception case, checked exceptions pass as they are")
  void checkedExceptionsPass() {
    assertThatThrownBy(() ->
            this.<String>passing()
                .run(() -> {
                  throw new IOException("disk");
                }))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("disk");
  }

  @Test
  @DisplayName("effects 3: perform returns what the continuation is resumed with")
  void performReturnsTheValue() {
    assertThat(this.<Integer>asking().run(() -> Effects.perform(new Ask(41)))).isEqualTo(42);
    assertThat(
            this.<@Nullable Void>passing()
                .on(Tell.class, (tell, k) -> k.resume(null))
                .run(() -> Effects.perform(new Tell("nothing"))))
        .isNull();
  }

  @Test
  @DisplayName("effects 4: a deep handler handles one effect after the other")
  void deepHandlerHandlesAll() {
    int sum =
        this.<Integer>asking()
            .run(() -> Effects.perform(new Ask(0)) + Effects.perform(new Ask(10)));
    assertThat(sum).isEqualTo(12);
  }

  @Test
  @DisplayName("effects 5: an effect passes through handlers that do not know it")
  void effectsAreForwarded() {
    List<String> told = new ArrayList<>();
    int result =
        this.<Integer>asking()
            .run(() ->
                this.<Integer>passing()
                    .on(
                        Tell.class,
                        (tell, k) -> {
                          told.add(tell.text());
                          return k.resume(null);
                        })
                    .run(() -> {
                      int first = Effects.perform(new Ask(1));
                      Effects.perform(new Tell("a"));
                      int second = Effects.perform(new Ask(2));
                      Effects.perform(new Tell("b"));
                      return first * 10 + second;
                    }));
    assertThat(result).isEqualTo(23);
    assertThat(told).containsExactly("a", "b");
  }

  @Test
  @DisplayName("effects 5: the nearest of several handlers answers")
  void theNearestHandlerAnswers() {
    int result =
        this.<Integer>passing()
            .on(Ask.class, (ask, k) -> k.resume(-1))
            .run(() -> this.<Integer>asking().run(() -> Effects.perform(new Ask(1))));
    assertThat(result).isEqualTo(2);
  }

  @Test
  @DisplayName("effects 6: an effect nobody knows throws UnhandledEffect, which carries it")
  void unhandledCarriesTheEffect() {
    assertThatThrownBy(() -> Effects.perform(new Ask(7)))
        .isInstanceOfSatisfying(
            UnhandledEffect.class, e -> assertThat(e.effect()).isEqualTo(new Ask(7)))
        .hasMessage("no handler around the caller knows the effect Ask[n=7]");
    String caught =
        this.<String>passing()
            .on(Tell.class, (tell, k) -> k.resume(null))
            .run(() -> {
              try {
                return "" + Effects.perform(new Ask(8));
              } catch (UnhandledEffect e) { // thrown at the perform: the computation goes on
                Effects.perform(new Tell("still handled"));
                return "caught " + e.effect();
              }
            });
    assertThat(caught).isEqualTo("caught Ask[n=8]");
  }

  @Test
  @DisplayName("effects 7: discontinue throws at the perform, and finally blocks run")
  void discontinueThrowsAtThePerform() {
    List<String> trail = new ArrayList<>();
    Broken broken = new Broken();
    assertThatThrownBy(() ->
            this.<Integer>passing()
                .on(Ask.class, (ask, k) -> k.discontinue(broken))
                .run(() -> {
                  try {
                    return Effects.perform(new Ask(1));
                  } finally {
                    trail.add("finally");
                  }
                }))
        .isSameAs(broken);
    assertThat(trail).containsExactly("finally");
  }

  @Test
  @DisplayName("effects 7: abandon runs the finally blocks and ends with the branch's value")
  void abandonRunsFinally() {
    List<String> trail = new ArrayList<>();
    String result =
        this.<String>passing()
            .on(Ask.class, (ask, k) -> k.abandon("none"))
            .run(() -> {
              try {
                return "" + Effects.perform(new Ask(1));
              } finally {
                trail.add("finally");
              }
            });
    assertThat(result).isEqualTo("none");
    assertThat(trail).containsExactly("finally");
  }

  @Test
  @DisplayName("effects 8, X10: the second use of a continuation throws")
  void secondUseThrows() {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    int result =
        this.<Integer>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  kept.add(k);
                  return k.resume(1);
                })
            .run(() -> Effects.perform(new Ask(1)));
    Continuation<Integer, Integer> used = kept.getFirst();
    assertThat(result).isEqualTo(1);
    assertThatThrownBy(() -> used.resumeAndWait(1))
        .isInstanceOf(ContinuationAlreadyResumed.class)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the continuation of Ask[n=1] was resumed or discontinued before");
    assertThatThrownBy(() -> used.resume(1)).isInstanceOf(ContinuationAlreadyResumed.class);
    assertThatThrownBy(() -> used.discontinueAndWait(new Broken()))
        .isInstanceOf(ContinuationAlreadyResumed.class);
  }

  @Test
  @DisplayName("effects 9: a stored continuation is resumed later, outside of any branch")
  void storedContinuationIsResumedLater() {
    List<Continuation<Integer, String>> kept = new ArrayList<>();
    Handler<Integer, String> handler =
        this.<Integer, String>onReturn(v -> "got " + v)
            .on(
                Ask.class,
                (ask, k) -> {
                  kept.add(k);
                  return Step.done("suspended " + ask.n());
                });
    assertThat(handler.run(() -> Effects.perform(new Ask(1)) + Effects.perform(new Ask(2))))
        .isEqualTo("suspended 1");
    assertThat(kept.get(0).resumeAndWait(10)).isEqualTo("suspended 2");
    assertThat(kept.get(1).resumeAndWait(20)).isEqualTo("got 30");
  }

  @Test
  @DisplayName("effects 10: what a branch, or a value or exception case, throws goes outwards")
  void exceptionsOfTheHandlerGoOutwards() {
    assertThatThrownBy(() ->
            this.<Integer>passing()
                .onError(e -> -1) // is not asked
                .on(
                    Ask.class,
                    (ask, k) -> {
                      k.abandon(0);
                      throw new Broken();
                    })
                .run(() -> Effects.perform(new Ask(1))))
        .isInstanceOf(Broken.class);
    assertThatThrownBy(() ->
            this.<Integer, Integer>onReturn(
                    v -> {
                      throw new Broken();
                    })
                .onError(e -> -1)
                .run(() -> 1))
        .isInstanceOf(Broken.class);
    assertThatThrownBy(() ->
            this.<Integer, Integer>onReturn(
                    v -> {
                      throw new IOException("checked");
                    })
                .run(() -> 1))
        .isInstanceOf(TaskFailed.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("effects 10: effects of a branch go to the handlers further out")
  void effectsOfABranchGoOutwards() {
    List<String> trail = new ArrayList<>();
    int result =
        this.<Integer>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  trail.add("outer " + ask.n());
                  return k.resume(ask.n() * 2);
                })
            .run(() ->
                this.<Integer>passing()
                    .on(
                        Ask.class,
                        (ask, k) -> {
                          trail.add("inner " + ask.n());
                          return k.resume(Effects.perform(new Ask(ask.n() + 1)));
                        })
                    .run(() -> Effects.perform(new Ask(1)) + Effects.perform(new Ask(5))));
    assertThat(result).isEqualTo(16);
    assertThat(trail).containsExactly("inner 1", "outer 2", "inner 5", "outer 6");
  }

  @Test
  @DisplayName("effects 13: a shallow handler handles one effect; the next one passes it")
  void shallowHandlesOne() {
    assertThatThrownBy(() ->
            ShallowHandler.<Integer>passing()
                .engine(engine)
                .on(Ask.class, (ask, k) -> k.resume(ask.n(), ShallowHandler.passing()))
                .run(() -> Effects.perform(new Ask(1)) + Effects.perform(new Ask(2))))
        .isInstanceOfSatisfying(
            UnhandledEffect.class, e -> assertThat(e.effect()).isEqualTo(new Ask(2)));
  }

  @Test
  @DisplayName("effects 15: continuations are equal if identical, can be hashed, not serialised")
  void continuationsHaveIdentity() {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    Handler<Integer, Integer> storing =
        this.<Integer>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  kept.add(k);
                  return Step.done(0);
                });
    storing.run(() -> Effects.perform(new Ask(1)));
    storing.run(() -> Effects.perform(new Ask(1)));
    assertThat(kept.get(0)).isEqualTo(kept.get(0)).isNotEqualTo(kept.get(1));
    assertThat(kept.get(0).hashCode()).isEqualTo(kept.get(0).hashCode());
    assertThatThrownBy(
            () -> {
              try (ObjectOutputStream out =
                  new ObjectOutputStream(OutputStream.nullOutputStream())) {
                out.writeObject(kept.get(0));
              }
            })
        .isInstanceOf(NotSerializableException.class);
    kept.forEach(k -> k.resumeAndWait(1));
  }

  @Test
  void aBranchThatResumesAndReturnsSomethingElseIsToldSo() {
    assertThatThrownBy(() ->
            this.<Integer>passing()
                .on(
                    Ask.class,
                    (ask, k) -> {
                      k.resume(1);
                      return Step.done(2);
                    })
                .run(() -> Effects.perform(new Ask(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the branch for Ask[n=1] resumed its continuation and returned");
  }

  @Test
  void aSelectorSeesEveryEffectAndMayForwardIt() {
    Handler<Integer, Integer> odd =
        this.<Integer>passing()
            .onEffect(e -> e instanceof Ask(int n) && n % 2 == 1 ? k -> k.resume(-n) : null);
    int result =
        this.<Integer>asking()
            .run(() -> odd.run(() -> Effects.perform(new Ask(1)) + Effects.perform(new Ask(2))));
    assertThat(result).isEqualTo(2);
  }

  @Test
  void aSelectorMustNotPerform() {
    assertThatThrownBy(() ->
            this.<Integer>asking()
                .run(() ->
                    this.<Integer>passing()
                        .onEffect(e -> {
                          Effects.perform(new Ask(2));
                          return null;
                        })
                        .run(() -> Effects.perform(new Ask(1)))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must not perform Ask[n=2]");
  }

  @Test
  void oneHandlerMayRunInsideItself() {
    Handler<Integer, Integer> handler = asking();
    int result =
        handler.run(
            () -> Effects.perform(new Ask(1)) + handler.run(() -> Effects.perform(new Ask(10))));
    assertThat(result).isEqualTo(13);
  }
}
