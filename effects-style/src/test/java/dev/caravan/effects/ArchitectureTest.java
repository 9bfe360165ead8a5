package dev.caravan.effects;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.caravan.effects.fiber.LeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The arrows of {@code effects}: who may know whom. */
class ArchitectureTest {
  private static final String EFFECTS = "dev.caravan.effects.";

  private static final List<String> OUTSIDE =
      List.of("dev.caravan.core..", "java..", "org.slf4j..", "org.jspecify..");

  /** Each package, and the others that it may use. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "handler", List.of(),
          "fiber", List.of(),
          "miou", List.of(), // its rules are another answer than those of fibers and switches
          "mock", List.of("fiber"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.caravan.effects");

  /** Tests on the module path are those of the conformance suite: see {@link LeakCheck}. */
  @Test
  void whatRunsOnTheModulePathNamesTheLeakCheck() {
    assertThat(
            new ClassFileImporter()
                    .withImportOption(new ImportOption.OnlyIncludeTests())
                    .importPackages("dev.caravan.effects")
                    .stream()
                    .map(JavaClass::reflect)
                    .filter(ArchitectureTest::isConformance))
        .hasSizeGreaterThan(30)
        .allMatch(ArchitectureTest::hasLeakCheck);
  }

  /** Extensions are inherited, and hold for nested classes. */
  private static boolean hasLeakCheck(Class<?> type) {
    boolean names =
        Arrays.stream(type.getAnnotationsByType(ExtendWith.class))
            .anyMatch(with -> List.of(with.value()).contains(LeakCheck.class));
    Class<?> around = type.getEnclosingClass();
    return names || (around != null && hasLeakCheck(around));
  }

  private static boolean isConformance(Class<?> type) {
    return Arrays.stream(type.getAnnotationsByType(Tag.class))
        .anyMatch(tag -> tag.value().equals("conformance"));
  }

  @Test
  void theTableHasEveryPackage() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(EFFECTS.length()))
                .collect(Collectors.toSet()))
        .isEqualTo(MAY_USE.keySet());
  }

  @TestFactory
  Stream<DynamicTest> aPackageUsesCoreTheJdkSlf4jJspecifyAndThoseOfTheTableOnly() {
    return MAY_USE.keySet().stream()
        .map(user -> DynamicTest.dynamicTest(user, () -> usesOnlyWhatItMay(user)));
  }

  private static void usesOnlyWhatItMay(String user) {
    Stream<String> inside = Stream.concat(Stream.of(user), MAY_USE.get(user).stream());
    classes()
        .that()
        .resideInAPackage(EFFECTS + user + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(inside.map(name -> EFFECTS + name + ".."), OUTSIDE.stream())
                .toArray(String[]::new))
        .check(CLASSES);
  }
}
