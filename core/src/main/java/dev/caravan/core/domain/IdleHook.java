package dev.caravan.core.domain;

/**
 * What a domain does while none of its fibers is ready, instead of parking: for styles that look at
 * events of the system between the turns of the fibers. Given to {@link DomainBuilder#onIdle}.
 *
 * <p>The domain calls {@link #idle} again and again until a fiber is ready. Source of the idea:
 * Miou's {@code events}.
 */
public interface IdleHook {
  /**
   * Waits for events. Called on the domain's own thread, between turns; what it signals is queued.
   * It must not wait by means of Caravan, nor for a lock that a fiber of the domain takes: no fiber
   * goes on meanwhile, not even to give the lock up. If it throws, the fibers are cancelled with
   * that as the reason, the run ends with it, and the hook is not called again.
   *
   * @param nanos how long at most, until the next wait of a fiber reaches its limit; {@link
   *     Long#MAX_VALUE} if none has a limit
   */
  void idle(long nanos);

  /**
   * Makes the call of {@link #idle} that is in progress return soon, or, if none is, the next one
   * if it is about to begin. Called by any thread that has work for the domain, which also unparks
   * the domain's thread: a hook that waits by parking need do nothing here.
   */
  void wake();
}
