package dev.caravan.core.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that can be left in the midst of it and gone on with later, on the same thread or
 * another: the JDK's one-shot delimited continuation, as virtual threads use it. There only where
 * {@code jdk.internal.vm} is exported to this module ({@code --add-exports
 * java.base/jdk.internal.vm=dev.caravan.core}, or {@code ALL-UNNAMED} on the class path).
 *
 * <p>What runs in a coroutine has no thread of its own: it shares the identity of whoever resumes
 * it, so it must hold no lock of the JDK, and have no {@link ScopedValue} bound, when it suspends.
 */
public final class Coroutine {
  private static final @Nullable Handles HANDLES = Handles.find();

  private final Handles handles;
  private final Object continuation;

  /** The JDK's class, which cannot be named at compile time. */
  private record Handles(
      MethodHandle make, MethodHandle run, MethodHandle yield, MethodHandle isDone, Object scope) {

    static @Nullable Handles find() {
      try {
        Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
        Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Object ours =
            lookup
                .findConstructor(scope, MethodType.methodType(void.class, String.class))
                .invoke("caravan");
        MethodHandle make =
            lookup.findConstructor(
                continuation, MethodType.methodType(void.class, scope, Runnable.class));
        return new Handles(
            MethodHandles.insertArguments(make, 0, ours)
                .asType(MethodType.methodType(Object.class, Runnable.class)),
            virtual(lookup, continuation, "run", void.class),
            MethodHandles.insertArguments(
                lookup.findStatic(
                    continuation, "yield", MethodType.methodType(boolean.class, scope)),
                0,
                ours),
            virtual(lookup, continuation, "isDone", boolean.class),
            ours);
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
    if (HANDLES == null) {
      throw new IllegalStateException(
          "coroutines need --add-exports java.base/jdk.internal.vm="
              + (Coroutine.class.getModule().isNamed() ? "dev.caravan.core" : "ALL-UNNAMED"));
    }
    handles = HANDLES;
    try {
      continuation = handles.make.invokeExact(Objects.requireNonNull(body, "body"));
    } catch (Throwable e) {
      throw unexpected(e);
    }
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
      handles.run.invokeExact(continuation);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Leaves the innermost running coroutine: the {@link #run} that resumed it returns.
   *
   * @throws IllegalStateException if it cannot be left now: a frame of native code or of a class
   *     initialiser is on its stack
   */
  public static void suspend() {
    try {
      boolean left = (boolean) Objects.requireNonNull(HANDLES).yield.invokeExact();
      if (!left) {
        throw new IllegalStateException("the coroutine is pinned");
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Whether the body has ended.
   *
   * @return true once it has
   */
  public boolean isDone() {
    try {
      return (boolean) handles.isDone.invokeExact(continuation);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("the JDK's continuation failed", e);
  }
}
