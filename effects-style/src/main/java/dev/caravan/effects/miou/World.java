package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run: its domains, and what has broken it. */
final class World {
  private final MiouOptions options;
  private final List<Home> homes = new ArrayList<>();
  private final StackTraceElement[] createdAt = CreationSite.here();
  private final AtomicLong uids = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private volatile @Nullable CancelScope root;

  World(MiouOptions options) {
    this.options = options;
    long seed = options.seedOrRandom();
    for (int uid = 0; uid <= options.domains(); uid++) {
      homes.add(new Home(this, uid, seed));
    }
  }

  MiouOptions options() {
    return options;
  }

  long nextUid() {
    return uids.getAndIncrement();
  }

  // ---- from beginning to end

  <T extends @Nullable Object, X extends Throwable> T run(ThrowingSupplier<T, X> body) throws X {
    Throwable thrown = null;
    T value = null;
    try {
      value = homes.getFirst().builder().run(domain -> main(homes.getFirst(), body));
    } catch (Throwable e) {
      thrown = e;
    }
    homes.subList(1, homes.size()).forEach(Home::stop);
    homes.subList(1, homes.size()).forEach(Home::awaitEnd);
    homes.forEach(Home::close);
    return result(value, thrown);
  }

  private <T extends @Nullable Object, X extends Throwable> T main(
      Home home, ThrowingSupplier<T, X> body) throws X {
    home.open();
    try {
      CancelScope scope = Carrier.current().scope();
      root = scope == null ? CancelScope.root() : scope.child();
      Task<T> task = new Task<>(this, home, root, null, body, createdAt);
      Carrier.current()
          .<@Nullable Void, RuntimeException>within(
              task.context(),
              () -> {
                task.live();
                return null;
              });
      return switch (task.result().peek().orElseThrow()) {
        case Outcome.Returned<T> returned -> returned.value();
        case Outcome.Failed<T> failed -> throw Failures.<X>sneaky(failed.error());
        case Outcome.WasCancelled<T> cancelled ->
            throw new Cancelled("the run", cancelled.reason());
      };
    } finally {
      home.close();
    }
  }

  @SuppressWarnings("NullAway") // without a failure the body has returned a T
  private <T extends @Nullable Object, X extends Throwable> T result(
      @Nullable T value, @Nullable Throwable thrown) throws X {
    Throwable first = broken.get();
    if (first != null) {
      if (thrown != null && !isCausedBy(thrown, first)) {
        first.addSuppressed(thrown);
      }
      throw Failures.<X>sneaky(first);
    }
    if (thrown != null) {
      throw Failures.<X>sneaky(thrown);
    }
    return value;
  }

  private static boolean isCausedBy(Throwable thrown, Throwable cause) {
    Throwable at = thrown;
    while (at != null && at != cause) {
      at = at.getCause();
    }
    return at == cause;
  }

  // ---- what ends it before its time

  /** Ends the run for a reason; returns what it ends with, which may be an earlier reason. */
  <E extends Throwable> E broken(E why) {
    if (broken.compareAndSet(null, why)) {
      CancelScope scope = root;
      if (scope != null) {
        scope.cancel(why);
      }
    }
    return why;
  }

  boolean isBrokenBy(Throwable failure) {
    return broken.get() == failure;
  }

  void throwIfBroken() {
    Failures.throwUnchecked(broken.get());
  }

  // ---- domains

  int domains() {
    return options.domains();
  }

  /** The domain with the fewest tasks for a parallel task of a caller. */
  Home elsewhere(Home caller) {
    List<Home> best = new ArrayList<>();
    int least = Integer.MAX_VALUE;
    for (Home home : homes.subList(1, homes.size())) {
      if (home != caller && home.load() <= least) {
        if (home.load() < least) {
          best.clear();
        }
        least = home.load();
        best.add(home);
      }
    }
    if (best.isEmpty()) {
      throw new NoDomainAvailable(domains(), caller.uid);
    }
    return best.get(caller.pick(best.size()));
  }
}
