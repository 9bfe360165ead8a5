package dev.caravan.effects.fiber;

/**
 * Thrown to whoever uses or waits for a {@link Mutex} whose critical section was left halfway: what
 * it guards may be broken. The cause is what broke it; each thrower makes its own exception.
 */
public final class Poisoned extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for one thrower.
   *
   * @param mutex what is poisoned
   * @param cause what poisoned it
   */
  public Poisoned(Mutex mutex, Throwable cause) {
    super(mutex + " is poisoned: " + cause, cause);
  }
}
