package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.caravan.core.kernel.Suspends;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whether the {@link WaitTable} knows each public method that is marked {@link Suspends}. */
class MiouWaitCoverageTest {
  /** Methods that wait by calling another one; the last two are in the table of core. */
  private static final Map<String, String> WAIT_AS =
      Map.of(
          "VirtualEvents.sleep", "Syscall.suspend",
          "Miou.run", "DomainBuilder.run",
          "Miou.runVoid", "DomainBuilder.run");

  @Test
  void theTableKnowsEverySuspendingMethod() {
    Set<String> known =
        WaitTable.rows().stream()
            .map(row -> row.method().split(" ")[0])
            .collect(Collectors.toSet());
    known.addAll(WAIT_AS.keySet());
    assertThat(known).isEqualTo(suspending());
  }

  private static Set<String> suspending() {
    Set<String> names = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.caravan.effects.miou")) {
      for (JavaMethod method : type.getMethods()) {
        if (method.getModifiers().contains(JavaModifier.PUBLIC)
            && method.isAnnotatedWith(Suspends.class)) {
          names.add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
    return names;
  }
}
