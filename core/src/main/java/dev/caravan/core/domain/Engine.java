package dev.caravan.core.domain;

import dev.caravan.core.spi.Coroutine;
import dev.caravan.core.spi.OwnScheduler;

/**
 * How a {@link Domain} suspends its fibers. A program made of Caravan's operations means the same
 * on each; what has to do with the identity of threads, and waits of the JDK, differ.
 */
public enum Engine {
  /**
   * Fibers are virtual threads whose scheduler is the domain's loop: calls of the JDK that wait
   * suspend only their fiber. Needs {@code --add-opens java.base/java.lang=dev.caravan.core}
   * ({@code ALL-UNNAMED} on the class path), or {@code Add-Opens} in the manifest of an executable
   * jar. With the flag of {@link #CONTINUATION} too, fibers start faster, and those of a domain
   * stand together in the JDK's dumps of all threads.
   */
  LOOP,
  /**
   * Fibers are ordinary virtual threads that hand one baton around; only its holder runs. Needs no
   * flag. Calls of the JDK that wait stall the domain unless they are made in {@link
   * dev.caravan.core.kernel.Blocking}.
   */
  BATON,
  /**
   * Fibers are bare continuations on the loop's thread: the fastest. Needs {@code --add-exports
   * java.base/jdk.internal.vm=dev.caravan.core} ({@code ALL-UNNAMED} on the class path). All fibers
   * share one {@link Thread}, its locals and its identity as an owner of locks: hold no JDK lock
   * across a suspension, bind no {@link ScopedValue} around one or around a fork. The body of
   * {@link dev.caravan.core.kernel.Blocking} runs on another thread, and an interrupt of the shared
   * thread is meant for no fiber. Only on request.
   */
  CONTINUATION;

  /**
   * Whether the JVM runs with what this engine needs.
   *
   * @return true if a domain can be run on it
   */
  public boolean isAvailable() {
    return switch (this) {
      case LOOP -> OwnScheduler.isOpen();
      case BATON -> true;
      case CONTINUATION -> Coroutine.isAvailable();
    };
  }

  /** What the JVM must be told to run this engine. */
  String flag() {
    String module =
        Engine.class.getModule().isNamed() ? Engine.class.getModule().getName() : "ALL-UNNAMED";
    return switch (this) {
      case LOOP -> "--add-opens java.base/java.lang=" + module;
      case BATON -> "no flag";
      case CONTINUATION -> "--add-exports java.base/jdk.internal.vm=" + module;
    };
  }

  /**
   * The engine that a domain takes if it is not told.
   *
   * @return {@link #LOOP} where it is available, else {@link #BATON}
   */
  public static Engine preferred() {
    return LOOP.isAvailable() ? LOOP : BATON;
  }
}
