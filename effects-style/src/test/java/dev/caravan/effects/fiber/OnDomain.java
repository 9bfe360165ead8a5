package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Host;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program on a deterministic domain of each engine in turn, and has what eio's transcripts
 * need of its fibers, made of the host alone: what is under test here are the types they share.
 */
final class OnDomain {
  /** Why the losers of {@link #first} are cancelled. */
  static final class NotFirst extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFirst() {
      super("not first");
    }
  }

  private OnDomain() {}

  static <X extends Throwable> void run(ThrowingRunnable<X> program) throws X {
    for (Engine engine : Engine.values()) {
      if (engine.isAvailable()) {
        Domain.builder()
            .deterministic()
            .engine(engine)
            .<Void, X>run(domain -> {
              program.run();
              return null;
            });
      }
    }
  }

  static void fork(Runnable body) {
    Host.current().spawnFirst("forked", Carrier.current().context(), body);
  }

  static void yieldNow() {
    Host.current().yieldNow();
    CancelScope.check();
  }

  static void fail(String message) {
    throw new RuntimeException(message);
  }

  /** All in turn, the last on the caller; the first failure cancels the others and is thrown. */
  @SafeVarargs
  static void all(ThrowingRunnable<RuntimeException>... branches) {
    CancelScope outer = CancelScope.current().orElseThrow();
    CancelScope scope = outer.child();
    Throwable[] failure = new Throwable[1];
    List<Computation<Void>> others = new ArrayList<>();
    for (int i = 0; i < branches.length && !scope.isCancelled(); i++) {
      ThrowingRunnable<RuntimeException> branch = branches[i];
      Computation<Void> end = new Computation<>();
      others.add(end);
      Runnable guarded =
          () -> {
            try {
              scope.run(branch);
            } catch (RuntimeException | Error e) {
              if (failure[0] == null || failure[0] instanceof Cancelled) {
                failure[0] = e;
              }
              scope.cancel(e);
            }
            end.tryReturn(null);
          };
      if (i < branches.length - 1) {
        fork(guarded);
      } else {
        guarded.run();
      }
    }
    others.forEach(Computation::awaitUninterruptibly);
    Failures.throwUnchecked(failure[0]);
  }

  static void both(ThrowingRunnable<RuntimeException> a, ThrowingRunnable<RuntimeException> b) {
    all(a, b);
  }

  /** The first value; the other branch is cancelled and waited for. */
  static <T> T first(
      ThrowingSupplier<T, RuntimeException> a, ThrowingSupplier<T, RuntimeException> b) {
    Computation<T> winner = new Computation<>();
    try {
      both(() -> offer(winner, a.get()), () -> offer(winner, b.get()));
    } catch (NotFirst | Cancelled e) {
      if (winner.isRunning()) {
        throw e;
      }
    }
    return winner.get();
  }

  private static <T> void offer(Computation<T> winner, T value) {
    if (winner.tryReturn(value)) {
      throw new NotFirst();
    }
  }
}
