package dev.caravan.effects.miou;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Code that runs at every tick of a domain: at the end of each operation of each of its tasks, the
 * newest hook first. It must use no operation of Miou. One that throws is removed, which is logged.
 *
 * <p>Source: Miou's {@code Hook}.
 */
public final class Hook {
  private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

  private final Home home;
  private final Runnable code;

  private Hook(Home home, Runnable code) {
    this.home = home;
    this.code = code;
  }

  /**
   * Adds a hook to the caller's domain. It first runs at the end of this operation.
   *
   * @param code what it runs
   * @return the hook
   * @throws IllegalStateException if the caller is not a task of a run
   */
  public static Hook add(Runnable code) {
    Objects.requireNonNull(code, "code");
    Task<?> me = Task.calling("add a hook");
    Hook hook = new Hook(me.home, code);
    me.home.add(hook);
    me.home.tick(me);
    return hook;
  }

  /**
   * Removes the hook; does nothing if it has been removed.
   *
   * @throws IllegalArgumentException if the caller is on another domain
   * @throws IllegalStateException if the caller is not a task of a run
   */
  public void remove() {
    Task<?> me = Task.calling("remove a hook");
    if (me.home != home) {
      throw new IllegalArgumentException(
          "the hook belongs to domain "
              + home.uid
              + "; it cannot be removed on domain "
              + me.home.uid);
    }
    home.remove(this);
    home.tick(me);
  }

  /** Runs it; false if it threw. */
  boolean runs() {
    try {
      code.run();
      return true;
    } catch (Throwable e) {
      LOG.warn("a hook of domain {} threw, and is removed", home.uid, e);
      return false;
    }
  }
}
