package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.MockClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What the watch says of a domain, look by look: here the test looks, not the watch's thread. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class StallWatchTest {
  private static final int LOOKS_IN_A_SECOND = 50; // one every 20 ms

  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatKeepsItsDomainIsLoggedOnceAfterASecondAndAgainAfterATurn(Engine engine) {
    assumeFalse(Domain.class.getModule().isNamed(), "the module does not read logback");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Domain.class);
    log.start();
    logger.addAppender(log);
    try {
      Domain.builder()
          .name("kept")
          .engine(engine)
          .run(domain -> {
            StallWatch.Watched watched = new StallWatch.Watched(loopOfCaller(), () -> {});
            look(watched, LOOKS_IN_A_SECOND);
            assertThat(said(log)).as("just before the second is over").isEmpty();
            look(watched, 1);
            assertThat(said(log)).hasSize(1);
            look(watched, 3 * LOOKS_IN_A_SECOND);
            assertThat(said(log)).as("once per stall").hasSize(1);
            DomainOrderTest.fork("other", () -> {}); // takes a turn
            look(watched, 1 + LOOKS_IN_A_SECOND);
            assertThat(said(log)).as("the next stall").hasSize(2);
            return null;
          });
    } finally {
      logger.detachAppender(log);
    }
    ILoggingEvent first = said(log).getFirst();
    assertThat(first.getLevel()).isEqualTo(Level.WARN);
    assertThat(first.getFormattedMessage())
        .startsWith("fiber main#1 of kept has not given its turn away for a second, at ")
        .contains("StallWatch");
  }

  private static Loop loopOfCaller() {
    return DomainFiber.ofCaller().loop;
  }

  private static void look(StallWatch.Watched watched, int times) {
    for (int i = 0; i < times; i++) {
      watched.look();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aCancelledFiberThatIgnoresItsInterruptDoesNotKeepTheLoopBusy(Engine engine) {
    assumeTrue(engine == Engine.LOOP, "elsewhere such a wait stalls the domain");
    AtomicBoolean mayEnd = new AtomicBoolean();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    CancelScope scope = CancelScope.root();
    long turns =
        Domain.builder()
            .engine(engine)
            .<Long, RuntimeException>run(domain -> {
              domain.spawnFirst(
                  "waiter", new Context(scope, null), () -> ignoreInterrupts(mayEnd, waiter));
              scope.cancel(null);
              long before = loopOfCaller().switches;
              boolean _ = new Trigger("nothing").await(Duration.ofMillis(50));
              long after = loopOfCaller().switches;
              mayEnd.set(true);
              LockSupport.unpark(waiter.get());
              return after - before;
            });
    assertThat(turns).as("turns while nobody is ready").isLessThan(20);
  }

  /** Waits by means of the JDK, as one waits for a lock. */
  private static void ignoreInterrupts(AtomicBoolean mayEnd, AtomicReference<Thread> waiter) {
    waiter.set(Thread.currentThread());
    while (!mayEnd.get()) {
      boolean _ = Thread.interrupted();
      LockSupport.park();
    }
  }

  /** The watch itself may find the same if the machine stands still; it logs on its own thread. */
  private static List<ILoggingEvent> said(ListAppender<ILoggingEvent> log) {
    return List.copyOf(log.list).stream()
        .filter(event -> !event.getThreadName().equals("caravan-stall-watch"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aRunEndsAlsoIfAFiberWaitsOutsideCaravanAndIgnoresItsInterrupt(Engine engine) {
    AtomicBoolean mayEnd = new AtomicBoolean();
    AtomicBoolean hasEnded = new AtomicBoolean();
    AtomicReference<Thread> waiter = new AtomicReference<>();

    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  ignoreInterrupts(mayEnd, waiter);
                  hasEnded.set(true);
                  return null;
                }))
        .isInstanceOf(ForeignWait.class)
        .hasMessageContaining("fiber main#1")
        .hasMessageContaining("StallWatchTest.ignoreInterrupts");

    assertThat(hasEnded).as("the fiber was abandoned").isFalse();
    mayEnd.set(true);
    if (engine == Engine.LOOP) {
      return; // its thread was run by the loop, which has ended
    }
    Eventually.until(
        "the abandoned fiber ends on its own thread once it can",
        () -> {
          LockSupport.unpark(waiter.get());
          return hasEnded.get();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberOfAnOrdinaryDomainThatWaitsOutsideIsReportedAndNotAbandoned(Engine engine) {
    AtomicBoolean abandoned = new AtomicBoolean();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          StallWatch.Watched watched =
              new StallWatch.Watched(loopOfCaller(), () -> abandoned.set(true));
          look(watched, 3 * LOOKS_IN_A_SECOND);
          watched.refuse(DomainFiber.ofCaller());
          return null;
        });
    assertThat(abandoned).isFalse();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberIsAbandonedOnlyAfterASecondOfAnInterruptThatDoesNotEndItsWait(Engine engine) {
    AtomicBoolean abandoned = new AtomicBoolean();
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  DomainFiber me = DomainFiber.ofCaller();
                  StallWatch.Watched watched =
                      new StallWatch.Watched(me.loop, () -> abandoned.set(true));
                  look(watched, 1 + LOOKS_IN_A_SECOND);
                  watched.refuse(me);
                  assertThat(abandoned).isFalse();
                  look(watched, 1);
                  watched.refuse(me);
                  assertThat(abandoned).isTrue();
                  return null;
                }))
        .isInstanceOf(ForeignWait.class);
  }

  /** A thread that waits only while its fiber has lent its turn, which we make it do as we look. */
  private static final class Lender extends Thread {
    private @Nullable DomainFiber fiber;

    @Override
    public State getState() {
      DomainFiber lender = Objects.requireNonNull(fiber);
      lender.lendTurn(new Thread(() -> {}), () -> true);
      lender.takeTurnBack();
      return State.WAITING;
    }
  }

  /** Deterministic, and not under the eyes of the watch itself. */
  private static Loop loopThatNobodyDrives() {
    return new BatonLoop(
        new Loop.Settings("undriven", new MockClock(), true, null, null, CancelScope.root()));
  }

  private static DomainFiber fiberOn(Thread thread, Loop loop) {
    return new DomainFiber(loop, "elsewhere", Context.EMPTY, () -> {}) {
      @Override
      Thread thread() {
        return thread;
      }

      @Override
      boolean switchOut() {
        throw new AssertionError("never runs");
      }
    };
  }

  private static DomainFiber fiberOn(Lender thread) {
    DomainFiber fiber = fiberOn(thread, loopThatNobodyDrives());
    thread.fiber = fiber;
    return fiber;
  }

  @Test
  void aWaitForWhoeverHasTheTurnIsNotOneInTheJdkAlsoIfTheTurnIsBackWhenTheWatchLooksAgain() {
    DomainFiber lender = fiberOn(new Lender());
    assertThat(lender.isRunningThreadWaiting()).isFalse();
  }

  @Test
  void soIsTheWaitOfAThreadThatHasLentOnATurnLentToIt() {
    Lender lentOn = new Lender();
    DomainFiber lender = fiberOn(lentOn);
    lender.lendTurn(lentOn, () -> true);
    assertThat(lender.isRunningThreadWaiting()).isFalse();
  }

  /** A thread of which we say in which state it is. */
  private static final class Posing extends Thread {
    private State state = State.RUNNABLE;

    @Override
    public State getState() {
      return state;
    }
  }

  @Test
  void aLongTurnMayWaitForALockWhenTheWatchHappensToLook() {
    Loop loop = loopThatNobodyDrives();
    Posing thread = new Posing();
    StallWatch.Watched watched = new StallWatch.Watched(loop, () -> {});
    loop.turnOf(fiberOn(thread, loop));
    look(watched, 5);
    for (int locks = 0; locks < 3; locks++) {
      thread.state = Thread.State.WAITING;
      look(watched, 1);
      thread.state = Thread.State.RUNNABLE;
      look(watched, 1);
    }
    assertThat(loop.failure()).as("waits for a moment").isNull();

    thread.state = Thread.State.WAITING;
    look(watched, 2);

    assertThat(loop.failure()).as("a wait").isInstanceOf(ForeignWait.class);
  }
}
