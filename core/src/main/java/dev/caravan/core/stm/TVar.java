package dev.caravan.core.stm;

import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A variable that threads and transactions share. Values are the same if they are the same object:
 * for numbers take {@link TInt} and {@link TLong}. Keep immutable values in it; what changes inside
 * an object is none of a transaction's business.
 *
 * <p>Each operation exists twice: alone it is one atomic step of its own; with a {@link Txn} it is
 * a part of that transaction. A write of the value that is already there changes nothing and wakes
 * nobody.
 *
 * <p>What was done before a write, or in the transaction that wrote, happens before what follows a
 * read that sees it. Source of the concept: OCaml's kcas, its {@code Loc}.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="transfer"}
 *
 * @param <T> the type of the value
 */
public final class TVar<T extends @Nullable Object> extends Location {

  private TVar(T value, TxnMode mode) {
    super(new RefState(value), mode);
  }

  /**
   * Makes a variable.
   *
   * @param value its first value
   * @param <T> the type of the value
   * @return the variable
   */
  public static <T extends @Nullable Object> TVar<T> of(T value) {
    return of(value, TxnMode.OBSTRUCTION_FREE);
  }

  /**
   * Makes a variable with a mode of its own.
   *
   * @param value its first value
   * @param mode how transactions treat it when they only read it
   * @param <T> the type of the value
   * @return the variable
   */
  public static <T extends @Nullable Object> TVar<T> of(T value, TxnMode mode) {
    return new TVar<>(value, Objects.requireNonNull(mode, "the mode of a variable is null"));
  }

  /**
   * Makes several variables.
   *
   * @param length how many
   * @param value the first value of each
   * @param <T> the type of the value
   * @return the variables
   * @throws IllegalArgumentException if the length is negative
   */
  @SuppressWarnings("unchecked") // it is filled with such variables only
  public static <T extends @Nullable Object> TVar<T>[] array(int length, T value) {
    TVar<T>[] all = (TVar<T>[]) new TVar<?>[requireLength(length)];
    for (int i = 0; i < length; i++) {
      all[i] = of(value);
    }
    return all;
  }

  // ---- alone

  /**
   * The value.
   *
   * @return the value
   */
  public T get() {
    return valueOf(found());
  }

  private RefState found() {
    return (RefState) state();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only values of this type are put in
  private T valueOf(RefState state) {
    return (T) state.value();
  }

  /**
   * Writes a value.
   *
   * @param value the new value
   * @throws IllegalStateException in a strict transaction
   */
  public void set(T value) {
    getAndSet(value);
  }

  /**
   * Writes a value.
   *
   * @param value the new value
   * @return the value before
   * @throws IllegalStateException in a strict transaction
   */
  public T getAndSet(T value) {
    NoEffects.refuse("change the location that holds", this);
    while (true) {
      RefState found = found();
      T before = valueOf(found);
      if (replace(found, before, value)) {
        return before;
      }
    }
  }

  /**
   * Writes a value if another is there. Never fails without cause.
   *
   * @param expected the object that it must have
   * @param value the new value
   * @return whether the expected object was there
   * @throws IllegalStateException in a strict transaction
   */
  @SuppressWarnings("ReferenceEquality") // identity is the equality of references here
  public boolean compareAndSet(T expected, T value) {
    NoEffects.refuse("change the location that holds", this);
    while (true) {
      RefState found = found();
      if (valueOf(found) != expected) {
        return false;
      }
      if (replace(found, expected, value)) {
        return true;
      }
    }
  }

  /** Puts a value in place of a state; a value that is already there is left. */
  @SuppressWarnings("ReferenceEquality")
  private boolean replace(RefState found, T before, T next) {
    if (before == next) {
      return true;
    }
    boolean done = compareAndSet(found, new RefState(next));
    if (done) {
      changed();
    }
    return done;
  }

  /**
   * Applies a function to the value. If the function calls {@link Stm#retry()}, waits for another
   * value and begins again; any other exception leaves the value and passes. To wait for a limited
   * time, update {@linkplain TxnOptions#within in a transaction}.
   *
   * @param f the function; may run several times
   * @return the value before
   * @throws IllegalStateException in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the value stays
   */
  @Suspends
  public T getAndUpdate(UnaryOperator<T> f) {
    NoEffects.refuse("change the location that holds", this);
    try {
      while (true) {
        RefState found = found();
        T before = valueOf(found);
        if (replace(found, before, f.apply(before))) {
          return before;
        }
      }
    } catch (Signal retry) {
      return Stm.atomically(tx -> getAndUpdate(tx, f));
    }
  }

  /**
   * Applies a function as {@link #getAndUpdate(UnaryOperator)}.
   *
   * @param f the function; may run several times
   * @return the value after
   * @throws IllegalStateException in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the value stays
   */
  @Suspends
  public T updateAndGet(UnaryOperator<T> f) {
    NoEffects.refuse("change the location that holds", this);
    try {
      while (true) {
        RefState found = found();
        T before = valueOf(found);
        T after = f.apply(before);
        if (replace(found, before, after)) {
          return after;
        }
      }
    } catch (Signal retry) {
      return Stm.atomically(tx -> updateAndGet(tx, f));
    }
  }

  /**
   * Waits until the value is as wanted. Suspends until it changes, as often as needed.
   *
   * @param wanted tells whether the value will do; may run several times
   * @return the value that did
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await(Predicate<? super T> wanted) {
    return await(wanted, TxnOptions.defaults());
  }

  /**
   * Waits as {@link #await(Predicate)}, for a limited time.
   *
   * @param wanted tells whether the value will do; may run several times
   * @param limit how long at most; zero or less only looks
   * @return the value that did
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await(Predicate<? super T> wanted, Duration limit) {
    return await(wanted, TxnOptions.defaults().within(limit));
  }

  private T await(Predicate<? super T> wanted, TxnOptions options) {
    try {
      T now = get();
      if (wanted.test(now)) {
        return now;
      }
    } catch (Signal retry) {
      // as good as false
    }
    return Stm.atomically(
        options,
        tx -> {
          T value = get(tx);
          tx.check(wanted.test(value));
          return value;
        });
  }

  // ---- in a transaction

  /**
   * The value. Part of a transaction.
   *
   * @param tx the transaction
   * @return the value
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  @SuppressWarnings({"unchecked", "NullAway"})
  public T get(Txn tx) {
    return (T) tx.readRef(this);
  }

  /**
   * Writes a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the new value
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public void set(Txn tx, T value) {
    tx.writeRef(this, value);
  }

  /**
   * Writes a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the new value
   * @return the value before
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  @SuppressWarnings({"unchecked", "NullAway"})
  public T getAndSet(Txn tx, T value) {
    return (T) tx.writeRef(this, value);
  }

  /**
   * Writes a value if another is there. Part of a transaction.
   *
   * @param tx the transaction
   * @param expected the object that it must have
   * @param value the new value
   * @return whether the expected object was there
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  @SuppressWarnings("ReferenceEquality")
  public boolean compareAndSet(Txn tx, T expected, T value) {
    boolean same = tx.readRef(this) == expected;
    if (same) {
      tx.writeRef(this, value);
    }
    return same;
  }

  /**
   * Applies a function to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param f the function; must not write to this variable
   * @return the value before
   * @throws IllegalStateException if the transaction has ended or belongs to another thread, or if
   *     the function has written to this variable
   */
  public T getAndUpdate(Txn tx, UnaryOperator<T> f) {
    T before = get(tx);
    update(tx, before, f);
    return before;
  }

  /**
   * Applies a function to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param f the function; must not write to this variable
   * @return the value after
   * @throws IllegalStateException if the transaction has ended or belongs to another thread, or if
   *     the function has written to this variable
   */
  public T updateAndGet(Txn tx, UnaryOperator<T> f) {
    return update(tx, get(tx), f);
  }

  @SuppressWarnings("ReferenceEquality")
  private T update(Txn tx, T before, UnaryOperator<T> f) {
    T after = f.apply(before);
    if (get(tx) != before) {
      throw wroteItself();
    }
    set(tx, after);
    return after;
  }

  /**
   * Exchanges the values of this variable and another.
   *
   * @param other the other variable
   * @throws IllegalStateException in the body of a transaction
   */
  public void swap(TVar<T> other) {
    Stm.atomicallyVoid(tx -> swap(tx, other));
  }

  /**
   * Exchanges the values of this variable and another. Part of a transaction.
   *
   * @param tx the transaction
   * @param other the other variable
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public void swap(Txn tx, TVar<T> other) {
    set(tx, other.getAndSet(tx, get(tx)));
  }

  @Override
  public String toString() {
    return String.valueOf(get());
  }
}
