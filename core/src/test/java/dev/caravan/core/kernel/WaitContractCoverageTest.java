package dev.caravan.core.kernel;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.spi.Carrier;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whether the table of the wait contract knows each public method that is marked {@link Suspends}.
 * The mark is kept in class files only, so they are what is read.
 */
class WaitContractCoverageTest {
  private static final Pattern METHOD = Pattern.compile("[\\w.]+(\\([^)]*\\))?");
  private static final String MARK = "L" + Suspends.class.getName().replace('.', '/') + ";";

  /**
   * Methods that wait by calling another one or in the very same code, whose rows therefore speak
   * for them too: for each form, as {@link #form} tells them apart, that of the other.
   */
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
          Map.entry("TInt.updateAndGet", "TInt.getAndUpdate"),
          Map.entry("TLong.updateAndGet", "TLong.getAndUpdate"));

  @Test
  void everyPublicMethodThatSuspendsHasARow() throws Exception {
    Set<String> rows = rows();
    Set<String> marked = marked();

    assertThat(marked)
        .contains("Trigger.await", "Trigger.await(Duration)", "Fut.get(timeout)", "Guarded.with");
    assertThat(marked.stream().map(WaitContractCoverageTest::waitsAs)).isSubsetOf(rows);
  }

  @Test
  void noMethodIsExcusedThatIsNotMarked() throws Exception {
    assertThat(WAIT_AS.keySet()).isSubsetOf(marked().stream().map(name -> nameOf(name)).toList());
    assertThat(WAIT_AS.values()).isSubsetOf(rows());
  }

  private static String waitsAs(String method) {
    String name = nameOf(method);
    return WAIT_AS.getOrDefault(name, name) + method.substring(name.length());
  }

  /** A method without its form. */
  private static String nameOf(String method) {
    return method.split("\\(", 2)[0];
  }

  /** The methods of the table, with their forms, without what tells whom they wait for. */
  private static Set<String> rows() throws IOException {
    try (var table = WaitContractTest.class.getResourceAsStream("/wait-contract.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(METHOD::matcher)
          .filter(Matcher::lookingAt)
          .map(Matcher::group)
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
        names.add(simpleName + "." + method.methodName().stringValue() + form(method));
      }
    }
  }

  /** How the table tells a method with a limit from the one of the same name without. */
  private static String form(MethodModel method) {
    List<String> parameters =
        method.methodTypeSymbol().parameterList().stream().map(ClassDesc::displayName).toList();
    if (parameters.contains("Duration")) {
      return "(Duration)";
    }
    if (parameters.contains("TimeUnit")) {
      return "(timeout)";
    }
    return parameters.contains("TxnOptions") ? "(TxnOptions within)" : "";
  }

  private static boolean isMarked(MethodModel method) {
    return method
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .map(found ->
            found.annotations().stream().anyMatch(a -> a.className().stringValue().equals(MARK)))
        .orElse(false);
  }
}
