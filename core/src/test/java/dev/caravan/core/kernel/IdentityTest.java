package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names in messages and dumps. */
class IdentityTest {
  private static final class Camel {}

  private static final class Dune {}

  @Test
  void aLabelIsTheName() {
    assertThat(Identity.of(new Camel(), "camel", Identity.kept("Najma"))).isEqualTo("camel Najma");
  }

  @Test
  void numbersAreGivenPerClassWhenAThingIsFirstShownAndKept() {
    Camel shownLate = new Camel();
    Camel first = new Camel();
    assertThat(Identity.of(first, "camel", null)).isEqualTo("camel 1");
    assertThat(Identity.of(new Dune(), "dune", null)).isEqualTo("dune 1");
    assertThat(Identity.of(shownLate, "camel", null)).isEqualTo("camel 2");
    assertThat(Identity.of(first, "camel", null)).isEqualTo("camel 1");
  }
}
