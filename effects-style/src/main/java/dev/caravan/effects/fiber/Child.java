package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.spi.Carrier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A fiber of a switch. */
final class Child implements Runnable {
  private static final VarHandle CARRIER;

  static {
    try {
      CARRIER = MethodHandles.lookup().findVarHandle(Child.class, "carrier", Carrier.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Switch parent;
  final String name;
  final boolean isDaemon;
  private final ThrowingRunnable<?> body;

  // neighbours in the list; guarded by the members
  @Nullable Child older;
  @Nullable Child newer;

  private volatile @Nullable Carrier carrier; // written by a release: dumps may see it late

  Child(Switch parent, String name, boolean isDaemon, ThrowingRunnable<?> body) {
    this.parent = parent;
    this.name = Objects.requireNonNull(name, "the name of a fiber is null");
    this.isDaemon = isDaemon;
    this.body = body;
  }

  /** What carries it; null until it has begun. */
  @Nullable Carrier carrier() {
    return carrier;
  }

  @Override
  public void run() {
    CARRIER.setRelease(this, Carrier.current());
    try {
      body.run();
    } catch (Throwable e) {
      tell(Interrupts.absorbed(e, parent.scope()));
    } finally {
      parent.left(this);
    }
  }

  private void tell(Throwable failure) {
    boolean isEndOfDaemon =
        isDaemon && failure instanceof Cancelled cancelled && cancelled.reason() == Stop.EXIT;
    if (!isEndOfDaemon) {
      parent.record(failure);
    }
  }
}
