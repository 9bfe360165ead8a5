/** What every Caravan model stands on: suspension, cancellation, pools and tracing. */
module dev.caravan.core {
  requires transitive jdk.jfr;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.caravan.core.channel;
  exports dev.caravan.core.domain;
  exports dev.caravan.core.function;
  exports dev.caravan.core.kernel;
  exports dev.caravan.core.pool;
  exports dev.caravan.core.queue;
  exports dev.caravan.core.spi;
  exports dev.caravan.core.stm;
  exports dev.caravan.core.stm.data;
  exports dev.caravan.core.time;
  exports dev.caravan.core.trace;
}
