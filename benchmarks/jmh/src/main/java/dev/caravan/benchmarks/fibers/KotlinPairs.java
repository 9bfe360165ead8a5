package dev.caravan.benchmarks.fibers;

import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import org.jspecify.annotations.Nullable;

/** {@code { repeat(size) { coroutineScope { launch { first() }; second() } }; size }}. */
final class KotlinPairs extends Kotlin.Repeating {
  private static final long serialVersionUID = 1L;
  private final transient Runnable first;
  private final transient Runnable second;

  KotlinPairs(int size, Runnable first, Runnable second) {
    this(size, first, second, null);
  }

  private KotlinPairs(
      int size, Runnable first, Runnable second, @Nullable Continuation<Object> completion) {
    super(size, null, completion);
    this.first = first;
    this.second = second;
  }

  @Override
  KotlinPairs begun(CoroutineScope scope, Continuation<Object> completion) {
    return new KotlinPairs(times, first, second, completion);
  }

  @Override
  @Nullable Object turn() {
    return Kotlin.scope(new Pair(first, second, null, null), this);
  }

  private static final class Pair extends Kotlin.InScope {
    private static final long serialVersionUID = 1L;
    private final transient Runnable first;
    private final transient Runnable second;

    Pair(
        Runnable first,
        Runnable second,
        @Nullable CoroutineScope scope,
        @Nullable Continuation<Object> completion) {
      super(scope, completion);
      this.first = first;
      this.second = second;
    }

    @Override
    Pair begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Pair(first, second, scope, completion);
    }

    @Override
    Object goOn(@Nullable Object given) {
      Kotlin.launch(scope, CoroutineStart.DEFAULT, new Runs(first, null));
      second.run();
      return Unit.INSTANCE;
    }
  }

  private static final class Runs extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final transient Runnable body;

    Runs(Runnable body, @Nullable Continuation<Object> completion) {
      super(completion);
      this.body = body;
    }

    @Override
    Runs begun(CoroutineScope scope, Continuation<Object> completion) {
      return new Runs(body, completion);
    }

    @Override
    Object goOn(@Nullable Object given) {
      body.run();
      return Unit.INSTANCE;
    }
  }
}
