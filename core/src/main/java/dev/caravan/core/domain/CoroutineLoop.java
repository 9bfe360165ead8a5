package dev.caravan.core.domain;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.CarrierThread;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.Coroutine;
import dev.caravan.core.spi.OnOtherStack;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The fastest engine: fibers are coroutines that the driver's thread resumes one by one. */
final class CoroutineLoop extends Loop {
  /*
   * A child runs on top of whoever forks it. When the stack is full, all fibers on it are left, from
   * the top down; the driver queues them in that order before all others, and begins the child.
   */
  private static final int MAX_NESTING = 64;

  private final ArrayDeque<CoroutineFiber> unwound = new ArrayDeque<>(); // topmost first
  private @Nullable DomainFiber begins; // after the unwinding; null if there is none

  CoroutineLoop(Settings settings) {
    super(settings);
  }

  @Override
  Engine engine() {
    return Engine.CONTINUATION;
  }

  @Override
  DomainFiber fiber(String name, Context context, Runnable body) {
    return new CoroutineFiber(this, name, context, body);
  }

  @Override
  Thread driverThread(Runnable drive) {
    return new CarrierThread(drive, name);
  }

  @Override
  void resume(DomainFiber fiber) {
    ((CoroutineFiber) fiber).mount(null);
    Thread.interrupted(); // an interrupt that a fiber has left on the thread is not the next one's
    if (begins != null) {
      endUnwinding();
    }
  }

  /** Queues the child before those that made room for it, and them before all others. */
  private void endUnwinding() {
    while (!unwound.isEmpty()) {
      addFirst(unwound.removeLast());
    }
    if (begins != null) {
      addFirst(begins);
      begins = null;
    }
  }

  private static final class CoroutineFiber extends DomainFiber {
    private final Coroutine coroutine = new Coroutine(this::live);
    private int nesting; // how many forks lie below on this stack; 0 when the driver resumed us

    CoroutineFiber(CoroutineLoop loop, String name, Context context, Runnable body) {
      super(loop, name, context, body);
    }

    @Override
    @Nullable Thread thread() {
      return loop.driver();
    }

    @Override
    boolean isThreadItsOwn() {
      return false;
    }

    /** Runs the fiber from where it stands until it leaves; then the one before has the turn. */
    void mount(@Nullable CoroutineFiber below) {
      CarrierThread thread = (CarrierThread) Thread.currentThread();
      nesting = below == null ? 0 : below.nesting + 1;
      thread.carry(this);
      loop.turnOf(this);
      coroutine.run();
      thread.carry(below);
      loop.turnOf(below);
      if (ended) {
        loop.ended(this);
      }
    }

    @Override
    boolean returnsToParent() {
      return nesting > 0;
    }

    /**
     * The child runs on top of this fiber, as a call does. When it first leaves, this fiber goes on
     * here: that is the same order as through the queue, and cheaper.
     */
    @Override
    void forkFirst(DomainFiber child) {
      if (loop.isScheduled()) {
        super.forkFirst(child);
        return;
      }
      endStretch();
      if (nesting < MAX_NESTING) {
        ((CoroutineFiber) child).mount(this);
      } else {
        own().begins = child;
      }
      beginStretch();
      if (own().begins != null) {
        makeRoom(child);
      }
    }

    private CoroutineLoop own() {
      return (CoroutineLoop) loop;
    }

    /**
     * Leaves, for a child that begins from the driver; a pinned one goes on, and the child later.
     */
    private void makeRoom(DomainFiber mine) {
      own().unwound.addLast(this);
      if (switchOut()) {
        beginStretch();
        return;
      }
      own().unwound.removeLast();
      if (own().begins == mine) {
        own().begins = null;
        loop.addLast(mine);
      } else {
        own().endUnwinding();
      }
      DomainPinnedEvent.emit(this, "a fork");
    }

    @Override
    boolean switchOut() {
      endStretch();
      try {
        Coroutine.suspend();
        return true;
      } catch (IllegalStateException | StackOverflowError pinned) {
        beginStretch();
        return false;
      }
    }

    /**
     * The body runs on another thread while the fiber waits for it. The fiber itself must not
     * change its thread: compiled code takes the current thread for a constant.
     */
    @Override
    public <T extends @Nullable Object, X extends Throwable> T blocking(ThrowingSupplier<T, X> body)
        throws X {
      if (isOutside()) {
        return body.get();
      }
      OnOtherStack<T> run = new OnOtherStack<>(body);
      callOutside(() -> {
        Carrier.bind(this);
        run.run();
        Carrier.bind(null);
      });
      return run.<X>result();
    }
  }
}
