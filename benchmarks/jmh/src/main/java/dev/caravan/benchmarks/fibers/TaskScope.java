package dev.caravan.benchmarks.fibers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * The JDK's {@code StructuredTaskScope}, as {@code open()} makes it. It is a preview, which a class
 * file without the mark of previews cannot name; by method handles it needs no flag, and costs the
 * same.
 */
final class TaskScope implements AutoCloseable {
  private static final MethodHandle OPEN;
  private static final MethodHandle FORK;
  private static final MethodHandle JOIN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
      Class<?> subtask = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask");
      OPEN =
          lookup
              .findStatic(scope, "open", MethodType.methodType(scope))
              .asType(MethodType.methodType(AutoCloseable.class));
      FORK =
          lookup
              .findVirtual(scope, "fork", MethodType.methodType(subtask, Callable.class))
              .asType(MethodType.methodType(Supplier.class, AutoCloseable.class, Callable.class));
      JOIN =
          lookup
              .findVirtual(scope, "join", MethodType.methodType(Object.class))
              .asType(MethodType.methodType(Object.class, AutoCloseable.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AutoCloseable scope;

  private TaskScope(AutoCloseable scope) {
    this.scope = scope;
  }

  static TaskScope open() throws Exception {
    try {
      return new TaskScope((AutoCloseable) OPEN.invokeExact());
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** Forks a subtask; what is returned has its value after {@link #join}. */
  @SuppressWarnings("unchecked") // a Subtask<T> is a Supplier<T>
  <T> Supplier<T> fork(Callable<T> body) throws Exception {
    try {
      return (Supplier<T>) FORK.invokeExact(scope, (Callable<?>) body);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** Waits until all subtasks have succeeded or one has failed. */
  void join() throws Exception {
    try {
      Object _ = JOIN.invokeExact(scope);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  private static Exception thrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return (Exception) e;
  }

  @Override
  public void close() {
    try {
      scope.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
