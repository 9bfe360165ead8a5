package dev.caravan.benchmarks.fibers;

import java.util.concurrent.CompletableFuture;
import kotlin.Result;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

/** Kotlin's builders of coroutines, for bodies that are written out in Java. */
final class Kotlin {
  static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  private Kotlin() {}

  /**
   * A body {@code suspend CoroutineScope.() -> Any}, as Kotlin's compiler makes it: an object that
   * is copied for each run, and goes on where it stopped.
   */
  abstract static class Body extends SuspendLambda
      implements Function2<CoroutineScope, Continuation<? super Object>, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    Body(@Nullable Continuation<Object> completion) {
      super(2, completion);
    }

    /** A copy that is to be run. */
    abstract Body begun(CoroutineScope scope, Continuation<Object> completion);

    /** Goes on with what it was given, to its end or until it is suspended. */
    abstract @Nullable Object goOn(@Nullable Object given);

    /** Its {@code finally}: what it waited for has thrown. */
    void thrown() {}

    @Override
    @SuppressWarnings("unchecked") // the JVM knows one kind
    public final Continuation<Unit> create(@Nullable Object scope, Continuation<?> completion) {
      return (Continuation<Unit>)
          (Continuation<?>) begun((CoroutineScope) scope, (Continuation<Object>) completion);
    }

    @Override
    public final @Nullable Object invoke(
        CoroutineScope scope, Continuation<? super Object> completion) {
      return begun(scope, completion).goOn(Unit.INSTANCE);
    }

    @Override
    protected final @Nullable Object invokeSuspend(@Nullable Object given) {
      if (given instanceof Result.Failure) {
        thrown();
        ResultKt.throwOnFailure(given);
      }
      return goOn(given);
    }
  }

  /** A body that uses the scope it is run in. */
  abstract static class InScope extends Body {
    private static final long serialVersionUID = 1L;
    final transient @Nullable CoroutineScope scope;

    InScope(@Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(completion);
      this.scope = scope;
    }
  }

  /** {@code { repeat(times) { turn() }; times }}. */
  abstract static class Repeating extends InScope {
    private static final long serialVersionUID = 1L;
    final int times;
    private int done;

    Repeating(
        int times, @Nullable CoroutineScope scope, @Nullable Continuation<Object> completion) {
      super(scope, completion);
      this.times = times;
    }

    /** Does it once, or is suspended in it. */
    abstract @Nullable Object turn();

    @Override
    final Object goOn(@Nullable Object given) {
      while (done < times) {
        done++;
        if (turn() == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return (long) times;
    }
  }

  /** Runs a body whose value is a Long on the default dispatcher. */
  static long run(Body body) {
    CompletableFuture<Object> result =
        FutureKt.asCompletableFuture(
            BuildersKt.async(
                GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT, body));
    return (Long) result.join();
  }

  static Deferred<Object> async(CoroutineScope scope, Body body) {
    return BuildersKt.async(scope, EmptyCoroutineContext.INSTANCE, CoroutineStart.DEFAULT, body);
  }

  @SuppressWarnings("unchecked") // nobody looks at the value of what is launched
  static void launch(CoroutineScope scope, CoroutineStart start, Body body) {
    var _ =
        BuildersKt.launch(
            scope,
            EmptyCoroutineContext.INSTANCE,
            start,
            (Function2<CoroutineScope, Continuation<? super Unit>, Object>)
                (Function2<?, ?, ?>) body);
  }

  /** {@code coroutineScope { … }}, called by a body. */
  static @Nullable Object scope(Body inside, Body caller) {
    return CoroutineScopeKt.coroutineScope(inside, caller);
  }
}
