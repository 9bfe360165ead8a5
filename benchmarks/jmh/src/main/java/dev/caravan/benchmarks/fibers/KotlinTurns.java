package dev.caravan.benchmarks.fibers;

import static dev.caravan.benchmarks.fibers.Kotlin.SUSPENDED;

import java.util.function.Function;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.YieldKt;
import org.jspecify.annotations.Nullable;

/** {@code { repeat(times) { enter(); if (yields) yield(); leave() }; times }}. */
final class KotlinTurns extends Kotlin.Body {
  private static final long serialVersionUID = 1L;
  private final transient Door door;
  private final int times;
  private final boolean yields;
  private int done;
  private Step step = Step.ENTER;

  /** What is entered, by a suspending function, and left. */
  record Door(Function<Continuation<? super Unit>, Object> enter, Runnable leave) {}

  private enum Step {
    ENTER,
    YIELD,
    LEAVE
  }

  KotlinTurns(Door door, int times, boolean yields) {
    this(door, times, yields, null);
  }

  private KotlinTurns(
      Door door, int times, boolean yields, @Nullable Continuation<Object> completion) {
    super(completion);
    this.door = door;
    this.times = times;
    this.yields = yields;
  }

  @Override
  KotlinTurns begun(CoroutineScope scope, Continuation<Object> completion) {
    return new KotlinTurns(door, times, yields, completion);
  }

  @Override
  Object goOn(@Nullable Object given) {
    while (done < times) {
      if (step() == SUSPENDED) {
        return SUSPENDED;
      }
    }
    return (long) times;
  }

  @SuppressWarnings("unchecked") // the JVM knows one kind
  private Object step() {
    Step now = step;
    switch (now) {
      case ENTER -> {
        step = yields ? Step.YIELD : Step.LEAVE;
        return door.enter().apply((Continuation<? super Unit>) (Continuation<?>) this);
      }
      case YIELD -> {
        step = Step.LEAVE;
        return YieldKt.yield(this);
      }
      case LEAVE -> {
        step = Step.ENTER;
        done++;
        door.leave().run();
      }
    }
    return Unit.INSTANCE;
  }
}
