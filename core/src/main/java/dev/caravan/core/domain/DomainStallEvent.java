package dev.caravan.core.domain;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A fiber that has kept its domain to itself for 20 ms or more. */
@Name("dev.caravan.DomainStall")
@Label("Domain stall")
@Category("Caravan")
@Description("A fiber did not give its turn away for 20 ms: it computes, or waits outside Blocking")
@StackTrace(false)
final class DomainStallEvent extends Event {
  @Label("Domain")
  String domain = "";

  @Label("Fiber")
  String fiber = "";

  @Label("Frame")
  String frame = "";

  static void emit(DomainFiber of, String at) {
    DomainStallEvent event = new DomainStallEvent();
    if (event.isEnabled()) {
      event.domain = of.loop.name;
      event.fiber = of.toString();
      event.frame = at;
      event.commit();
    }
  }
}
