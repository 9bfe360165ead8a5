package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.TaskFailed;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What happens to a computation whose handler abandons it: effects 7, in its variations. */
@DisplayName("effects 7: abandon")
class AbandonTest extends OnBothEngines {
  record Ask(int n) implements Effect<Integer> {}

  private final List<String> trail = new ArrayList<>();

  private Handler<String, String> abandoning() {
    return this.<String>passing().on(Ask.class, (ask, k) -> k.abandon("none"));
  }

  @Test
  void whatAnEndedComputationHeldIsNotKept() {
    WeakReference<?> ended = heldByAComputationThatEnds();
    WeakReference<?> abandoned = heldByAComputationThatIsAbandoned();
    System.gc();
    for (int i = 0; i < 100 && !(ended.refersTo(null) && abandoned.refersTo(null)); i++) {
      System.gc(); // a thread that has just ended may still be on its way out
    }
    assertThat(ended.refersTo(null)).as("collected after its end").isTrue();
    assertThat(abandoned.refersTo(null)).as("collected after it was abandoned").isTrue();
  }

  private WeakReference<?> heldByAComputationThatEnds() {
    Object held = new Object();
    String result =
        this.<String>passing()
            .<Integer, Ask>on(Ask.class, (ask, k) -> k.resume(ask.n()))
            .run(() -> Effects.perform(new Ask(1)) + held.toString().substring(0, 0));
    assertThat(result).isEqualTo("1");
    return new WeakReference<>(held);
  }

  private WeakReference<?> heldByAComputationThatIsAbandoned() {
    Object held = new Object();
    assertThat(abandoning().run(() -> held + " " + Effects.perform(new Ask(1)))).isEqualTo("none");
    return new WeakReference<>(held);
  }

  @Test
  void theFinallyBlocksInsideInnerHandlersRunInnermostFirst() {
    String result =
        abandoning()
            .run(() -> {
              try {
                return this.<String>passing()
                    .run(() -> {
                      try {
                        return "" + Effects.perform(new Ask(1));
                      } finally {
                        trail.add("inner");
                      }
                    });
              } finally {
                trail.add("outer");
              }
            });
    assertThat(result).isEqualTo("none");
    assertThat(trail).containsExactly("inner", "outer");
  }

  @Test
  void aComputationThatCatchesItIsLeftToEndAndItsValueIsDropped() {
    String result =
        abandoning()
            .run(() -> {
              try {
                return "" + Effects.perform(new Ask(1));
              } catch (Discontinued e) {
                trail.add("caught");
                return "of the computation";
              }
            });
    assertThat(result).isEqualTo("none");
    assertThat(trail).containsExactly("caught");
  }

  @Test
  void whatAFinallyBlockThrowsIsThrownByTheBranch() {
    assertThatThrownBy(() ->
            abandoning()
                .run(() -> {
                  try {
                    return "" + Effects.perform(new Ask(1));
                  } finally {
                    fail(new IllegalStateException("clean-up"));
                  }
                }))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("clean-up");
    assertThatThrownBy(() ->
            abandoning()
                .run(() -> {
                  try {
                    return "" + Effects.perform(new Ask(1));
                  } finally {
                    fail(new IOException("clean-up"));
                  }
                }))
        .isInstanceOf(TaskFailed.class)
        .hasCauseInstanceOf(IOException.class);
  }

  private static <X extends Exception> void fail(X failure) throws X {
    throw failure;
  }

  @Test
  void aDiscontinuedThatIsNotItsOwnPasses() {
    Discontinued other = new Discontinued("another");
    assertThatThrownBy(() ->
            abandoning()
                .run(() -> {
                  try {
                    return "" + Effects.perform(new Ask(1));
                  } finally {
                    fail(other);
                  }
                }))
        .isSameAs(other);
  }

  @Test
  void anEffectOfAFinallyBlockIsHandled() {
    String result =
        this.<String>passing()
            .on(Ask.class, (ask, k) -> ask.n() == 1 ? k.abandon("none") : k.resume(ask.n() * 10))
            .run(() -> {
              try {
                return "" + Effects.perform(new Ask(1));
              } finally {
                trail.add("finally " + Effects.perform(new Ask(2)));
              }
            });
    assertThat(result).isEqualTo("none");
    assertThat(trail).containsExactly("finally 20");
  }

  @Test
  void itsContinuationIsUsedUp() {
    AtomicReference<Continuation<Integer, String>> kept = new AtomicReference<>();
    String result =
        this.<String>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  kept.set(k);
                  return k.abandon("none");
                })
            .run(() -> "" + Effects.perform(new Ask(1)));
    assertThat(result).isEqualTo("none");
    assertThatThrownBy(() -> kept.get().resumeAndWait(1))
        .isInstanceOf(ContinuationAlreadyResumed.class);
    assertThatThrownBy(() -> kept.get().abandon("again"))
        .isInstanceOf(ContinuationAlreadyResumed.class);
  }

  @Test
  void aStoredContinuationCanBeAbandonedLaterAndIsNoMoreItsScopes() {
    try (EffectScope scope = EffectScope.open()) {
      AtomicReference<Continuation<Integer, String>> kept = new AtomicReference<>();
      String result =
          this.<String>passing()
              .in(scope)
              .on(
                  Ask.class,
                  (ask, k) -> {
                    kept.set(k);
                    return Step.done("stored");
                  })
              .run(() -> {
                try {
                  return "" + Effects.perform(new Ask(1));
                } finally {
                  trail.add("finally");
                }
              });
      assertThat(result).isEqualTo("stored");
      assertThat(trail).isEmpty();
      assertThat(scope.live()).isEqualTo(1);
      Step<String> _ = kept.get().abandon("late");
      assertThat(scope.live()).isZero();
      assertThat(trail).containsExactly("finally");
    }
    assertThat(trail).as("the scope's close finds nothing to discontinue").hasSize(1);
  }

  @Test
  void itIsRefusedOnAnotherThreadAndThenStillPossible() throws Exception {
    AtomicReference<Continuation<Integer, String>> kept = new AtomicReference<>();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    String _ =
        this.<String>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  kept.set(k);
                  return Step.done("stored");
                })
            .run(() -> {
              try {
                return "" + Effects.perform(new Ask(1));
              } finally {
                trail.add("finally");
              }
            });
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                kept.get().abandon("elsewhere");
              } catch (WrongThreadException e) {
                refused.set(e);
              }
            });
    other.join();
    assertThat(refused.get()).isInstanceOf(WrongThreadException.class);
    assertThat(trail).isEmpty();
    Step<String> _ = kept.get().abandon("here");
    assertThat(trail).containsExactly("finally");
  }
}
