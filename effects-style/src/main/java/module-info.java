/** Direct style: fibers, switches and effect handlers, after OCaml 5, eio and Miou. */
module dev.caravan.effects {
  requires transitive dev.caravan.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.caravan.effects.fiber;
  exports dev.caravan.effects.handler;
  exports dev.caravan.effects.miou;
  exports dev.caravan.effects.mock;
}
