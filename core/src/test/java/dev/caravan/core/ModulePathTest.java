package dev.caravan.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the configurations of {@code core/pom.xml} are what their names say. */
@Tag("conformance")
class ModulePathTest {

  private static final Module CORE = Trigger.class.getModule();

  private final String mode = System.getProperty("caravan.test.mode", "classpath");

  @Test
  void coreIsANamedModuleOnTheModulePathOnly() {
    assertThat(CORE.isNamed()).as("%s in mode %s", CORE, mode).isEqualTo(onModulePath());
    if (onModulePath()) {
      assertThat(CORE.getName()).isEqualTo("dev.caravan.core");
    }
  }

  @Test
  void javaLangIsOpenToCoreOnlyWhereTheModeSaysSo() {
    assertThat(Object.class.getModule().isOpen("java.lang", CORE))
        .as("java.lang open to %s in mode %s", CORE, mode)
        .isEqualTo(mode.endsWith("opens"));
  }

  private boolean onModulePath() {
    return mode.startsWith("modulepath");
  }
}
