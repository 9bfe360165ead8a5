package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EffectScopeTest extends OnBothEngines {
  record Park(String name) implements Effect<Integer> {}

  private final List<String> trail = new ArrayList<>();
  private final List<Continuation<Integer, Integer>> stored = new ArrayList<>();

  private Handler<Integer, Integer> storing(EffectScope scope) {
    return this.<Integer>passing()
        .in(scope)
        .on(
            Park.class,
            (park, k) -> {
              stored.add(k);
              return Step.done(0);
            });
  }

  private int parked(String name) {
    try {
      return Effects.perform(new Park(name));
    } finally {
      trail.add(name + " ends");
    }
  }

  @Test
  void closeDiscontinuesTheLiveOnesInTheOrderOfCreation() {
    try (EffectScope scope = EffectScope.open()) {
      Handler<Integer, Integer> handler = storing(scope);
      handler.run(() -> parked("a"));
      handler.run(() -> parked("b"));
      handler.run(() -> parked("c"));
      assertThat(scope.live()).isEqualTo(3);
      stored.get(1).resumeAndWait(1);
      assertThat(scope.live()).isEqualTo(2);
      trail.add("close");
    }
    assertThat(trail).containsExactly("b ends", "close", "a ends", "c ends");
  }

  @Test
  void theFinallyBlocksRunOnTheThreadThatClosesOnCoroutinesAndElseOnTheirOwn() {
    AtomicReference<Thread> cleaning = new AtomicReference<>();
    EffectScope scope = EffectScope.open();
    storing(scope)
        .run(() -> {
          try {
            return parked("a");
          } finally {
            cleaning.set(Thread.currentThread());
          }
        });
    scope.close();
    switch (engine) {
      case COROUTINES -> assertThat(cleaning.get()).isSameAs(Thread.currentThread());
      case VIRTUAL_THREADS -> assertThat(cleaning.get().getName()).isEqualTo("handled computation");
    }
  }

  @Test
  void closeAlsoDiscontinuesWhatCameUpWhileItCleanedUp() {
    try (EffectScope scope = EffectScope.open()) {
      storing(scope)
          .run(() -> {
            try {
              return parked("first");
            } finally {
              parked("second");
            }
          });
    }
    assertThat(trail).containsExactly("first ends", "second ends");
  }

  @Test
  void closeDoesNotThrowItsOwnEndThatAFinaliserHasOutlived() {
    try (EffectScope scope = EffectScope.open()) {
      storing(scope)
          .run(() -> {
            try {
              return parked("first");
            } finally {
              try {
                parked("second");
              } catch (Discontinued survived) {
                trail.add("survived");
              }
            }
          });
    }
    assertThat(trail).containsExactly("first ends", "second ends", "survived");
  }

  @Test
  void closeThrowsTheFirstFailureWithLaterOnesSuppressed() {
    EffectScope scope = EffectScope.open();
    Handler<Integer, Integer> handler = storing(scope);
    for (String name : List.of("a", "b")) {
      handler.run(() -> {
        try {
          return parked(name);
        } catch (Discontinued e) {
          throw new IllegalArgumentException(name);
        }
      });
    }
    assertThatThrownBy(scope::close)
        .hasMessage("a")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("b"));
    assertThat(trail).containsExactly("a ends", "b ends");
    scope.close(); // idempotent
  }

  @Test
  void closeThrowsWhatComputationsThrewWithTheRefusalOfAnotherThread() throws Exception {
    EffectScope scope = EffectScope.open();
    FutureTask<Integer> here =
        new FutureTask<>(() ->
            storing(scope)
                .run(() -> {
                  try {
                    return parked("mine");
                  } catch (Discontinued e) {
                    throw new IllegalArgumentException("mine");
                  }
                }));
    FutureTask<@Nullable Throwable> closing =
        new FutureTask<>(() -> {
          here.run();
          storingElsewhere(scope);
          try {
            scope.close();
            return null;
          } catch (WrongThreadException e) {
            return e;
          }
        });
    Thread.ofPlatform().start(closing);
    assertThat(closing.get()).hasSuppressedException(new IllegalArgumentException("mine"));
    assertThat(trail).containsExactly("mine ends");
    assertThat(scope.live()).as("still owned").isEqualTo(1);
    assertThat(scope.isClosed()).isFalse();
  }

  private void storingElsewhere(EffectScope scope) throws InterruptedException {
    Thread other = Thread.ofPlatform().start(() -> storing(scope).run(() -> parked("other")));
    other.join();
  }

  @Test
  void aWrongThreadThatAComputationMeetsIsItsOwnFailure() {
    EffectScope scope = EffectScope.open();
    storing(scope)
        .run(() -> {
          try {
            return parked("a");
          } finally {
            throwWrongThread();
          }
        });
    storing(scope).run(() -> parked("b"));
    assertThatThrownBy(scope::close).isInstanceOf(WrongThreadException.class).hasMessage("its own");
    assertThat(trail).containsExactly("a ends", "b ends");
    assertThat(scope.isClosed()).isTrue();
  }

  private static void throwWrongThread() {
    throw new WrongThreadException("its own");
  }

  /** A segment of a chain whose caller's stack is full, as the look for room finds it. */
  private static final class OnFullStack extends Segment {
    OnFullStack() {
      super(null);
    }

    @Override
    boolean runsOn(Segment resumer) {
      throw new StackOverflowError("full");
    }

    @Override
    void proceed() {
      throw new AssertionError("claimed");
    }

    @Override
    void suspend() {
      throw new AssertionError("claimed");
    }

    @Override
    int stackBelow(Segment driver) {
      throw new AssertionError("claimed");
    }
  }

  @Test
  void aCloseWithoutRoomOnTheStackSaysSoAndTheScopeStaysOpen() {
    EffectScope scope = EffectScope.open();
    storing(scope)
        .run(() -> {
          try {
            return parked("a");
          } finally {
            throwWrongThread();
          }
        });
    Segment full = new OnFullStack();
    Suspended stuck = new Continuation<Integer, Integer>(new Park("stuck"), full, full, scope);
    assertThat(scope.add(stuck)).isTrue();
    assertThatThrownBy(scope::close)
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("full")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("its own"));
    assertThat(scope.live()).as("still owned").isEqualTo(1);
    assertThat(scope.isClosed()).isFalse();
    scope.remove(stuck);
    scope.close();
    assertThat(scope.isClosed()).isTrue();
  }

  @Test
  void aClosedScopeRefusesHandlersAndEffects() {
    EffectScope scope = EffectScope.open();
    Handler<Integer, Integer> handler = storing(scope);
    String refused =
        this.<String>passing()
            .in(scope)
            .on(Park.class, (park, k) -> k.resume(1))
            .run(() -> {
              scope.close();
              try {
                return "" + Effects.perform(new Park("late"));
              } catch (IllegalStateException e) {
                return e.getMessage();
              }
            });
    assertThat(refused).startsWith("cannot perform Park[name=late]: the scope");
    assertThatThrownBy(() -> handler.run(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the scope of the handler is closed");
  }

  @Test
  @DisplayName("effects 16: a continuation that is dropped without a scope is reported")
  void aDroppedContinuationIsReported() throws Exception {
    assumeFalse(EffectScope.class.getModule().isNamed(), "the module does not read logback");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(EffectScope.class);
    log.start();
    logger.addAppender(log);
    try {
      dropOne();
      for (int i = 0; i < 200 && ours(log).isEmpty(); i++) {
        System.gc();
        Thread.sleep(20); // the cleaner's thread gives no signal
      }
      assertThat(ours(log)).hasSize(1);
      assertThat(ours(log).getFirst().getLevel()).isEqualTo(Level.WARN);
      assertThat(ours(log).getFirst().getFormattedMessage())
          .startsWith("a continuation that performed " + Park.class.getName() + " was dropped");
    } finally {
      logger.detachAppender(log);
    }
    assertThat(trail).as("the cleaner only reports").isEmpty();
  }

  /** The collector finds what other tests have dropped, too. */
  private static List<ILoggingEvent> ours(ListAppender<ILoggingEvent> log) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getFormattedMessage().contains(Park.class.getName()))
        .toList();
  }

  private void dropOne() {
    this.<Integer>passing().on(Park.class, (park, k) -> Step.done(0)).run(() -> parked("lost"));
  }
}
