package dev.caravan.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of {@code core}: who may know whom. */
class ArchitectureTest {

  private static final String CORE = "dev.caravan.core.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.caravan.core");

  @Test
  void theImportSeesTheKernel() {
    assertThat(CLASSES).anyMatch(c -> c.getPackageName().equals(CORE + "kernel"));
  }

  @Test
  void coreUsesTheJdkJfrSlf4jAndJspecifyOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.caravan.core..", "java..", "jdk.jfr..", "org.slf4j..", "org.jspecify..")
        .because("whoever depends on core gets nothing else on the class path")
        .check(CLASSES);
  }

  @Test
  void functionUsesNoOtherPackageOfCore() {
    mayUse("function");
  }

  @Test
  void spiAndKernelUseEachOtherAndFunctionOnly() {
    mayUse("spi", "kernel", "function");
    mayUse("kernel", "spi", "function");
  }

  @Test
  void packagesAboveTheKernelHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching(CORE + "(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(in("kernel"), in("spi"))
        .ignoreDependency(in("spi"), in("kernel"))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** Within core, {@code user} may use itself and {@code used} only. */
  private static void mayUse(String user, String... used) {
    String[] others =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(CORE))
            .map(name -> name.substring(CORE.length()).split("\\.")[0])
            .distinct()
            .filter(name -> !name.equals(user) && !List.of(used).contains(name))
            .map(name -> CORE + name + "..")
            .toArray(String[]::new);
    if (others.length > 0) {
      noClasses()
          .that()
          .resideInAPackage(CORE + user + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  private static DescribedPredicate<JavaClass> in(String name) {
    return JavaClass.Predicates.resideInAPackage(CORE + name + "..");
  }
}
