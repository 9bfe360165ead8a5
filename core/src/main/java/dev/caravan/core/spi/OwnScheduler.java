package dev.caravan.core.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads, for pools and for domains: on a scheduler of Caravan's where {@code
 * java.lang} is open to this module ({@code --add-opens java.base/java.lang=dev.caravan.core}, or
 * {@code ALL-UNNAMED} on the class path), otherwise on the JDK's. The difference is speed. In
 * either case code that holds a virtual thread's carrier without end (spinning, a native call)
 * takes it from the other virtual threads on the same carriers: on the JDK's those of the whole
 * program, on Caravan's those of all pools of the same parallelism.
 *
 * <p>A domain on the engine {@code LOOP} is itself the {@linkplain #unstarted(Executor, String,
 * Runnable) scheduler} of its fibers, so they run on its thread, one at a time.
 *
 * <p>Carriers of pools are made once per parallelism and kept: a thread that somebody started
 * inside such a thread inherits its scheduler and may outlive its maker. Idle ones end after a
 * second.
 */
public final class OwnScheduler {
  private static final int MOST_YIELDS = 100;
  private static final long A_MOMENT = 50_000; // nanoseconds
  private static final @Nullable MethodHandle MAKER = findMaker();
  private static final @Nullable Executor DEFAULT = findDefault();
  private static final @Nullable VarHandle SCHEDULER = findScheduler();
  private static final @Nullable MethodHandle SYSTEM_YIELD = findYield();
  private static final @Nullable MethodHandle PARK = findPark();
  private static final Map<Integer, Executor> CARRIERS = new ConcurrentHashMap<>();

  private final @Nullable Executor carriers;

  private OwnScheduler(@Nullable Executor carriers) {
    this.carriers = carriers;
  }

  private static @Nullable MethodHandle findMaker() {
    if (!Object.class.getModule().isOpen("java.lang", OwnScheduler.class.getModule())) {
      return null;
    }
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findStatic(
              Class.forName("java.lang.ThreadBuilders"),
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: the portable way is always right
    }
  }

  /**
   * A maker of virtual threads.
   *
   * @param parallelism how many run at a time, if they have carriers of their own
   * @return the maker
   */
  public static OwnScheduler withParallelism(int parallelism) {
    if (MAKER == null) {
      return new OwnScheduler(null);
    }
    return new OwnScheduler(CARRIERS.computeIfAbsent(parallelism, OwnScheduler::carriers));
  }

  /**
   * Runs the continuation of somebody else's thread on the JDK's scheduler: threads that are
   * started in a thread on an own scheduler inherit that one.
   *
   * @param continuation what the JDK asked an own scheduler to run
   */
  public static void executeOnDefault(Runnable continuation) {
    Executor jdks = DEFAULT;
    if (jdks == null) {
      throw new IllegalStateException("this JDK does not tell its scheduler of virtual threads");
    }
    jdks.execute(continuation);
  }

  private static @Nullable VarHandle findScheduler() {
    if (MAKER == null) {
      return null;
    }
    try {
      Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup())
          .findVarHandle(virtualThread, "scheduler", Executor.class);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: carriers are found by a thread-local
    }
  }

  private static @Nullable MethodHandle findPark() {
    if (MAKER == null) {
      return null;
    }
    try {
      Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup())
          .findVirtual(
              virtualThread,
              "parkOnCarrierThread",
              MethodType.methodType(void.class, boolean.class, long.class))
          .asType(MethodType.methodType(void.class, Thread.class, boolean.class, long.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: such a thread spins
    }
  }

  /**
   * Parks the calling virtual thread, which is on an own scheduler, together with its carrier: the
   * scheduler runs nothing else meanwhile. May return early. It is what the JDK does with a pinned
   * thread.
   */
  public static void parkWithCarrier() {
    if (PARK == null) {
      Thread.onSpinWait();
      return;
    }
    try {
      PARK.invokeExact(Thread.currentThread(), false, 0L);
    } catch (Throwable e) {
      throw Internals.failed("the JDK's parking of a carrier failed", e);
    }
  }

  /** The scheduler that is the thread's alone; null for any other thread. */
  static @Nullable ThreadScheduler of(Thread thread) {
    return SCHEDULER != null
            && thread.isVirtual()
            && SCHEDULER.get(thread) instanceof ThreadScheduler scheduler
            && scheduler.thread() == thread
        ? scheduler
        : null;
  }

  /**
   * Gives the processor to another thread of the system, but never a domain's turn to another
   * fiber, as {@link Thread#yield} would on a scheduler that is a domain.
   *
   * <p>A virtual thread on the JDK's scheduler that has yielded often parks for a moment instead:
   * threads that yield stay with their carrier, which looks nowhere else for work as long as it has
   * two of them, so that whom they wait for might never run.
   *
   * @param times how often the caller has done so in this wait
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is what is wanted
  public static void yieldProcessor(int times) {
    Thread thread = Thread.currentThread();
    if (of(thread) == null) {
      if (times < MOST_YIELDS || !thread.isVirtual()) {
        Thread.yield();
      } else {
        parkForAMoment(thread);
      }
      return;
    }
    MethodHandle ofTheSystem = SYSTEM_YIELD;
    if (ofTheSystem == null) {
      Thread.onSpinWait();
      return;
    }
    try {
      ofTheSystem.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's yield failed", e);
    }
  }

  private static void parkForAMoment(Thread thread) {
    boolean interrupted = Thread.interrupted(); // with which it would not park
    LockSupport.parkNanos(A_MOMENT);
    if (interrupted) {
      thread.interrupt();
    }
  }

  private static @Nullable MethodHandle findYield() {
    if (MAKER == null) {
      return null;
    }
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findStatic(Thread.class, "yield0", MethodType.methodType(void.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: spinning will do
    }
  }

  private static @Nullable Executor findDefault() {
    if (MAKER == null) {
      return null;
    }
    try {
      Method method =
          Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
      method.setAccessible(true);
      return (Executor) method.invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return ForkJoinPool.commonPool(); // another JDK: any platform threads will do
    }
  }

  private static Executor carriers(int parallelism) {
    return new ForkJoinPool(
        parallelism,
        ForkJoinPool.defaultForkJoinWorkerThreadFactory,
        null,
        true,
        0,
        32_767,
        1,
        null,
        1,
        TimeUnit.SECONDS);
  }

  /**
   * Whether {@code java.lang} is open, so that virtual threads can have a scheduler of one's own.
   *
   * @return true if it is
   */
  public static boolean isOpen() {
    return MAKER != null;
  }

  /**
   * Makes a virtual thread, not started.
   *
   * @param name its name
   * @param task what it runs
   * @return the thread
   */
  public Thread unstarted(String name, Runnable task) {
    return carriers == null
        ? Thread.ofVirtual().name(name).unstarted(task)
        : unstarted(carriers, name, task);
  }

  /**
   * Makes a virtual thread on a given scheduler, not started.
   *
   * @param scheduler is given the thread's continuation whenever it can go on; it must run it on a
   *     platform thread, and not from within {@code execute}
   * @param name its name
   * @param task what it runs
   * @return the thread
   * @throws IllegalStateException if {@code java.lang} is not {@linkplain #isOpen() open}
   */
  public static Thread unstarted(Executor scheduler, String name, Runnable task) {
    if (MAKER == null) {
      throw new IllegalStateException(
          "own schedulers of virtual threads need --add-opens java.base/java.lang="
              + (OwnScheduler.class.getModule().isNamed() ? "dev.caravan.core" : "ALL-UNNAMED"));
    }
    Objects.requireNonNull(name, "the name of a virtual thread is null");
    try {
      return (Thread) MAKER.invokeExact(scheduler, name, 0, task); // 0: as a builder does
    } catch (Throwable e) {
      throw Internals.failed("the JDK refused a virtual thread on own carriers", e);
    }
  }
}
