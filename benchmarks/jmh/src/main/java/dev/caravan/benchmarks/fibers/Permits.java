package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Semaphore;
import kotlinx.coroutines.sync.SemaphoreKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to acquire and release one of two permits of a semaphore? As with {@link
 * Locks}, the JDK's ordinary one lets whoever runs overtake. One operation is one acquire and
 * release.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Permits}.
 */
@OperationsPerInvocation(Turns.TURNS)
public class Permits extends Turns {
  private static final int PERMITS = 2;

  @Override
  Door caravan() {
    Semaphore semaphore = Semaphore.create(PERMITS);
    return new Door(semaphore::acquire, semaphore::release);
  }

  /** The JDK's semaphore between virtual threads. */
  @Benchmark
  public long semaphore() {
    return permitted(new java.util.concurrent.Semaphore(PERMITS));
  }

  /** The JDK's fair semaphore. */
  @Benchmark
  public long fairSemaphore() {
    return permitted(new java.util.concurrent.Semaphore(PERMITS, true));
  }

  private long permitted(java.util.concurrent.Semaphore semaphore) {
    return virtualThreads(new Door(semaphore::acquireUninterruptibly, semaphore::release));
  }

  /** Kotlin's {@code Semaphore}. */
  @Benchmark
  public long kotlinSemaphore() {
    var semaphore = SemaphoreKt.Semaphore(PERMITS, 0);
    return coroutines(new KotlinTurns.Door(semaphore::acquire, semaphore::release));
  }
}
