package dev.caravan.core.kernel;

import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What waits for what, right now: one entry for each caller suspended in Caravan, on any carrier.
 * To see them from outside: {@code jcmd PID JFR.start}, and a second later {@code jcmd PID JFR.view
 * dev.caravan.Wait}; while a recording runs, the 1,000 longest waits are emitted every second as
 * JFR events of that type. {@link CreationSites} tells where the waiting tasks were created.
 */
public final class Waits {
  private static final WaitTable CURRENT = new WaitTable();
  private static final Set<Source> SOURCES = ConcurrentHashMap.newKeySet();

  static {
    WaitEvent.register();
  }

  private Waits() {}

  /**
   * One suspended caller.
   *
   * @param who the carrier; its {@code toString} names the task and the pool, or the thread
   * @param forWhat what is waited for; its {@code toString} names it
   * @param since when the wait began, as {@link System#nanoTime()} told some 20 ms before at most
   * @param thread the thread whose stack holds the caller
   */
  public record Waiting(Object who, Object forWhat, long since, Thread thread) {
    /**
     * How long the caller has been waiting.
     *
     * @return the time since the wait began
     */
    public Duration age() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    /**
     * Where the program waits: the innermost frame of its stack that is not Caravan's or the JDK's.
     *
     * @return the frame as text; empty if there is none
     */
    public String frame() {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (CreationSites.isProgram(frame.getClassName())) {
          return frame.toString();
        }
      }
      return "";
    }
  }

  /** A scheduler that knows who waits on it. */
  @FunctionalInterface
  public interface Source {
    /**
     * Adds those who wait now. Called by any thread.
     *
     * @param waits where to add them
     */
    void addTo(List<? super Waiting> waits);
  }

  /**
   * Adds a source, which tells of waits that the kernel does not note: see {@link
   * Carrier#tellsWaitsOf}.
   *
   * @param source the source
   * @return takes it back when closed
   */
  public static CancelScope.Registration addSource(Source source) {
    SOURCES.add(source);
    return () -> SOURCES.remove(source);
  }

  static void during(Carrier carrier, Trigger trigger, long deadline, boolean interruptible) {
    if (Carrier.tellsWaitsOf(carrier)) {
      Carrier.parkOn(carrier, trigger, deadline, interruptible);
      return;
    }
    Thread thread = Thread.currentThread();
    boolean mayLookOut = trigger.isBrief() && deadline == Carrier.NO_DEADLINE;
    if (mayLookOut && !thread.isInterrupted() && Carrier.lookOutOn(carrier, trigger)) {
      return;
    }
    if (!trigger.describe(carrier, thread)) {
      Carrier.parkOn(carrier, trigger, deadline, interruptible); // returns at once, or refuses us
      return;
    }
    int place = CURRENT.enter(trigger, thread);
    try {
      Carrier.parkOn(carrier, trigger, deadline, interruptible);
    } finally {
      CURRENT.leave(place);
    }
  }

  /**
   * The suspended callers, longest wait first; of those that began within some 20 ms any may be the
   * first. A snapshot: waits that begin or end meanwhile may or may not be in it.
   *
   * @return the entries
   */
  public static List<Waiting> snapshot() {
    List<Waiting> result = new ArrayList<>();
    for (Trigger awaited : CURRENT.snapshot()) {
      result.add(awaited.waiting());
    }
    SOURCES.forEach(source -> source.addTo(result));
    result.sort(Comparator.comparingLong(Waiting::since));
    return result;
  }

  /**
   * The snapshot as text, one paragraph per caller: who, for what, since when, and the frame of the
   * program in which it waits.
   *
   * @return the text; says so if nobody waits
   */
  public static String dump() {
    return text(snapshot());
  }

  static String text(List<Waiting> all) {
    if (all.isEmpty()) {
      return "nothing waits in Caravan\n";
    }
    StringBuilder text = new StringBuilder();
    for (Waiting w : all) {
      text.append(w.who()).append(" waits for ").append(w.forWhat());
      text.append(" since ").append(w.age().toMillis()).append(" ms\n");
      String frame = w.frame();
      if (!frame.isEmpty()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
