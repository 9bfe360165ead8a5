package dev.caravan.effects.miou;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.DomainBuilder;
import dev.caravan.core.domain.IdleHook;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.queue.MpscQueue;
import dev.caravan.core.spi.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A domain of a run: its tasks' ticks, hooks and events, and the calls that come from others. */
final class Home implements IdleHook {
  final int uid;
  private final World world;

  // of the domain
  private final SplittableRandom random;
  private final List<Hook> hooks = new ArrayList<>();
  private List<Syscall> cancelled = new ArrayList<>();
  private boolean isClosed;

  // of everybody
  private volatile @Nullable Domain domain;
  private volatile @Nullable Events events;
  private final AtomicInteger tasks = new AtomicInteger();
  private final MpscQueue<Call> calls = new MpscQueue<>();
  private final Bell bell = new Bell("a call");
  private volatile boolean isStopped;
  private boolean isStarted; // guarded by this
  private final Computation<@Nullable Void> ended = new Computation<>();

  /** A task that another domain has created here. */
  private record Call(Task<?> task, Context context) {}

  Home(World world, int uid, long seed) {
    this.world = world;
    this.uid = uid;
    this.random = new SplittableRandom(seed + uid);
  }

  /** Describes its domain. Makes the events, so that they are there before the first task is. */
  DomainBuilder builder() {
    DomainBuilder builder = bareBuilder();
    Events mine = world.options().eventsOf(uid);
    if (mine != null) {
      events = mine;
      builder.onIdle(this);
    }
    return builder;
  }

  private DomainBuilder bareBuilder() {
    return Domain.builder().name("miou-domain-" + uid).engine(world.options().engine());
  }

  void open() {
    domain = Domain.currentOrNull();
  }

  /** Ends the events; what ended regularly has done so on the domain. */
  void close() {
    Events mine = events;
    if (mine != null && !isClosed) {
      isClosed = true;
      mine.finaliser();
    }
  }

  boolean isHere() {
    Domain mine = domain;
    return mine != null && mine.isHere();
  }

  int pick(int bound) {
    return random.nextInt(bound);
  }

  // ---- tasks

  int load() {
    return tasks.get();
  }

  void oneMore() {
    tasks.incrementAndGet();
  }

  void oneLess() {
    tasks.decrementAndGet();
  }

  /** Queues a task of this domain. Called on the domain. */
  void queue(Task<?> task, Context context) {
    Domain mine = domain;
    if (mine != null) {
      mine.spawnLast("task-" + task.uid(), context, task::live);
    }
  }

  void yieldNow() {
    Domain mine = domain;
    if (mine != null) {
      mine.yieldNow();
    }
  }

  /** Sends a task here. Called by other domains; the first call starts the domain. */
  void send(Task<?> task, Context context) {
    calls.offer(new Call(task, context));
    bell.ring();
    synchronized (this) {
      if (!isStarted) {
        isStarted = true;
        DomainBuilder builder = builderOrBare().withoutLocals(); // here, so that the events know it
        Thread.ofVirtual().name("miou-domain-" + uid).start(() -> serve(builder));
      }
    }
  }

  /** What was sent here must end, also if the events cannot be had: then the run is broken. */
  private DomainBuilder builderOrBare() {
    try {
      return builder();
    } catch (Throwable e) {
      world.broken(e);
      return bareBuilder();
    }
  }

  private void serve(DomainBuilder builder) {
    try {
      builder.run(here -> {
        open();
        try {
          takeCalls();
        } finally {
          close();
        }
        return null;
      });
    } catch (Throwable e) {
      world.broken(e);
    } finally {
      ended.tryReturn(null);
    }
  }

  private void takeCalls() {
    while (!isStopped || !calls.isEmpty()) {
      Call call = calls.poll();
      if (call == null) {
        bell.awaitUninterruptibly(() -> isStopped || !calls.isEmpty());
      } else {
        queue(call.task, call.context);
      }
    }
  }

  void stop() {
    isStopped = true;
    bell.ring();
  }

  /** Waits until the domain has ended, if it was started. */
  void awaitEnd() {
    boolean wasStarted;
    synchronized (this) {
      wasStarted = isStarted;
      isStarted = true;
    }
    if (wasStarted) {
      ended.awaitUninterruptibly();
    }
  }

  // ---- ticks: called on the domain

  void add(Hook hook) {
    hooks.add(hook);
  }

  void remove(Hook hook) {
    hooks.remove(hook);
  }

  /** What happens at the end of each operation. */
  void tick(Task<?> me) {
    if (!hooks.isEmpty()) {
      me.without("a hook", this::runHooks);
    }
    if (events != null) {
      me.without("an event layer", () -> poll(0));
    }
  }

  private void runHooks() {
    for (int i = hooks.size() - 1; i >= 0; i--) { // newest first
      Hook hook = hooks.get(i);
      if (!hook.runs()) {
        hooks.remove(i);
      }
    }
  }

  // ---- events

  void refuseWithoutEvents() {
    if (events == null) {
      throw new IllegalStateException(
          "nothing would wake a syscall: this run has no events; give them to MiouOptions.events");
    }
  }

  void cancelled(Syscall syscall) {
    cancelled.add(syscall);
  }

  private void poll(long nanos) {
    Events mine = events;
    if (mine == null) {
      return;
    }
    List<Syscall> gone = cancelled;
    cancelled = gone.isEmpty() ? gone : new ArrayList<>();
    try {
      for (Syscall happened : mine.select(nanos, gone)) {
        happened.signal(this);
      }
    } catch (Throwable e) {
      world.broken(e);
      LockSupport.parkNanos(Math.min(nanos, 1_000_000)); // it may throw again at once
    }
  }

  @Override
  public void idle(long nanos) {
    if (isClosed) {
      LockSupport.parkNanos(this, nanos);
    } else {
      poll(nanos);
    }
  }

  @Override
  public void wake() {
    Events mine = events;
    if (mine != null) {
      mine.interrupt();
    }
  }
}
