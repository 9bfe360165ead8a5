package dev.caravan.core.spi;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The class of the JDK's side of a {@link ThreadContainer}. The JDK's own class is no part of its
 * API, so it cannot be extended in source code; what is made here would read
 *
 * <pre>{@code
 * final class Dumped extends jdk.internal.vm.ThreadContainer {
 *   final String name;
 *   final Supplier<Stream<Thread>> threads;
 *
 *   public Dumped(String name, Supplier<Stream<Thread>> threads) {
 *     super(true); // shared: it belongs to no thread
 *     this.name = name;
 *     this.threads = threads;
 *   }
 *
 *   public String name() { return name; }
 *   public Stream<Thread> threads() { return threads.get(); }
 *   public void onStart(Thread thread) {}
 *   public void onExit(Thread thread) {}
 * }
 * }</pre>
 */
final class DumpedContainer {
  private static final ClassDesc SELF =
      ClassDesc.of(DumpedContainer.class.getPackageName(), "Dumped");
  private static final ClassDesc JDKS = ClassDesc.of("jdk.internal.vm.ThreadContainer");
  private static final ClassDesc STRING = ConstantDescs.CD_String;
  private static final ClassDesc SUPPLIER = described(Supplier.class);
  private static final ClassDesc STREAM = described(Stream.class);
  private static final String NAME = "name";
  private static final String THREADS = "threads";

  private DumpedContainer() {}

  private static ClassDesc described(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private static MethodTypeDesc taking(ClassDesc... parameters) {
    return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
  }

  /** The class file, to be defined in this package. */
  static byte[] bytes() {
    return ClassFile.of().build(SELF, DumpedContainer::fill);
  }

  private static void fill(ClassBuilder type) {
    MethodTypeDesc ofThread = taking(described(Thread.class));
    int isPublic = ClassFile.ACC_PUBLIC;
    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
        .withSuperclass(JDKS)
        .withField(NAME, STRING, ClassFile.ACC_FINAL)
        .withField(THREADS, SUPPLIER, ClassFile.ACC_FINAL)
        .withMethodBody(
            ConstantDescs.INIT_NAME,
            taking(STRING, SUPPLIER),
            isPublic,
            DumpedContainer::fillConstructor)
        .withMethodBody(
            NAME,
            MethodTypeDesc.of(STRING),
            isPublic,
            code -> code.aload(0).getfield(SELF, NAME, STRING).areturn())
        .withMethodBody(THREADS, MethodTypeDesc.of(STREAM), isPublic, DumpedContainer::fillThreads)
        .withMethodBody("onStart", ofThread, isPublic, CodeBuilder::return_)
        .withMethodBody("onExit", ofThread, isPublic, CodeBuilder::return_);
  }

  private static void fillConstructor(CodeBuilder code) {
    code.aload(0)
        .iconst_1()
        .invokespecial(JDKS, ConstantDescs.INIT_NAME, taking(ConstantDescs.CD_boolean))
        .aload(0)
        .aload(1)
        .putfield(SELF, NAME, STRING)
        .aload(0)
        .aload(2)
        .putfield(SELF, THREADS, SUPPLIER)
        .return_();
  }

  private static void fillThreads(CodeBuilder code) {
    code.aload(0)
        .getfield(SELF, THREADS, SUPPLIER)
        .invokeinterface(SUPPLIER, "get", MethodTypeDesc.of(ConstantDescs.CD_Object))
        .checkcast(STREAM)
        .areturn();
  }
}
