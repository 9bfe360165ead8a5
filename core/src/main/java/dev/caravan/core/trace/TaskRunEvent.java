package dev.caravan.core.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One stretch of a task on a worker: from its start or resumption to its end or suspension. */
@Name(TaskRunEvent.NAME)
@Label("Task run")
@Category("Caravan")
@Description("A task ran on a worker, without suspension")
@StackTrace(false)
@Enabled(false) // one per task is too many for a recording that did not ask
public final class TaskRunEvent extends Event {
  /** The name of the event type. */
  public static final String NAME = "dev.caravan.TaskRun";

  /** The pool's name. */
  @Label("Pool")
  String pool = "";

  /** The worker's number. */
  @Label("Worker")
  int worker;

  /** What ran: the class of the body. */
  @Label("Task")
  String task = "";

  /** The id of the thread; a task keeps it, while it may change the worker. */
  @Label("Strand")
  long strand;

  private static final TaskRunEvent PROBE = new TaskRunEvent();

  /** Makes an event; see {@link #begun}. */
  private TaskRunEvent() {}

  /**
   * Begins an event, if a recording asks for it.
   *
   * @return the begun event, or null
   */
  public static @Nullable TaskRunEvent begun() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    TaskRunEvent event = new TaskRunEvent();
    event.begin();
    return event;
  }

  /**
   * Ends the event and commits it, if it passes the recording's threshold.
   *
   * @param poolName the pool's name
   * @param workerIndex the worker's number
   * @param what what ran
   */
  public void ended(String poolName, int workerIndex, String what) {
    ended(poolName, workerIndex, what, Thread.currentThread().threadId());
  }

  /**
   * Ends the event of a fiber and commits it, if it passes the recording's threshold.
   *
   * @param domain the name of the domain, which is its own one worker
   * @param fiber the name of the fiber
   * @param id the number of the fiber
   */
  public void endedOn(String domain, String fiber, long id) {
    ended(domain, 0, fiber, id);
  }

  private void ended(String poolName, int workerIndex, String what, long on) {
    end();
    if (shouldCommit()) {
      pool = poolName;
      worker = workerIndex;
      task = what;
      strand = on;
      commit();
    }
  }
}
