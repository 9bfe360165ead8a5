package dev.caravan.core.stm;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a transaction: what it has read so far, and what it means to write. Given to the
 * body by {@link Stm#atomically}, good for the thread and the time of that call; elsewhere each use
 * is refused.
 *
 * <p>Reads see the attempt's own writes; nobody else sees them before the commit. Source of the
 * concept: OCaml's kcas, its {@code Xt}; {@link #orElse} and {@link #nested} roll back by
 * themselves.
 */
public final class Txn extends KCas {
  /*
   * owner: the thread ──end of the attempt──► null. All fields are the owner's until the commit puts
   * the first state into its location; then the log is everybody's to read.
   *
   * Every access is counted. From time to time the log is compared with the locations, so that an
   * attempt that is out of date ends even if its body would loop for ever: after as many accesses
   * as there are entries, which is cheap, but not in the shortest attempts.
   */
  private static final int FIRST_LOOK = 16;

  final TxnOptions options;
  private final long deadline;
  private @Nullable Thread owner = Thread.currentThread();
  private final boolean lockFree;
  private final boolean isPlain; // neither lock-free nor opaque: most are
  private int accessesToLook = FIRST_LOOK;
  private @Nullable Signal signal; // raised, and not yet taken by a branch or the end
  private @Nullable Undo undo; // while nested
  private @Nullable List<Runnable> afterCommit;

  Txn(TxnOptions options, long deadline, boolean lockFree) {
    this.options = options;
    this.deadline = deadline;
    this.lockFree = lockFree;
    this.isPlain = !lockFree && !options.opaque;
  }

  // ---- access, for the locations

  @Nullable Object readRef(TVar<?> location) {
    return refOf(access(location));
  }

  long readNumber(NumberLocation location) {
    return numberOf(access(location));
  }

  /** Writes; returns what was there before, for this attempt. */
  @SuppressWarnings("ReferenceEquality") // identity is the equality of references here
  @Nullable Object writeRef(TVar<?> location, @Nullable Object value) {
    Entry entry = access(location);
    Object before = refOf(entry);
    if (before != value) {
      RefState mine = (RefState) entry.mine;
      if (mine != null && undo == null) {
        mine.after = value;
      } else {
        put(entry, new RefState(mine == null ? before : mine.before, value, this));
      }
    }
    return before;
  }

  /** Writes; returns what was there before, for this attempt. */
  long writeNumber(NumberLocation location, long value) {
    Entry entry = access(location);
    long before = numberOf(entry);
    setNumber(entry, before, value);
    return before;
  }

  /** Adds; returns what was there before, for this attempt. */
  long addNumber(NumberLocation location, long delta) {
    Entry entry = access(location);
    long before = numberOf(entry);
    setNumber(entry, before, location.wrapped(before + delta));
    return before;
  }

  private static @Nullable Object refOf(Entry entry) {
    RefState mine = (RefState) entry.mine;
    return mine != null ? mine.after : ((RefState) entry.seen).value();
  }

  private static long numberOf(Entry entry) {
    LongState mine = (LongState) entry.mine;
    return mine != null ? mine.after : ((LongState) entry.seen).value();
  }

  private void setNumber(Entry entry, long before, long value) {
    if (before != value) {
      LongState mine = (LongState) entry.mine;
      if (mine != null && undo == null) {
        mine.after = value;
      } else {
        put(entry, new LongState(mine == null ? before : mine.before, value, this));
      }
    }
  }

  private void put(Entry entry, State mine) {
    if (undo != null) {
      undo.remember(entry);
    }
    entry.mine = mine;
  }

  /** The entry of a location; its state is looked at now if there was none. */
  private Entry access(Location location) {
    requireOpen();
    Entry entry = find(location);
    if (entry == null) {
      entry = firstAccess(location);
    }
    if (--accessesToLook == 0) {
      lookAround();
    }
    return entry;
  }

  private Entry firstAccess(Location location) {
    State found = location.state();
    found.isAfter(); // decided from here on: the same state will always mean the same value
    Entry entry = new Entry(location, found, null);
    if (isPlain && location.mode() == TxnMode.OBSTRUCTION_FREE) {
      append(entry);
    } else {
      appendInMode(entry);
    }
    return entry;
  }

  private void appendInMode(Entry entry) {
    if (options.opaque && !isCurrent()) {
      throw raise(Signal.INVALID);
    }
    if (lockFree || entry.location.mode() == TxnMode.LOCK_FREE) {
      entry.mine = entry.seen.unchanged(this);
    }
    append(entry);
  }

  private void lookAround() {
    accessesToLook = Math.max(FIRST_LOOK, size());
    if (isOver()) {
      throw raise(Signal.OVER);
    }
    if (!isCurrent()) {
      throw raise(Signal.INVALID);
    }
  }

  /** Whether the limit has run out. */
  boolean isOver() {
    return deadline != Carrier.NO_DEADLINE && Carrier.now() - deadline > 0;
  }

  private void refuse() {
    requireOwner();
    if (signal != null) {
      throw signal; // the body caught it and went on
    }
  }

  private void requireOpen() {
    if (owner != Thread.currentThread() || signal != null) {
      refuse();
    }
  }

  private void requireOwner() {
    if (owner == null) {
      throw new IllegalStateException(
          "this Txn has ended: it is good only inside the body it was given to, for one attempt");
    }
    if (owner != Thread.currentThread()) {
      throw new IllegalStateException(
          "this Txn belongs to " + owner + " and was used by " + Thread.currentThread());
    }
  }

  private Signal raise(Signal raised) {
    signal = raised;
    return raised;
  }

  // ---- for bodies

  /**
   * Says that what was read will not do. The attempt is rolled back; the transaction is suspended
   * until something it has read changes, and begins again. Inside {@link #orElse} the next branch
   * is tried first.
   *
   * @param <T> any type, so that it can be returned
   * @return never
   * @throws IllegalStateException at the end of the attempt, if nothing was read: it would wait for
   *     ever
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns, so any type is right
  public <T extends @Nullable Object> T retry() {
    requireOpen();
    throw raise(Signal.RETRY);
  }

  /**
   * Goes on if a condition holds, and {@linkplain #retry() retries} if not.
   *
   * @param condition what must hold
   */
  public void check(boolean condition) {
    requireOpen();
    if (!condition) {
      retry();
    }
  }

  /**
   * A value that must be there: null means {@linkplain #retry() retry}.
   *
   * @param value the value, or null
   * @param <T> its type
   * @return the value
   */
  public <T> T orRetry(@Nullable T value) {
    return value != null ? value : this.<T>retry();
  }

  /**
   * Begins again at once, as if something read had changed.
   *
   * @param <T> any type, so that it can be returned
   * @return never
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns, so any type is right
  public <T extends @Nullable Object> T restart() {
    requireOpen();
    throw raise(Signal.RESTART);
  }

  /**
   * Runs the first body, and if that {@linkplain #retry() retries}, rolls its writes back and runs
   * the second. If both retry, so does the whole; what either has read is waited for.
   *
   * @param first what is wanted more
   * @param second what is taken otherwise
   * @param <T> the type of the value
   * @param <X> what they may throw; a branch that throws is rolled back
   * @return the value of the one that did not retry
   * @throws X whatever the branch throws
   */
  public <T extends @Nullable Object, X extends Throwable> T orElse(
      ThrowingFunction<? super Txn, ? extends T, X> first,
      ThrowingFunction<? super Txn, ? extends T, X> second)
      throws X {
    return firstOf(List.of(first, second));
  }

  /**
   * Runs the first of two bodies without a value that does not retry, as {@link #orElse}.
   *
   * @param first what is wanted more
   * @param second what is taken otherwise
   * @param <X> what they may throw; a branch that throws is rolled back
   * @throws X whatever the branch throws
   */
  public <X extends Throwable> void orElseVoid(TxnBody<X> first, TxnBody<X> second) throws X {
    this.<@Nullable Void, X>firstOf(List.of(first, second));
  }

  /**
   * Runs bodies in order until one does not {@linkplain #retry() retry}, rolling back each that
   * does. If all do, or there are none, the whole retries.
   *
   * @param branches the bodies
   * @param <T> the type of the value
   * @param <X> what they may throw; a branch that throws is rolled back
   * @return the value of the first that did not retry
   * @throws X whatever the branch throws
   */
  public <T extends @Nullable Object, X extends Throwable> T firstOf(
      List<? extends ThrowingFunction<? super Txn, ? extends T, X>> branches) throws X {
    requireOpen();
    for (ThrowingFunction<? super Txn, ? extends T, X> branch : branches) {
      try {
        return this.<T, X>nested(branch);
      } catch (Signal raised) {
        if (raised != Signal.RETRY) {
          throw raised;
        }
        signal = null;
      }
    }
    return this.<T>retry();
  }

  /**
   * Runs a body as a part of this transaction that can fail by itself: if it throws, its writes and
   * its {@link #afterCommit} actions are undone, and the exception passes; whoever catches it goes
   * on with the rest. What it has read still counts.
   *
   * @param body the part
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   */
  public <T extends @Nullable Object, X extends Throwable> T nested(
      ThrowingFunction<? super Txn, ? extends T, X> body) throws X {
    requireOpen();
    Undo outer = undo;
    Undo inner = new Undo(afterCommit == null ? 0 : afterCommit.size());
    undo = inner;
    boolean done = false;
    try {
      T value = body.apply(this);
      if (signal != null) {
        throw signal; // the body caught it and went on
      }
      done = true;
      return value;
    } catch (Throwable thrown) {
      if (signal != null) {
        throw signal; // the body may have wrapped it
      }
      throw thrown;
    } finally {
      undo = outer;
      if (!done) {
        rollBack(inner);
      } else if (outer != null) {
        outer.addAll(inner);
      }
    }
  }

  /**
   * Runs a body without a value as {@link #nested}.
   *
   * @param body the part
   * @param <X> what it may throw
   * @throws X whatever it throws
   */
  public <X extends Throwable> void nestedVoid(TxnBody<X> body) throws X {
    this.<@Nullable Void, X>nested(body);
  }

  /** Undoes a part. If even that fails, on a full stack, the attempt comes to nothing. */
  private void rollBack(Undo part) {
    Signal raised = signal;
    signal = Signal.BROKEN;
    part.restore();
    if (afterCommit != null) {
      afterCommit.subList(part.actionsBefore, afterCommit.size()).clear();
    }
    signal = raised;
  }

  /**
   * Does something once the transaction has taken effect: after the commit, on the thread of the
   * caller, in the order of registration. Not done if the attempt comes to nothing.
   *
   * @param action what to do; what it throws passes to the caller of {@link Stm#atomically}, after
   *     the other actions were done, and the transaction stays committed
   */
  public void afterCommit(Runnable action) {
    requireOpen();
    Objects.requireNonNull(action, "the action after the commit is null");
    if (afterCommit == null) {
      afterCommit = new ArrayList<>();
    }
    afterCommit.add(action);
  }

  /**
   * Begins again if a location has changed since it was read. Does nothing if it was not read.
   *
   * @param location the location
   */
  public void validate(Location location) {
    requireOpen();
    Entry entry = find(location);
    if (entry != null && !entry.isCurrent()) {
      throw raise(Signal.INVALID);
    }
  }

  /**
   * Begins again if anything read has changed since: what was read so far was there at one time.
   */
  public void validate() {
    requireOpen();
    if (!isCurrent()) {
      throw raise(Signal.INVALID);
    }
  }

  /**
   * Whether a location was read or written in this attempt. For bodies that help others by small
   * transactions of their own: these must not touch what is in the log.
   *
   * @param location the location
   * @return true if it was
   */
  public boolean contains(Location location) {
    requireOpen();
    return find(location) != null;
  }

  /**
   * Lets a structure bring common work forward from inside a transaction, by small transactions of
   * its own that nobody can see the effect of. They are run {@linkplain Stm#independently
   * independently}, and stay even if this one comes to nothing. Not run if this transaction has
   * read or written one of the locations, which would make it begin again for ever, or is strict;
   * the structure must be right without.
   *
   * @param work what to do
   * @param touched the locations it may change
   */
  public void help(Runnable work, Location... touched) {
    requireOpen();
    if (options.strict) {
      return;
    }
    for (Location location : touched) {
      if (find(location) != null) {
        return;
      }
    }
    Stm.independentlyVoid(work::run);
  }

  // ---- for Stm

  /** What the body raised and swallowed, or null. */
  @Nullable Signal raised() {
    return signal;
  }

  /** Whether the attempt took effect. If not, something it had read was changed. */
  boolean commit() {
    if (size() == 1) {
      return commitOne(entry(0));
    }
    return writes() ? commitAll() : isCurrent();
  }

  /** Whether it means to write anything. */
  boolean writes() {
    for (int at = 0; at != size(); at++) {
      if (entry(at).mine != null) {
        return true;
      }
    }
    return false;
  }

  private boolean commitAll() {
    sort();
    return succeedsUnseen();
  }

  private boolean commitOne(Entry entry) {
    State mine = entry.mine;
    if (mine == null || !mine.isChange()) {
      return true; // it was there when it was read
    }
    Location location = entry.location;
    State found = entry.seen;
    mine.settleUnpublished();
    while (!location.compareAndSet(found, mine)) {
      found = location.state();
      if (!found.holdsBeforeOf(mine)) {
        return false;
      }
    }
    mine.drop(false);
    location.changed();
    return true;
  }

  /** Nothing of it may be used any more. */
  void close() {
    owner = null;
  }

  @Nullable List<Runnable> actionsAfterCommit() {
    return afterCommit;
  }

  /** Whether all that was read was there at one time, as far as is known. */
  boolean isConsistent() {
    return size() <= 1 || isCurrent();
  }

  /** Ends an attempt that is out of date from outside its body. */
  Signal raiseInvalid() {
    return raise(Signal.INVALID);
  }

  @Override
  public String toString() {
    return "a transaction on " + size() + " locations";
  }
}
