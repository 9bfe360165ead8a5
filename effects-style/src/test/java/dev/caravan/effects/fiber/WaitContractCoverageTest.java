package dev.caravan.effects.fiber;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Suspends;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whether the table of the wait contract knows each public method of the package that is marked
 * {@link Suspends}. The mark is kept in class files only, so they are what is read.
 */
class WaitContractCoverageTest {
  private static final String MARK = Suspends.class.descriptorString();

  /** Methods that wait by calling another one, whose row therefore speaks for them too. */
  private static final Map<String, String> WAIT_AS = waitAs();

  private static Map<String, String> waitAs() {
    Map<String, Set<String>> callers =
        Map.ofEntries(
            Map.entry(
                "DomainManager.call",
                Set.of("DomainManager.run", "DomainManager.callNamed", "Eio.run", "Eio.call")),
            Map.entry("DomainManager.callRaw", Set.of("DomainManager.runRaw")),
            Map.entry("ExecutorPool.submit", Set.of("ExecutorPool.submitForOutcome")),
            Map.entry("Fiber.first", Set.of("Fiber.any", "Fiber.nAny")),
            Map.entry("Fiber.sleep", Set.of("Time.sleep", "Time.sleepUntil", "Timeout.sleep")),
            Map.entry("Generator.pull", Set.of("Generator.hasNext")),
            Map.entry("Mutex.useRo", Set.of("Mutex.runRo")),
            Map.entry("Mutex.useRw", Set.of("Mutex.runRw")),
            Map.entry("Promise.await", Set.of("Fiber.await")),
            Map.entry("ResourcePool.use", Set.of("ResourcePool.run")),
            Map.entry("ResourcePool.useNeverBlocking", Set.of("ResourcePool.runNeverBlocking")),
            Map.entry(
                "Switch.run",
                Set.of(
                    "Switch.call",
                    "Switch.runProtected",
                    "Switch.callProtected",
                    "Fiber.both",
                    "Fiber.pair",
                    "Fiber.all",
                    "Fiber.map",
                    "Fiber.filter",
                    "Fiber.filterMap",
                    "Fiber.forEach")),
            Map.entry(
                "Timeout.call", Set.of("Timeout.run", "Time.withTimeout", "Time.runWithTimeout")));
    Map<String, String> byCaller = new HashMap<>();
    callers.forEach((row, names) -> names.forEach(name -> byCaller.put(name, row)));
    return byCaller;
  }

  @Test
  void everyPublicMethodThatSuspendsHasARow() throws Exception {
    Set<String> marked = marked();

    assertThat(marked).contains("Promise.awaitOutcome", "Mutex.lock", "Switch.run");
    assertThat(marked.stream().map(name -> WAIT_AS.getOrDefault(name, name))).isSubsetOf(rows());
  }

  @Test
  void noMethodIsExcusedThatIsNotMarked() throws Exception {
    assertThat(WAIT_AS.keySet()).isSubsetOf(marked());
    assertThat(WAIT_AS.values()).isSubsetOf(rows());
  }

  /** The methods of the table, without what is in brackets or tells whom they wait for. */
  private static Set<String> rows() throws IOException {
    return WaitContractTest.table().stream()
        .skip(1)
        .map(line -> line.split("[,( ]", 2)[0])
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> marked() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Switch.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Switch.class.getPackageName().replace('.', '/'));
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
      for (Path file : files) {
        addMarked(ClassFile.of().parse(file), names);
      }
    }
    return names;
  }

  private static void addMarked(ClassModel type, Set<String> names) {
    String path = type.thisClass().asInternalName();
    String simpleName = path.substring(path.lastIndexOf('/') + 1).replace("Eio$Builder", "Eio");
    for (MethodModel method : type.methods()) {
      if (type.flags().has(AccessFlag.PUBLIC)
          && method.flags().has(AccessFlag.PUBLIC)
          && isMarked(method)) {
        names.add(simpleName + "." + method.methodName().stringValue());
      }
    }
  }

  private static boolean isMarked(MethodModel method) {
    return method.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(found -> found.annotations().stream())
        .anyMatch(mark -> mark.className().stringValue().equals(MARK));
  }
}
