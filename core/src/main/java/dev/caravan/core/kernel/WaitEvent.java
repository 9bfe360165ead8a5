package dev.caravan.core.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One suspended caller, as it stands when a recording asks: see {@link Waits}. */
@Name("dev.caravan.Wait")
@Label("Wait")
@Category("Caravan")
@Description("A task or thread that waits for something of Caravan's")
@Period("1 s")
@StackTrace(false)
final class WaitEvent extends Event {
  @Label("Who")
  String who = "";

  @Label("For what")
  String forWhat = "";

  @Label("Program frame")
  String frame = "";

  @Label("Age")
  @Timespan(Timespan.NANOSECONDS)
  long age;

  private static final int MOST = 1_000; // a recording is not to be filled with a million waiters

  static void register() {
    FlightRecorder.addPeriodicEvent(WaitEvent.class, WaitEvent::emitAll);
  }

  private static void emitAll() {
    for (Waits.Waiting waiting : Waits.snapshot().stream().limit(MOST).toList()) {
      WaitEvent event = new WaitEvent();
      event.who = waiting.who().toString();
      event.forWhat = waiting.forWhat().toString();
      event.frame = waiting.frame();
      event.age = waiting.age().toNanos();
      event.commit();
    }
  }
}
