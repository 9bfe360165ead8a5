package dev.caravan.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of {@code testkit}: who may be known. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.caravan.testkit");

  @Test
  void testkitUsesCoreAndJunitsApiOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.caravan.testkit..",
            "dev.caravan.core..",
            "java..",
            "org.junit.jupiter.api..",
            "org.junit.platform.commons..", // of that API, as the next
            "org.opentest4j..",
            "org.jspecify..")
        .because("a test of any style, or of none, can use it")
        .check(CLASSES);
  }

  @Test
  void testkitNamesNoStyle() throws IOException {
    List<String> styles = List.of("dev.caravan.effects", "dev.caravan.monadic");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(styles);
      }
    }
  }
}
