package dev.caravan.core.stm;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.spi.Carrier;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on shared memory. {@link #atomically} runs a body that reads and writes {@link
 * TVar}s as if nobody else did anything meanwhile: either all of its writes take effect at one
 * moment, at which all it has read still holds, or none. There are no locks: transactions on
 * different locations do not meet, and one that is held up in its commit is completed by whoever
 * needs it.
 *
 * <p>A body may run several times, and sees its own writes only. So it must have no effects except
 * through its {@link Txn}: what must happen once goes into {@link Txn#afterCommit}. An attempt that
 * is already out of date may read values that never were there together; it cannot take effect,
 * what it throws is not taken seriously, and if it loops over variables it is stopped soon, at the
 * latest after as many accesses as it has read variables. {@link TxnOptions#opaque()} excludes even
 * that, and {@link TxnOptions#strict()} refuses effects.
 *
 * <p>Source of the concept: OCaml's kcas; {@code retry} and {@code orElse} after Harris, Marlow,
 * Peyton Jones and Herlihy, "Composable Memory Transactions" (PPoPP 2005).
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="transfer"}
 */
public final class Stm {
  /** So many attempts in vain, and the caller is asked whether it still wants to. */
  private static final int ATTEMPTS_TO_CHECK = 32;

  private static final String WAITED_FOR = "the change that a transaction waits for";

  private Stm() {}

  /**
   * Runs a body as one indivisible step, again and again until it takes effect. If it {@linkplain
   * Txn#retry() retries}, suspends until a location that it has read changes. If it throws, it had
   * no effect, and the exception passes unless the attempt was out of date.
   *
   * @param body what to do; given the transaction, which is good only inside
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the attempt that took effect
   * @throws X whatever the body throws
   * @throws Cancelled if the caller's scope was cancelled while it was suspended, or while many
   *     attempts came to nothing; no effect
   * @throws Interrupted if the caller's thread was interrupted while it was suspended, or while
   *     many attempts came to nothing; no effect
   * @throws IllegalStateException if called in the body of another transaction, or if the body
   *     retries before it has read anything
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T atomically(
      ThrowingFunction<? super Txn, ? extends T, X> body) throws X {
    return atomically(TxnOptions.defaults(), body);
  }

  /**
   * Runs a body as {@link #atomically(ThrowingFunction)}, with options.
   *
   * @param options how to run it
   * @param body what to do; given the transaction, which is good only inside
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the attempt that took effect
   * @throws X whatever the body throws
   * @throws TimedOut if the limit in the options ran out first; no effect
   * @throws Cancelled if the caller's scope was cancelled while it was suspended, or while many
   *     attempts came to nothing; no effect
   * @throws Interrupted if the caller's thread was interrupted while it was suspended, or while
   *     many attempts came to nothing; no effect
   * @throws IllegalStateException if called in the body of another transaction, or if the body
   *     retries before it has read anything
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T atomically(
      TxnOptions options, ThrowingFunction<? super Txn, ? extends T, X> body) throws X {
    Objects.requireNonNull(options, "the options of a transaction are null");
    Objects.requireNonNull(body, "the body of a transaction is null");
    NoEffects.refuse("commit", "another transaction");
    Enclosure here = Enclosure.here();
    if (here.transaction() != null) {
      throw new IllegalStateException(
          "the body of "
              + here.transaction()
              + " starts another transaction, which would commit on its own: use the Txn it was"
              + " given, or Stm.independently if that is meant");
    }
    return run(options, body, here);
  }

  /**
   * Runs a body without a value as {@link #atomically(ThrowingFunction)}.
   *
   * @param body what to do
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  @Suspends
  public static <X extends Throwable> void atomicallyVoid(TxnBody<X> body) throws X {
    atomicallyVoid(TxnOptions.defaults(), body);
  }

  /**
   * Runs a body without a value as {@link #atomically(TxnOptions, ThrowingFunction)}.
   *
   * @param options how to run it
   * @param body what to do
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  @Suspends
  public static <X extends Throwable> void atomicallyVoid(TxnOptions options, TxnBody<X> body)
      throws X {
    Objects.requireNonNull(body, "the body of a transaction is null");
    Stm.<@Nullable Void, X>atomically(options, body);
  }

  /**
   * Lets code inside the body of a transaction run transactions of its own, which take effect at
   * once and stay even if the one around them does not. For structures that help each other
   * forward. They must not change what the one around them has read or written, or that begins
   * again: ask {@link Txn#contains} first.
   *
   * @param code what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   */
  public static <T extends @Nullable Object, X extends Throwable> T independently(
      ThrowingSupplier<T, X> code) throws X {
    Enclosure here = Enclosure.here();
    Object body = here.transaction();
    Object outermost = here.swapAround(body != null ? body : here.around());
    Object outer = here.swapTransaction(null);
    try {
      return code.get();
    } finally {
      here.swapAround(outermost);
      here.swapTransaction(outer);
    }
  }

  /**
   * Runs code without a value as {@link #independently}.
   *
   * @param code what to run
   * @param <X> what it may throw
   * @throws X whatever it throws
   */
  public static <X extends Throwable> void independentlyVoid(ThrowingRunnable<X> code) throws X {
    Stm.<@Nullable Void, X>independently(() -> {
      code.run();
      return null;
    });
  }

  /**
   * {@link Txn#retry()} where no {@code Txn} is at hand: in the function given to an update or an
   * await. Only there and in bodies; it has no effect if it is caught.
   *
   * @param <T> any type, so that it can be returned
   * @return never
   */
  @SuppressWarnings({
    "TypeParameterUnusedInFormals", // it never returns, so any type is right
    "DoNotCallSuggester"
  })
  public static <T extends @Nullable Object> T retry() {
    throw Signal.RETRY;
  }

  /**
   * {@link Txn#check} where no {@code Txn} is at hand.
   *
   * @param condition what must hold
   */
  public static void check(boolean condition) {
    if (!condition) {
      retry();
    }
  }

  // ---- the loop

  private static <T extends @Nullable Object, X extends Throwable> T run(
      TxnOptions options, ThrowingFunction<? super Txn, ? extends T, X> body, Enclosure here)
      throws X {
    long deadline =
        options.limit == null ? Carrier.NO_DEADLINE : Carrier.deadlineAfter(options.limit);
    boolean lockFree = options.mode == TxnMode.LOCK_FREE;
    Backoff backoff = null; // until there is an interference
    for (int attempts = 1; true; attempts++) {
      if (attempts % ATTEMPTS_TO_CHECK == 0) {
        checkCaller(body);
      }
      Txn txn = new Txn(options, options.onlyLooks() ? Carrier.NO_DEADLINE : deadline, lockFree);
      Signal signal = Signal.INVALID;
      try {
        T value = attempt(txn, body, here);
        if (txn.commit()) {
          txn.close();
          committed(txn);
          return value;
        }
      } catch (Signal raised) {
        signal = raised;
        if (txn.raised() == null && (raised != Signal.RETRY || isOfTheOneAround(here))) {
          txn.close();
          throw raised;
        }
      }
      txn.close();
      if (signal == Signal.RETRY) {
        awaitChange(txn, deadline);
        backoff = null;
      } else {
        beginAgain(txn, signal, deadline);
        backoff = backoff == null ? new Backoff() : backoff;
        backoff.once();
        lockFree |= txn.writes(); // who only reads is in nobody's way
      }
    }
  }

  /** Whether the transaction in whose body this one runs independently has raised a signal. */
  private static boolean isOfTheOneAround(Enclosure here) {
    return here.around() instanceof Txn around && around.raised() != null;
  }

  /** Runs the body; what it throws in an attempt that is out of date becomes a signal. */
  private static <T extends @Nullable Object, X extends Throwable> T attempt(
      Txn txn, ThrowingFunction<? super Txn, ? extends T, X> body, Enclosure here) throws X {
    if (txn.options.statistics != null) {
      txn.options.statistics.attempts.increment();
    }
    here.swapTransaction(txn);
    try {
      T value =
          txn.options.strict
              ? NoEffects.during("a strict transaction", () -> body.apply(txn))
              : body.apply(txn);
      if (txn.raised() != null) {
        throw txn.raised(); // the body caught it
      }
      return value;
    } catch (Signal raised) {
      throw raised;
    } catch (Throwable thrown) {
      if (txn.raised() != null) {
        throw txn.raised(); // the body caught it and threw this instead
      }
      if (isAboutTheCaller(thrown) || txn.isCurrent()) {
        txn.close();
        throw thrown;
      }
      throw txn.raiseInvalid();
    } finally {
      here.swapTransaction(null);
    }
  }

  /** Whether it says nothing about what was read. */
  private static boolean isAboutTheCaller(Throwable thrown) {
    return thrown instanceof Cancelled
        || thrown instanceof Interrupted
        || thrown instanceof InterruptedException;
  }

  /** Throws if the caller was cancelled or interrupted, though it never got to wait. */
  private static void checkCaller(Object body) {
    CancelScope.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new Interrupted("the transaction " + body);
    }
  }

  private static void awaitChange(Txn txn, long deadline) {
    if (txn.size() == 0) {
      throw new IllegalStateException(
          "a transaction retries before it has read anything, so nothing could ever wake it; was the"
              + " Txn left out of a read, as in x.get() instead of x.get(tx)?");
    }
    if (txn.options.onlyLooks()) {
      if (txn.isConsistent()) {
        throw timedOut(txn, WAITED_FOR);
      }
      return; // it has seen nothing yet that was there at one time
    }
    if (txn.options.statistics != null) {
      txn.options.statistics.waits.increment();
    }
    if (!Change.await(txn, deadline)) {
      throw timedOut(txn, WAITED_FOR);
    }
  }

  private static void beginAgain(Txn txn, Signal why, long deadline) {
    if (why == Signal.BROKEN) { // to begin again would end the same way, on the same stack
      throw new IllegalStateException(
          "a nested part failed and could not be undone, so the transaction has no effect");
    }
    boolean wanted = why == Signal.RESTART;
    if (txn.options.statistics != null && why == Signal.INVALID) {
      txn.options.statistics.interferences.increment();
    }
    if (why == Signal.OVER || txn.isOver() || (wanted && isPast(deadline))) {
      throw timedOut(txn, "an attempt of a transaction that nobody disturbs");
    }
  }

  private static boolean isPast(long deadline) {
    return deadline != Carrier.NO_DEADLINE && Carrier.now() - deadline > 0;
  }

  private static TimedOut timedOut(Txn txn, String what) {
    return new TimedOut(what, Objects.requireNonNull(txn.options.limit));
  }

  private static void committed(Txn txn) {
    if (txn.options.statistics != null) {
      txn.options.statistics.commits.increment();
    }
    List<Runnable> actions = txn.actionsAfterCommit();
    if (actions != null) {
      runAll(actions);
    }
  }

  private static void runAll(List<Runnable> actions) {
    Throwable failure = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (Signal raised) {
        failure =
            Failures.join(
                failure,
                new IllegalStateException(
                    "an action after the commit retries, but the transaction is over"));
      } catch (RuntimeException | Error e) { // the transaction stays, and so do the other actions
        failure = Failures.join(failure, e);
      }
    }
    Failures.throwUnchecked(failure);
  }
}
