package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.TaskFailed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resource that at most one task owns: a socket, a file, a lease. A task that returns must own
 * nothing; one that does has its resources finalised, and the run ends with {@link ResourceLeaked}.
 * If a task fails or is cancelled, its resources are finalised, the newest first, which is no
 * violation.
 *
 * {@snippet file="dev/caravan/effects/miou/MiouSnippetsTest.java" region="owned"}
 *
 * <p>Source: Miou's {@code Ownership}.
 *
 * @param <T> the type of the resource
 */
public final class Owned<T> {
  private final T value;
  private final Finaliser<? super T> finaliser;
  private volatile @Nullable Task<?> owner;

  /**
   * Gives a resource back to where it came from. It must use no operation of Miou.
   *
   * @param <T> the type of the resource
   */
  @FunctionalInterface
  public interface Finaliser<T> {
    /**
     * Gives it back.
     *
     * @param value the resource
     * @throws Exception which the task fails with
     */
    void run(T value) throws Exception;
  }

  private Owned(T value, Finaliser<? super T> finaliser) {
    this.value = value;
    this.finaliser = finaliser;
  }

  /**
   * Describes a resource that nobody owns yet. May be called from anywhere.
   *
   * @param value the resource
   * @param finaliser gives it back
   * @param <T> the type of the resource
   * @return the description; to own it, {@link #own}
   */
  public static <T> Owned<T> of(T value, Finaliser<? super T> finaliser) {
    return new Owned<>(
        Objects.requireNonNull(value, "value"), Objects.requireNonNull(finaliser, "finaliser"));
  }

  /**
   * Makes the caller the owner. Does nothing if it is.
   *
   * @return this
   * @throws NotOwner if another task is; the run ends
   */
  public Owned<T> own() {
    Task<?> me = Task.calling("own");
    if (owner != me) {
      if (owner != null) {
        mustBeOwnedBy(me, "own");
      }
      move(null, me);
    }
    me.home.tick(me);
    return this;
  }

  /**
   * Makes the caller give it up, without finalising it.
   *
   * @throws NotOwner if the caller is not the owner; the run ends
   */
  public void disown() {
    Task<?> me = Task.calling("disown");
    mustBeOwnedBy(me, "disown");
    move(me, null);
    me.home.tick(me);
  }

  /**
   * Makes the caller give it up, and finalises it.
   *
   * @throws NotOwner if the caller is not the owner; the run ends
   * @throws TaskFailed if the finaliser throws a checked exception; unchecked ones and errors are
   *     rethrown as they are; nobody owns the resource then
   */
  public void release() {
    Task<?> me = Task.calling("release");
    mustBeOwnedBy(me, "release");
    move(me, null);
    try {
      finaliseIn(me);
    } catch (Exception e) {
      Failures.throwUnchecked(e);
    }
    me.home.tick(me);
  }

  /**
   * Makes the caller's parent the owner.
   *
   * @throws NotOwner if the caller is not the owner; the run ends
   * @throws IllegalStateException if the caller is the first task, which has no parent
   */
  public void transfer() {
    Task<?> me = Task.calling("transfer");
    mustBeOwnedBy(me, "transfer");
    Task<?> parent = me.parent();
    if (parent == null) {
      throw new IllegalStateException(me + " has no parent to transfer " + this + " to");
    }
    move(me, parent);
    me.home.tick(me);
  }

  /**
   * Makes sure that the caller is the owner.
   *
   * @throws NotOwner if it is not; the run ends
   */
  public void check() {
    Task<?> me = Task.calling("use");
    mustBeOwnedBy(me, "use");
    me.home.tick(me);
  }

  /**
   * The resource, for its owner.
   *
   * @return the resource
   * @throws NotOwner if the caller is not the owner; the run ends
   */
  public T value() {
    check();
    return value;
  }

  void mustBeOwnedBy(Task<?> caller, String deed) {
    Task<?> actual = owner;
    if (actual != caller) {
      throw caller.world.broken(new NotOwner(deed, caller, this, actual));
    }
  }

  void move(@Nullable Task<?> from, @Nullable Task<?> to) {
    if (from != null) {
      from.belongings.remove(this);
    }
    owner = to;
    if (to != null) {
      to.belongings.add(this);
    }
  }

  void finaliseAtEnd(Task<?> task) throws Exception {
    owner = null;
    finaliseIn(task);
  }

  private void finaliseIn(Task<?> task) throws Exception {
    task.without("a finaliser", () -> finaliser.run(value));
  }

  @Override
  public String toString() {
    return "the resource " + value;
  }
}
