package dev.caravan.benchmarks.effects;

import dev.caravan.benchmarks.Workload;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectEngine;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to perform an effect, run its branch and be resumed? One deep handler, whose
 * branch ends in {@code return k.resume(value)}. One operation is one perform. The plain call is
 * the same program with a method that the loop calls.
 *
 * <p>To run just this: {@code ./caravan bench effects -- Perform}.
 */
public class Perform extends Workload {
  static final int PERFORMS = 10_000;

  private int size = PERFORMS;

  record Ask(int n) implements Effect<Integer> {}

  /** Caravan on coroutines. */
  @Benchmark
  @OperationsPerInvocation(PERFORMS)
  public long caravanCoroutines() {
    return performs(EffectEngine.COROUTINES);
  }

  /** Caravan on virtual threads. */
  @Benchmark
  @OperationsPerInvocation(PERFORMS)
  public long caravanVirtualThreads() {
    return performs(EffectEngine.VIRTUAL_THREADS);
  }

  /** A call that the compiler does not look into. */
  @Benchmark
  @OperationsPerInvocation(PERFORMS)
  public long plainCall() {
    int n = 0;
    for (int i = 0; i < size; i++) {
      n = answer(new Ask(n));
    }
    return n;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  static int answer(Ask ask) {
    return ask.n() + 1;
  }

  private long performs(EffectEngine engine) {
    return Handler.<Integer>passing()
        .engine(Engines.engine(engine))
        .on(Ask.class, (ask, k) -> k.resume(ask.n() + 1))
        .run(() -> {
          int n = 0;
          for (int i = 0; i < size; i++) {
            n = Effects.perform(new Ask(n));
          }
          return n;
        });
  }

  @Override
  public void tiny() {
    size = 100;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size;
  }
}
