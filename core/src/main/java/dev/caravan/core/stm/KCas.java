package dev.caravan.core.stm;

import dev.caravan.core.kernel.Failures;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A compare-and-set of k locations: all at once, or none. Any thread that meets one on its way
 * brings it to its end.
 *
 * <p>Source: Guerraoui, Kogan, Marathe and Zablotchi, "Efficient Multi-word Compare and Swap" (DISC
 * 2020), with read-only compares as in OCaml's kcas.
 */
class KCas extends Log {
  /*
   * status: UNDECIDED ──whoever is first──► SUCCEEDED or FAILED. That step is when it takes effect.
   *
   * Entries are visited by ascending id. One with a state of its own is put into the location if the
   * value there is the one it starts from; one without must still have the very state that was
   * seen. A state that is in its location but undecided makes others decide it first, and since they
   * go on with higher ids only, such help ends.
   *
   * When only some entries were compared, they must hold at one time with those that were put in:
   * a compare that came before a later put is repeated after the last one. Until the decision nobody
   * can read a location that was put in without deciding, so what happens after the second look
   * counts as later.
   *
   * Differences from the sources: an array for the log, ordered once; those who wait for a change are
   * kept at the location and not in its state, so that waiting disturbs nobody and a late helper
   * cannot put back an older list of waiters.
   *
   * The log is written by its owner before the first of its states is put in, and by nobody after.
   */
  private static final int UNDECIDED = 0;
  private static final int YES = 1;
  private static final int NO = 2;

  static final KCas SUCCEEDED = new KCas(YES);
  static final KCas FAILED = new KCas(NO);

  private static final VarHandle STATUS;

  static {
    try {
      STATUS = MethodHandles.lookup().findVarHandle(KCas.class, "status", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int status;

  private KCas(int status) {
    super(0);
    this.status = status;
  }

  /** A k-CAS with room for some entries. */
  KCas() {
    super(4);
  }

  /** Brings it to its end, if nobody has; whether it succeeded. */
  final boolean succeeds() {
    int seen = status;
    return (seen == UNDECIDED ? end(holds()) : seen) == YES;
  }

  /**
   * As {@link #succeeds}, for its owner, once, before anybody else can have met it: what has just
   * been sorted need not be read back past the status.
   */
  final boolean succeedsUnseen() {
    return end(holds()) == YES;
  }

  private int end(boolean holds) {
    int outcome = holds ? YES : NO;
    int found = (int) STATUS.compareAndExchange(this, UNDECIDED, outcome);
    if (found != UNDECIDED) {
      return found;
    }
    settleStates(holds);
    return outcome;
  }

  /** Puts the states in and compares the rest. False means nothing once somebody has decided. */
  private boolean holds() {
    boolean compared = false;
    boolean putAfterCompare = false;
    int at = first();
    int step = step();
    for (int left = size(); left != 0; left--) {
      Entry entry = entry(at);
      State mine = entry.mine;
      if (mine == null) {
        if (!entry.isCurrent()) {
          return false;
        }
        compared = true;
      } else if (!put(entry.location, entry.seen, mine)) {
        return false;
      } else {
        putAfterCompare |= compared;
      }
      at += step;
    }
    return !putAfterCompare || comparesHold();
  }

  private boolean put(Location location, State seen, State mine) {
    while (true) {
      State found = location.state();
      if (found == mine) {
        return true; // somebody helped
      }
      if (found != seen && !found.holdsBeforeOf(mine)) {
        return false;
      }
      if (status != UNDECIDED) {
        return false; // what was found may be later than the end
      }
      if (location.compareAndSet(found, mine)) {
        return true;
      }
    }
  }

  private boolean comparesHold() {
    for (int at = 0; at != size(); at++) {
      if (entry(at).mine == null && !entry(at).isCurrent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Settles all states, and then wakes who waits: whatever a wake-up does, nothing is left
   * undecided. To look once for those who wait is enough: the decision came before, so whoever
   * attaches himself after the look sees it.
   */
  private void settleStates(boolean succeeded) {
    boolean awaited = false;
    for (int at = 0; at != size(); at++) {
      Entry entry = entry(at);
      State mine = entry.mine;
      if (mine != null) {
        mine.settle(succeeded);
        mine.drop(!succeeded);
        awaited |= entry.location.isAwaited();
      }
    }
    if (awaited && succeeded) {
      wakeAll();
    }
  }

  private void wakeAll() {
    Throwable failure = null;
    for (int at = 0; at != size(); at++) {
      Entry entry = entry(at);
      State mine = entry.mine;
      boolean isChange = mine != null && !mine.holdsSameAs(entry.seen); // what it held is dropped
      if (isChange) {
        failure = wake(entry.location, failure);
      }
    }
    Failures.throwUnchecked(failure);
  }

  private static @Nullable Throwable wake(Location changed, @Nullable Throwable failure) {
    try {
      changed.changed();
      return failure;
    } catch (RuntimeException | Error e) { // the others still have to wake
      return Failures.join(failure, e);
    }
  }
}
