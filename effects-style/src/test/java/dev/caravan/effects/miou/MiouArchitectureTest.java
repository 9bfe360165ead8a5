package dev.caravan.effects.miou;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class MiouArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.caravan.effects.miou");

  @Test
  void miouStandsOnCoreAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.caravan.effects.miou..",
            "dev.caravan.core..",
            "java..",
            "org.slf4j..",
            "org.jspecify..")
        .because("its rules are another answer than those of fibers and switches")
        .check(CLASSES);
  }
}
