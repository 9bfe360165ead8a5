package dev.caravan.core.domain;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.spi.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a domain: the driver's thread at one end, the caller who waits at the other. */
final class DomainRun<T extends @Nullable Object, X extends Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(Domain.class);

  private final Loop loop;
  private final CancelScope root;
  private final Context context;
  private final ThrowingFunction<? super Domain, T, X> body;
  private final Computation<@Nullable Void> ended = new Computation<>();

  // what the first fiber ended with; read once the run has ended
  private @Nullable T value;
  private volatile @Nullable Throwable thrown;

  DomainRun(
      Loop loop, CancelScope root, Context context, ThrowingFunction<? super Domain, T, X> body) {
    this.loop = loop;
    this.root = root;
    this.context = context;
    this.body = body;
  }

  T await() throws X {
    loop.driverThread(this::drive).start();
    CancelScope.protectVoid(() -> {
      awaitEnd();
    });
    return result();
  }

  /**
   * The caller's cancellation reaches the fibers through their scope; an interrupt is passed on.
   */
  private void awaitEnd() {
    try {
      ended.await();
    } catch (Interrupted e) {
      cancelFor(e);
      ended.awaitUninterruptibly();
    }
  }

  private void cancelFor(Interrupted interrupt) {
    try {
      root.cancel(interrupt);
    } catch (RuntimeException | Error e) { // of a callback: the fibers were woken all the same
      interrupt.addSuppressed(e);
    }
  }

  private void drive() {
    StallWatch.Watched watched = StallWatch.watch(loop, () -> ended.tryReturn(null));
    CancelScope.Registration waits = Waits.addSource(loop::addWaitsTo);
    try {
      loop.begin(loop.newFiber("main", context, this::main));
      if (!driveToTheEnd()) {
        LOG.error(
            "{} ends although fibers are left that nothing can wake:\n{}",
            loop.name,
            loop.domain.dump());
      }
    } finally {
      waits.close();
      watched.close();
      ended.tryReturn(null);
    }
  }

  /** What is thrown between the turns fails the domain, whose fibers are to end all the same. */
  private boolean driveToTheEnd() {
    while (true) {
      try {
        return loop.drive();
      } catch (Throwable e) {
        if (!loop.fail(e)) {
          return false;
        }
      }
    }
  }

  private void main() {
    try {
      value = body.apply(loop.domain);
    } catch (Throwable e) {
      thrown = e;
    }
  }

  @SuppressWarnings("NullAway") // without a failure the body has returned a T
  private T result() throws X {
    Throwable failure = loop.failure();
    Throwable main = thrown;
    if (failure != null) {
      if (main != null
          && main != failure
          && !(main instanceof Cancelled cancelled && cancelled.reason() == failure)) {
        failure.addSuppressed(main);
      }
      throw Failures.<X>sneaky(failure);
    }
    if (main != null) {
      throw Failures.<X>sneaky(main);
    }
    return value;
  }
}
