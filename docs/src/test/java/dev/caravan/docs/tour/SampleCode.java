package dev.caravan.docs.tour;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Class files whose figures are known, since every instruction is written here. */
final class SampleCode {
  static final byte[] GARBAGE = "neither a class nor a jar".getBytes(StandardCharsets.UTF_8);

  private static final ClassDesc SHOP = ClassDesc.of("sample.Shop");
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private SampleCode() {}

  /** One method; calls Shop.open, Shop.sell, Shop.sell and returns: 4 instructions. */
  static byte[] seller() {
    return classFile("Seller", code -> call(code, "open").with("sell").with("sell"));
  }

  /** One method; calls Shop.open, one invokedynamic, and returns: 3 instructions. */
  static byte[] dreamer() {
    return classFile("Dreamer", code -> call(code, "open").dynamic());
  }

  /** A class file cut off in the middle of its constant pool. */
  static byte[] truncated() {
    byte[] whole = seller();
    return Arrays.copyOf(whole, 40);
  }

  private static byte[] classFile(String name, Consumer<CodeBuilder> body) {
    return ClassFile.of()
        .build(
            ClassDesc.of("sample", name),
            type ->
                type.withMethodBody(
                    "work",
                    NOTHING,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      body.accept(code);
                      code.return_();
                    }));
  }

  private record Calls(CodeBuilder code) {
    Calls with(String method) {
      code.invokestatic(SHOP, method, NOTHING);
      return this;
    }

    Calls dynamic() {
      DirectMethodHandleDesc bootstrap =
          ConstantDescs.ofCallsiteBootstrap(
              ClassDesc.of("sample.Dreams"), "dream", ConstantDescs.CD_CallSite);
      code.invokedynamic(DynamicCallSiteDesc.of(bootstrap, "it", NOTHING));
      return this;
    }
  }

  private static Calls call(CodeBuilder code, String method) {
    return new Calls(code).with(method);
  }

  /** Writes a jar; the entries are in the order of their names. */
  static Path jar(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** Sellers and dreamers by the hundred, so that workers have something to share. */
  static Path many(Path folder, int sellers, int dreamers) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < sellers; i++) {
      Files.write(folder.resolve("Seller" + i + ".class"), seller());
    }
    for (int i = 0; i < dreamers; i++) {
      Files.write(folder.resolve("Dreamer" + i + ".class"), dreamer());
    }
    return folder;
  }
}
