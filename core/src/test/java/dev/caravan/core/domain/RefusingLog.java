package dev.caravan.core.domain;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * A log that throws at what the watch says. A class of its own: on the module path its superclass
 * cannot be found, and tests do not touch it there.
 */
final class RefusingLog extends TurboFilter {
  private final CountDownLatch refused;

  private RefusingLog(CountDownLatch refused) {
    this.refused = refused;
  }

  /** Makes the log refuse; returns what ends that. */
  static Runnable install(CountDownLatch refused) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    TurboFilter filter = new RefusingLog(refused);
    context.addTurboFilter(filter);
    return () -> context.getTurboFilterList().remove(filter);
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
    if (format != null && format.contains("has not given its turn away")) {
      refused.countDown();
      throw new IllegalStateException("no room for the log");
    }
    return FilterReply.NEUTRAL;
  }
}
