package dev.caravan.benchmarks.fibers;

import static dev.caravan.benchmarks.fibers.Kotlin.SUSPENDED;

import java.util.Iterator;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.RestrictedContinuationImpl;
import kotlin.sequences.SequenceScope;
import kotlin.sequences.SequencesKt;
import org.jspecify.annotations.Nullable;

/** {@code iterator { for (i in 0..<size) yield(i) }}. */
final class KotlinSequence extends RestrictedContinuationImpl {
  private static final long serialVersionUID = 1L;
  private final transient SequenceScope<? super Integer> scope;
  private final int size;
  private int next;

  private KotlinSequence(
      SequenceScope<? super Integer> scope, int size, Continuation<Object> completion) {
    super(completion);
    this.scope = scope;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // the JVM knows one kind
  static Iterator<Integer> numbers(int size) {
    return SequencesKt.iterator((scope, completion) ->
        new KotlinSequence(scope, size, (Continuation<Object>) (Continuation<?>) completion)
            .invokeSuspend(Unit.INSTANCE));
  }

  @Override
  protected @Nullable Object invokeSuspend(Object given) {
    while (next < size) {
      if (scope.yield(next++, this) == SUSPENDED) {
        return SUSPENDED;
      }
    }
    return Unit.INSTANCE;
  }
}
