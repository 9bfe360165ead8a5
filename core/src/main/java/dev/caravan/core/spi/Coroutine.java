package dev.caravan.core.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that can be left in the midst of it and gone on with later, on the same thread:
 * the JDK's one-shot delimited continuation, as virtual threads use it. Compiled code takes the
 * thread that it runs on for a constant, so a coroutine stays on the thread that ran it first.
 * There only where {@code jdk.internal.vm} is exported to this module ({@code --add-exports
 * java.base/jdk.internal.vm=dev.caravan.core}, or {@code ALL-UNNAMED} on the class path).
 *
 * <p>What runs in a coroutine has no thread of its own: it shares the identity of whoever resumes
 * it, so it must hold no lock of the JDK, and have no {@link ScopedValue} bound, when it suspends.
 */
public final class Coroutine {
  // constants, so that what the handles call is inlined
  private static final @Nullable Handles HANDLES = Handles.find();
  private static final @Nullable Family PLAIN = HANDLES == null ? null : new Family("caravan");

  private final Object continuation;

  /**
   * A family of coroutines, which may be nested with those of other families: to suspend one leaves
   * the innermost of its family, together with all of other families that run inside it.
   */
  public static final class Family {
    private final Object scope;

    /**
     * Makes a family.
     *
     * @param name its name, for dumps
     * @throws IllegalStateException if this JVM does not export what it takes
     */
    public Family(String name) {
      try {
        scope = handles().scope.invokeExact(name);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }

    /**
     * Leaves the innermost running coroutine of this family: the {@link Coroutine#run} that resumed
     * it returns.
     *
     * @throws IllegalStateException if there is none, or it cannot be left now: a frame of native
     *     code or of a class initialiser is on its stack
     */
    public void suspend() {
      try {
        boolean left = (boolean) handles().yield.invokeExact(scope);
        if (!left) {
          throw new IllegalStateException("the coroutine is pinned");
        }
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  /** The JDK's class, which cannot be named at compile time. */
  private record Handles(
      MethodHandle scope,
      MethodHandle make,
      MethodHandle run,
      MethodHandle yield,
      MethodHandle isDone) {

    static @Nullable Handles find() {
      try {
        Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
        Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        return new Handles(
            lookup
                .findConstructor(scope, MethodType.methodType(void.class, String.class))
                .asType(MethodType.methodType(Object.class, String.class)),
            lookup
                .findConstructor(
                    continuation, MethodType.methodType(void.class, scope, Runnable.class))
                .asType(MethodType.methodType(Object.class, Object.class, Runnable.class)),
            virtual(lookup, continuation, "run", void.class),
            lookup
                .findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
                .asType(MethodType.methodType(boolean.class, Object.class)),
            virtual(lookup, continuation, "isDone", boolean.class));
      } catch (Throwable e) { // not exported, or another JDK
        return null;
      }
    }

    private static MethodHandle virtual(
        MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> result)
        throws ReflectiveOperationException {
      return lookup
          .findVirtual(owner, name, MethodType.methodType(result))
          .asType(MethodType.methodType(result, Object.class));
    }
  }

  /**
   * Makes a coroutine, not begun.
   *
   * @param body what it runs
   * @throws IllegalStateException if this JVM does not export what it takes
   */
  public Coroutine(Runnable body) {
    this(plain(), body);
  }

  /**
   * Makes a coroutine of a family, not begun.
   *
   * @param family the family, by which it is suspended
   * @param body what it runs
   */
  public Coroutine(Family family, Runnable body) {
    try {
      continuation = handles().make.invokeExact(family.scope, Objects.requireNonNull(body, "body"));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static Handles handles() {
    if (HANDLES == null) {
      throw unavailable();
    }
    return HANDLES;
  }

  private static Family plain() {
    if (PLAIN == null) {
      throw unavailable();
    }
    return PLAIN;
  }

  private static IllegalStateException unavailable() {
    return new IllegalStateException(
        "coroutines need --add-exports java.base/jdk.internal.vm="
            + (Coroutine.class.getModule().isNamed() ? "dev.caravan.core" : "ALL-UNNAMED"));
  }

  /**
   * Whether this JVM runs with what coroutines need.
   *
   * @return true if they can be made
   */
  public static boolean isAvailable() {
    return HANDLES != null;
  }

  /** Runs the body from where it stands until it {@linkplain #suspend suspends} or ends. */
  public void run() {
    try {
      handles().run.invokeExact(continuation);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Leaves the innermost running coroutine that was made without a family: the {@link #run} that
   * resumed it returns.
   *
   * @throws IllegalStateException if there is none, or it cannot be left now: a frame of native
   *     code or of a class initialiser is on its stack
   */
  public static void suspend() {
    plain().suspend();
  }

  /**
   * Whether the body has ended.
   *
   * @return true once it has
   */
  public boolean isDone() {
    try {
      return (boolean) handles().isDone.invokeExact(continuation);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return Internals.failed("the JDK's continuation failed", e);
  }
}
