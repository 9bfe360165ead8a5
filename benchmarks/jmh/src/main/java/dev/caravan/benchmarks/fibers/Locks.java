package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Mutex;
import java.util.concurrent.locks.ReentrantLock;
import kotlinx.coroutines.sync.MutexKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to lock and unlock a mutex? Caravan's and Kotlin's admit in the order of
 * arrival; so does the JDK's fair lock, its ordinary one lets whoever runs overtake. One operation
 * is one lock and unlock.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Locks}.
 */
@OperationsPerInvocation(Turns.TURNS)
public class Locks extends Turns {

  @Override
  Door caravan() {
    Mutex mutex = Mutex.create();
    return new Door(mutex::lock, mutex::unlock);
  }

  /** {@link ReentrantLock} of virtual threads. */
  @Benchmark
  public long reentrantLock() {
    return locked(new ReentrantLock());
  }

  /** A fair {@link ReentrantLock}. */
  @Benchmark
  public long fairLock() {
    return locked(new ReentrantLock(true));
  }

  private long locked(ReentrantLock lock) {
    return virtualThreads(new Door(lock::lock, lock::unlock));
  }

  /** Kotlin's {@code Mutex}. */
  @Benchmark
  public long kotlinMutex() {
    var mutex = MutexKt.Mutex(false);
    return coroutines(new KotlinTurns.Door(k -> mutex.lock(null, k), () -> mutex.unlock(null)));
  }
}
