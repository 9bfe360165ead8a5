package dev.caravan.core.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the JDK finds the virtual threads of one scheduler when it dumps all threads. Without it
 * they stand in a table with all others, which each start and end of a thread has to change. The
 * scheduler knows its threads anyway, and in a container they are shown under its name.
 *
 * <p>There only where {@code java.lang} is open and {@code jdk.internal.vm} exported to this
 * module.
 */
public final class ThreadContainer {
  private static final @Nullable Handles HANDLES = Handles.find();

  private record Handles(
      MethodHandle make, MethodHandle register, MethodHandle deregister, MethodHandle start) {

    static @Nullable Handles find() {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
        Class<?> all = Class.forName("jdk.internal.vm.ThreadContainers");
        MethodHandles.Lookup dumped = lookup.defineHiddenClass(DumpedContainer.bytes(), true);
        return new Handles(
            dumped
                .findConstructor(
                    dumped.lookupClass(),
                    MethodType.methodType(void.class, String.class, Supplier.class))
                .asType(MethodType.methodType(Object.class, String.class, Supplier.class)),
            lookup
                .findStatic(
                    all, "registerContainer", MethodType.methodType(Object.class, container))
                .asType(MethodType.methodType(Object.class, Object.class)),
            lookup.findStatic(
                all, "deregisterContainer", MethodType.methodType(void.class, Object.class)),
            MethodHandles.privateLookupIn(Thread.class, lookup)
                .findVirtual(Thread.class, "start", MethodType.methodType(void.class, container))
                .asType(MethodType.methodType(void.class, Thread.class, Object.class)));
      } catch (Throwable e) {
        return null; // not allowed, or another JDK: they stand in the table
      }
    }
  }

  private final Object container;
  private final Object key;

  private ThreadContainer(String name, Supplier<Stream<Thread>> threads) {
    try {
      container = handles().make.invokeExact(name, threads);
      key = handles().register.invokeExact(container);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("NullAway") // there is no container without them
  private static Handles handles() {
    return HANDLES; // a constant, so that what the handles call is inlined
  }

  /**
   * Opens a container, if this JVM runs with what it takes.
   *
   * @param name the name of the scheduler
   * @param threads its threads that have begun and not ended; called by any thread that makes a
   *     dump
   * @return the container, or null
   */
  public static @Nullable ThreadContainer open(String name, Supplier<Stream<Thread>> threads) {
    return HANDLES == null ? null : new ThreadContainer(name, threads);
  }

  /**
   * Starts a virtual thread of this container.
   *
   * @param thread the thread, not started
   */
  public void start(Thread thread) {
    try {
      handles().start.invokeExact(thread, container);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Takes it off the dumps: its scheduler has ended. */
  public void close() {
    try {
      handles().deregister.invokeExact(key);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable thrown) {
    return Internals.failed("the JDK refused a container of threads", thrown);
  }
}
