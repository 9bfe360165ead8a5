package dev.caravan.core.domain;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A fiber that could not be left: a class initialiser or a native frame is on its stack. */
@Name("dev.caravan.DomainPinned")
@Label("Domain pinned")
@Category("Caravan")
@Description("A fiber could not be suspended: its domain waits with it, its forks are queued")
final class DomainPinnedEvent extends Event {
  @Label("Domain")
  String domain = "";

  @Label("Fiber")
  String fiber = "";

  @Label("During")
  String during = "";

  static void emit(DomainFiber of, String during) {
    DomainPinnedEvent event = new DomainPinnedEvent();
    if (event.isEnabled()) {
      event.domain = of.loop.name;
      event.fiber = of.toString();
      event.during = during;
      event.commit();
    }
  }
}
