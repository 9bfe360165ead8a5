/** For tests of programs written with Caravan: a deterministic domain, virtual time, JUnit. */
module dev.caravan.testkit {
  requires transitive dev.caravan.core;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.caravan.testkit;
}
