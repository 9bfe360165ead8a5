package dev.caravan.core.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ScopedValue}s are bound on the calling thread, as far as the JDK tells: the same
 * object as long as they are the same. It tells where {@link Coroutine}s are available, which need
 * to know, since they share a thread.
 */
public final class ScopedBindings {
  private static final ScopedValue<Object> ANY = ScopedValue.newInstance();
  private static final @Nullable MethodHandle NOW = find();

  private ScopedBindings() {}

  private static @Nullable MethodHandle find() {
    try {
      Class<?> container = Class.forName("jdk.internal.vm.ScopedValueContainer");
      Class<?> snapshot = Class.forName("jdk.internal.vm.ScopedValueContainer$BindingsSnapshot");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      return MethodHandles.filterReturnValue(
          lookup.findStatic(container, "captureBindings", MethodType.methodType(snapshot)),
          lookup.findVirtual(snapshot, "scopedValueBindings", MethodType.methodType(Object.class)));
    } catch (Throwable e) { // not exported, or another JDK
      return null;
    }
  }

  /**
   * The bindings of a thread on which nothing is bound. To be called by that thread.
   *
   * @return what {@link #areOthersThan} compares with; null if the JDK does not tell
   */
  public static @Nullable Object ofUnboundCaller() {
    ScopedValue.where(ANY, ANY).run(() -> {}); // what this leaves stands there from now on
    return now();
  }

  /**
   * Whether the caller has other bindings than some before.
   *
   * @param before what they were on this thread
   * @return true if so; false if the JDK does not tell
   */
  public static boolean areOthersThan(@Nullable Object before) {
    Object now = now();
    return now != before && now != null; // null: the JDK itself would have to search the stack
  }

  private static @Nullable Object now() {
    try {
      return NOW == null ? null : (Object) NOW.invokeExact();
    } catch (Throwable e) {
      throw Internals.failed("the JDK's bindings of scoped values failed", e);
    }
  }
}
