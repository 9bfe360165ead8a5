package dev.caravan.benchmarks.fibers;

import java.util.concurrent.atomic.LongAdder;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import org.jspecify.annotations.Nullable;

/** Launches coroutines under a job of their own, cancels and joins it, and again. */
final class KotlinCancels extends Kotlin.Repeating {
  private static final long serialVersionUID = 1L;
  private final int each;
  private final LongAdder told;

  KotlinCancels(int rounds, int each, LongAdder told) {
    this(rounds, each, told, null, null);
  }

  private KotlinCancels(
      int rounds,
      int each,
      LongAdder told,
      @Nullable CoroutineScope scope,
      @Nullable Continuation<Object> completion) {
    super(rounds, scope, completion);
    this.each = each;
    this.told = told;
  }

  @Override
  KotlinCancels begun(CoroutineScope scope, Continuation<Object> completion) {
    return new KotlinCancels(times, each, told, scope, completion);
  }

  @Override
  @Nullable Object turn() {
    return JobKt.cancelAndJoin(launched(), this);
  }

  private Job launched() {
    Job job = JobKt.Job((Job) null);
    CoroutineScope own = CoroutineScopeKt.plus(scope, job);
    for (int i = 0; i < each; i++) {
      Kotlin.launch(own, CoroutineStart.UNDISPATCHED, new Waits(told, null));
    }
    return job;
  }

  /** {@code { try { awaitCancellation() } finally { told.increment() } }}. */
  private static final class Waits extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final LongAdder told;

    Waits(LongAdder told, @Nullable Continuation<Object> completion) {
      super(completion);
      this.told = told;
    }

    @Override
    Waits begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Waits(told, completion);
    }

    @Override
    void thrown() {
      told.increment();
    }

    @Override
    @Nullable Object goOn(@Nullable Object given) {
      return DelayKt.awaitCancellation(this);
    }
  }
}
