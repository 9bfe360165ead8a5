package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Branches of which the first to return a value cancels the others, and which are all waited for.
 * All begin, in their order: one that comes after the winner runs up to its first wait. What a
 * branch throws counts even if another has a value: unless it is the answer to having been
 * cancelled.
 */
final class Race<T extends @Nullable Object> {
  private final Switch sw;

  private final List<T> values = new ArrayList<>(); // guarded by this

  private Race(Switch sw) {
    this.sw = sw;
  }

  /** The values that were returned, in the order in which they were; at least one. */
  static <T extends @Nullable Object, X extends Throwable> List<T> run(
      String name, List<? extends ThrowingSupplier<? extends T, ? extends X>> branches) throws X {
    Race<T> race = new Race<>(Switch.open(name));
    race.sw.<@Nullable Void, X>during(sw -> {
      race.start(branches);
      return null;
    });
    return race.result();
  }

  private void start(List<? extends ThrowingSupplier<? extends T, ?>> branches) {
    int last = branches.size() - 1;
    for (int i = 0; i < last; i++) {
      ThrowingSupplier<? extends T, ?> branch = branches.get(i);
      sw.forkAnyway("branch " + i, () -> enter(branch));
    }
    enter(branches.get(last));
  }

  private void enter(ThrowingSupplier<? extends T, ?> branch) {
    T value;
    try {
      value = branch.get();
    } catch (Throwable e) {
      lost(Interrupts.absorbed(e, sw.scope()));
      return;
    }
    won(value);
  }

  private void won(T value) {
    synchronized (this) {
      values.add(value);
    }
    sw.state().cancel(Stop.NOT_FIRST); // has no effect if another has won or failed before
  }

  private void lost(Throwable thrown) {
    if (thrown instanceof Cancelled && sw.scope().isCancelled()) {
      return; // by us, or by whoever cancelled the caller, which is looked at in the end
    }
    sw.record(thrown);
  }

  private synchronized List<T> result() {
    if (values.isEmpty()) {
      CancelScope.check();
      throw new IllegalStateException(sw + " ended without a value although it is not cancelled");
    }
    return values;
  }
}
