package dev.caravan.benchmarks.effects;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.spi.Coroutine;
import dev.caravan.effects.handler.Continuation;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectEngine;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.Iterator;
import java.util.NoSuchElementException;
import kotlin.Unit;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.RestrictedContinuationImpl;
import kotlin.sequences.SequenceScope;
import kotlin.sequences.SequencesKt;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an element of a generator cost? A thousand numbers are made by code that gives one
 * after the other, and summed up by code that asks for them. One operation is one element.
 *
 * <p>To run just this: {@code ./caravan bench effects -- Generator}.
 */
public class Generator extends Workload {
  static final int ELEMENTS = 1_000;

  private int size = ELEMENTS;

  private record Give(int n) implements Effect<Boolean> {}

  /** An iterator whose elements a computation performs. */
  private static final class Given implements Iterator<Integer> {
    private @Nullable Continuation<Boolean, Boolean> rest;
    private int next;
    private boolean there;

    Given(EffectEngine engine, int size) {
      there =
          Handler.<Boolean>passing()
              .engine(Engines.engine(engine))
              .on(
                  Give.class,
                  (give, k) -> {
                    next = give.n();
                    rest = k;
                    return Step.done(true);
                  })
              .run(() -> {
                for (int i = 0; i < size; i++) {
                  Effects.perform(new Give(i));
                }
                return false;
              });
    }

    @Override
    public boolean hasNext() {
      return there;
    }

    @Override
    public Integer next() {
      if (!there || rest == null) {
        throw new NoSuchElementException("no more elements");
      }
      int n = next;
      there = rest.resumeAndWait(true);
      return n;
    }
  }

  /** Kotlin's sequence builder, as its compiler writes it. */
  private static final class Yields extends RestrictedContinuationImpl {
    private static final long serialVersionUID = 1L;
    private final transient SequenceScope<? super Integer> scope;
    private final int size;
    private int i;

    Yields(
        SequenceScope<? super Integer> scope,
        int size,
        kotlin.coroutines.Continuation<Unit> completion) {
      super(erased(completion));
      this.scope = scope;
      this.size = size;
    }

    @SuppressWarnings("unchecked") // the JVM knows one kind
    private static kotlin.coroutines.Continuation<Object> erased(
        kotlin.coroutines.Continuation<Unit> completion) {
      return (kotlin.coroutines.Continuation<Object>)
          (kotlin.coroutines.Continuation<?>) completion;
    }

    @Override
    protected @Nullable Object invokeSuspend(Object given) {
      while (i < size) {
        if (scope.yield(i++, unit(this)) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
      }
      return Unit.INSTANCE;
    }
  }

  @SuppressWarnings("unchecked") // the JVM knows one kind
  private static kotlin.coroutines.Continuation<Unit> unit(Object continuation) {
    return (kotlin.coroutines.Continuation<Unit>) continuation;
  }

  /** A plain iterator, which keeps its place itself. */
  private static final class Plain implements Iterator<Integer> {
    private final int size;
    private int i;

    Plain(int size) {
      this.size = size;
    }

    @Override
    public boolean hasNext() {
      return i < size;
    }

    @Override
    public Integer next() {
      if (i == size) {
        throw new NoSuchElementException("no more elements");
      }
      return i++;
    }
  }

  /** One of the JDK's continuations, left at each element: what a generator is at the least. */
  private static final class Bare implements Iterator<Integer> {
    private final Coroutine numbers;
    private int next;

    Bare(int size) {
      numbers =
          new Coroutine(() -> {
            for (int i = 0; i < size; i++) {
              next = i;
              Coroutine.suspend();
            }
          });
      numbers.run();
    }

    @Override
    public boolean hasNext() {
      return !numbers.isDone();
    }

    @Override
    public Integer next() {
      if (numbers.isDone()) {
        throw new NoSuchElementException("no more elements");
      }
      int n = next;
      numbers.run();
      return n;
    }
  }

  private static long sum(Iterator<Integer> numbers) {
    long sum = 0;
    while (numbers.hasNext()) {
      sum += numbers.next();
    }
    return sum;
  }

  /** Caravan on coroutines. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long caravanCoroutines() {
    return sum(new Given(EffectEngine.COROUTINES, size));
  }

  /** Caravan on virtual threads. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long caravanVirtualThreads() {
    return sum(new Given(EffectEngine.VIRTUAL_THREADS, size));
  }

  /** The JDK's continuation, and little else. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long bareCoroutine() {
    return sum(new Bare(size));
  }

  /** Kotlin's {@code sequence { yield(i) }}. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long kotlinSequence() {
    return sum(
        SequencesKt.<Integer>iterator((scope, completion) ->
            new Yields(scope, size, unit(completion)).invokeSuspend(Unit.INSTANCE)));
  }

  /** An iterator by hand. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public long plainIterator() {
    return sum(new Plain(size));
  }

  @Override
  public void tiny() {
    size = 100;
  }

  @Override
  protected Object expected(String contender) {
    return size * (size - 1L) / 2;
  }
}
