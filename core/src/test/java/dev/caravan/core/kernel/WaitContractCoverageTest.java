package dev.caravan.core.kernel;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.spi.Carrier;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whether the table of the wait contract knows each public method that is marked {@link Suspends}.
 * The mark is kept in class files only, so they are what is read.
 */
class WaitContractCoverageTest {
  private static final String MARK = "L" + Suspends.class.getName().replace('.', '/') + ";";

  /** Methods that wait by calling another one, whose rows therefore speak for them too. */
  private static final Map<String, String> WAIT_AS =
      Map.ofEntries(
          Map.entry("Decision.await", "Computation.await"),
          Map.entry("Domain.expectOutside", "Trigger.await"),
          Map.entry("Domain.run", "DomainBuilder.run"),
          Map.entry("Domain.yieldNow", "Host.yieldNow"),
          Map.entry("Decision.awaitUninterruptibly", "Computation.awaitUninterruptibly"),
          Map.entry("Guarded.withVoid", "Guarded.with"),
          Map.entry("Pool.invokeVoid", "Pool.invoke"),
          Map.entry("Pool.mainVoid", "Pool.main"),
          Map.entry("PoolBuilder.main", "Pool.main"),
          Map.entry("ForkJoin.bothVoid", "ForkJoin.both"),
          Map.entry("ForkJoin.bothInt", "ForkJoin.both"),
          Map.entry("ForkJoin.bothLong", "ForkJoin.both"),
          Map.entry("ForkJoin.bothDouble", "ForkJoin.both"),
          Map.entry("ForkJoin.sort", "ForkJoin.both"),
          Map.entry("ForkJoin.all", "ForkJoin.mapList"),
          Map.entry("ForkJoin.mapArray", "ForkJoin.mapList"),
          Map.entry("ForkJoin.forChunks", "ForkJoin.forRange"),
          Map.entry("ForkJoin.forEach", "ForkJoin.forRange"),
          Map.entry("ForkJoin.fill", "ForkJoin.forRange"),
          Map.entry("ForkJoin.scan", "ForkJoin.forRange"),
          Map.entry("ForkJoin.reduceInt", "ForkJoin.reduce"),
          Map.entry("ForkJoin.reduceLong", "ForkJoin.reduce"),
          Map.entry("ForkJoin.reduceDouble", "ForkJoin.reduce"),
          Map.entry("Stm.atomicallyVoid", "Stm.atomically"),
          Map.entry("TInt.await", "TVar.await"),
          Map.entry("TInt.getAndUpdate", "TVar.getAndUpdate"),
          Map.entry("TInt.updateAndGet", "TVar.updateAndGet"),
          Map.entry("TLong.await", "TVar.await"),
          Map.entry("TLong.getAndUpdate", "TVar.getAndUpdate"),
          Map.entry("TLong.updateAndGet", "TVar.updateAndGet"),
          Map.entry("TStack.take", "TQueue.take"),
          Map.entry("TPromise.await", "TVar.await"),
          Map.entry("TMVar.take", "TQueue.take"),
          Map.entry("TMVar.read", "TVar.await"),
          Map.entry("TMap.compute", "TVar.updateAndGet"),
          Map.entry("TMap.computeIfAbsent", "TVar.updateAndGet"),
          Map.entry("TMap.computeIfPresent", "TVar.updateAndGet"),
          Map.entry("TMap.merge", "TVar.updateAndGet"),
          Map.entry("TMap.computeAll", "TVar.updateAndGet"));

  @Test
  void everyPublicMethodThatSuspendsHasARow() throws Exception {
    Set<String> rows = rows();
    Set<String> marked = marked();

    assertThat(marked).contains("Trigger.await", "Fut.get", "Guarded.with");
    assertThat(marked.stream().map(name -> WAIT_AS.getOrDefault(name, name))).isSubsetOf(rows);
  }

  @Test
  void noMethodIsExcusedThatIsNotMarked() throws Exception {
    assertThat(WAIT_AS.keySet()).isSubsetOf(marked());
    assertThat(WAIT_AS.values()).isSubsetOf(rows());
  }

  /** The methods of the table, without what is in brackets or tells whom they wait for. */
  private static Set<String> rows() throws IOException {
    try (var table = WaitContractTest.class.getResourceAsStream("/wait-contract.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("[,( ]", 2)[0])
          .collect(toCollection(TreeSet::new));
    }
  }

  private static Set<String> marked() throws IOException, URISyntaxException {
    URI classes = Carrier.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (Stream<Path> files = Files.walk(Path.of(classes))) {
      Set<String> names = new TreeSet<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        addMarked(ClassFile.of().parse(file), names);
      }
      return names;
    }
  }

  private static void addMarked(ClassModel type, Set<String> names) {
    if (!type.flags().has(AccessFlag.PUBLIC)) {
      return;
    }
    String path = type.thisClass().asInternalName();
    String simpleName = path.substring(path.lastIndexOf('/') + 1);
    for (MethodModel method : type.methods()) {
      if (method.flags().has(AccessFlag.PUBLIC) && isMarked(method)) {
        names.add(simpleName + "." + method.methodName().stringValue());
      }
    }
  }

  private static boolean isMarked(MethodModel method) {
    return method
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .map(found ->
            found.annotations().stream().anyMatch(a -> a.className().stringValue().equals(MARK)))
        .orElse(false);
  }
}
