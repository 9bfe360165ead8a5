package dev.caravan.effects.miou;

import java.util.Collection;
import java.util.List;

/**
 * Where the events of one domain come from: a selector of sockets, a queue of a device, a clock.
 * Tasks wait for them through a {@link Syscall}. Each domain has an instance of its own, so what
 * its tables hold needs no lock; only {@link #interrupt} is called by others. It must park for no
 * lock that a task takes: the tasks of its domain cannot go on while it is being called.
 *
 * <p>Source: Miou's {@code events}.
 */
public interface Events {
  /**
   * Looks at what has happened. Called at each tick of the domain, and when none of its tasks is
   * ready. First of all it forgets those that were cancelled. It must use no operation of Miou.
   *
   * <p>If it throws, the run ends with that.
   *
   * @param nanos how long it may wait, by the system's clock, if nothing has happened: 0 at a tick,
   *     which must not wait; {@link Long#MAX_VALUE} for as long as it takes
   * @param cancelled whose tasks have been cancelled since the last call; not to be signalled
   * @return whose tasks go on; all made by this domain
   */
  Collection<Syscall> select(long nanos, List<Syscall> cancelled);

  /**
   * Makes the call of {@link #select} that waits, or the next one that would, return soon. Called
   * by any thread.
   */
  void interrupt();

  /** Ends: the domain calls nothing else afterwards. Called also if a rule was broken. */
  void finaliser();
}
