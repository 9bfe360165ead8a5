package dev.caravan.benchmarks.fibers;

import static dev.caravan.benchmarks.fibers.Kotlin.SUSPENDED;

import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import org.jspecify.annotations.Nullable;

/** {@code { repeat(size) { coroutineScope { launch { first() }; second() } }; 0 }}. */
final class KotlinPairs extends Kotlin.Body {
  private static final long serialVersionUID = 1L;
  private final int size;
  private final transient Runnable first;
  private final transient Runnable second;
  private int next;

  KotlinPairs(int size, Runnable first, Runnable second) {
    this(size, first, second, null);
  }

  private KotlinPairs(
      int size, Runnable first, Runnable second, @Nullable Continuation<Object> completion) {
    super(completion);
    this.size = size;
    this.first = first;
    this.second = second;
  }

  @Override
  KotlinPairs begun(CoroutineScope scope, Continuation<Object> completion) {
    return new KotlinPairs(size, first, second, completion);
  }

  @Override
  Object goOn(@Nullable Object given) {
    while (next < size) {
      next++;
      if (Kotlin.scope(new Pair(first, second, null, null), this) == SUSPENDED) {
        return SUSPENDED;
      }
    }
    return 0L;
  }

  private static final class Pair extends Kotlin.Body {
    private static final long serialVersionUID = 1L;
    private final transient Runnable first;
    private final transient Runnable second;
    private final transient @Nullable CoroutineScope scope;

    Pair(
        Runnable first,
        Runnable second,
        @Nullable CoroutineScope scope,
        @Nullable Continuation<Object> completion) {
      super(completion);
      this.first = first;
      this.second = second;
      this.scope = scope;
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
