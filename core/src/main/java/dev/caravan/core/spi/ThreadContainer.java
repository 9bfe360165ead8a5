package dev.caravan.core.spi;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the JDK finds the virtual threads of one scheduler when it dumps all threads ({@code jcmd
 * PID Thread.dump_to_file -format=json FILE}). Without it they stand in a table with all others,
 * which each start and end of a thread changes: that took 7 % of spawning a fiber in a scope. The
 * scheduler knows its threads anyway, and here they are shown under its name.
 *
 * <p>There only where {@code java.lang} is open and {@code jdk.internal.vm} exported to this
 * module.
 */
public final class ThreadContainer implements AutoCloseable {
  /*
   * The JDK's class is no part of its API, so it cannot be extended in source code. The subclass is
   *
   *   final class Dumped extends jdk.internal.vm.ThreadContainer {
   *     final String name;
   *     final Supplier<Stream<Thread>> threads;
   *     public Dumped(String, Supplier) { super(true); ... }   // true: of no thread
   *     public String name() { return name; }
   *     public Stream<Thread> threads() { return threads.get(); }
   *     public void onStart(Thread thread) {}
   *     public void onExit(Thread thread) {}
   *   }
   */
  private static final @Nullable Handles HANDLES = Handles.find();

  private record Handles(
      MethodHandle make, MethodHandle register, MethodHandle deregister, MethodHandle start) {

    static @Nullable Handles find() {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
        Class<?> all = Class.forName("jdk.internal.vm.ThreadContainers");
        MethodHandles.Lookup dumped = lookup.defineHiddenClass(dumped(lookup), true);
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
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        return null; // not allowed, or another JDK: they stand in the table
      }
    }

    private static byte[] dumped(MethodHandles.Lookup lookup) {
      ClassDesc self = ClassDesc.of(lookup.lookupClass().getPackageName(), "Dumped");
      ClassDesc container = ClassDesc.of("jdk.internal.vm.ThreadContainer");
      ClassDesc supplier = Supplier.class.describeConstable().orElseThrow();
      ClassDesc stream = Stream.class.describeConstable().orElseThrow();
      MethodTypeDesc ofThread =
          MethodTypeDesc.of(ConstantDescs.CD_void, Thread.class.describeConstable().orElseThrow());
      return ClassFile.of()
          .build(
              self,
              type ->
                  type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                      .withSuperclass(container)
                      .withField("name", ConstantDescs.CD_String, ClassFile.ACC_FINAL)
                      .withField("threads", supplier, ClassFile.ACC_FINAL)
                      .withMethodBody(
                          ConstantDescs.INIT_NAME,
                          MethodTypeDesc.of(
                              ConstantDescs.CD_void, ConstantDescs.CD_String, supplier),
                          ClassFile.ACC_PUBLIC,
                          code ->
                              code.aload(0)
                                  .iconst_1()
                                  .invokespecial(
                                      container,
                                      ConstantDescs.INIT_NAME,
                                      MethodTypeDesc.of(
                                          ConstantDescs.CD_void, ConstantDescs.CD_boolean))
                                  .aload(0)
                                  .aload(1)
                                  .putfield(self, "name", ConstantDescs.CD_String)
                                  .aload(0)
                                  .aload(2)
                                  .putfield(self, "threads", supplier)
                                  .return_())
                      .withMethodBody(
                          "name",
                          MethodTypeDesc.of(ConstantDescs.CD_String),
                          ClassFile.ACC_PUBLIC,
                          code ->
                              code.aload(0)
                                  .getfield(self, "name", ConstantDescs.CD_String)
                                  .areturn())
                      .withMethodBody(
                          "threads",
                          MethodTypeDesc.of(stream),
                          ClassFile.ACC_PUBLIC,
                          code ->
                              code.aload(0)
                                  .getfield(self, "threads", supplier)
                                  .invokeinterface(
                                      supplier, "get", MethodTypeDesc.of(ConstantDescs.CD_Object))
                                  .checkcast(stream)
                                  .areturn())
                      .withMethodBody(
                          "onStart", ofThread, ClassFile.ACC_PUBLIC, CodeBuilder::return_)
                      .withMethodBody(
                          "onExit", ofThread, ClassFile.ACC_PUBLIC, CodeBuilder::return_));
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
  @Override
  public void close() {
    try {
      handles().deregister.invokeExact(key);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("the JDK refused a container of threads", thrown);
  }
}
