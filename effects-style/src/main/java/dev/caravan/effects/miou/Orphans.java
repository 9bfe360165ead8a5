package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.queue.MpscQueue;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Children that work in the background, of the task that has made the collection and that alone may
 * use it. They are bound by the rules like others: before the task returns, each must have been
 * awaited or cancelled. A server takes those that have ended out now and then, in its loop:
 *
 * {@snippet file="dev/caravan/effects/miou/MiouSnippetsTest.java" region="orphans"}
 *
 * <p>Source: Miou's {@code orphans}.
 *
 * @param <T> the type of their values
 */
public final class Orphans<T extends @Nullable Object> {
  private final Task<?> owner;
  private final Set<Task<T>> tasks = new LinkedHashSet<>(); // of the owner
  private final MpscQueue<Task<T>> finished = new MpscQueue<>(); // may hold what was taken
  private final Bell bell = new Bell("an orphan");

  Orphans(Task<?> owner) {
    this.owner = owner;
  }

  private Task<?> mine(Task<?> caller) {
    if (caller != owner) {
      throw new IllegalArgumentException(
          "the orphans are owned by " + owner + "; " + caller + " must not use them");
    }
    return caller;
  }

  /**
   * Creates a child on the caller's domain, as {@link Miou#async} does, in this collection.
   *
   * @param body what it runs
   * @return the child
   * @throws IllegalArgumentException if the caller is not the owner; nothing is created
   */
  public Task<T> async(ThrowingSupplier<? extends T, ?> body) {
    return async(Giving.NOTHING, body);
  }

  /**
   * Creates a child on the caller's domain in this collection, and gives it resources.
   *
   * @param giving what it owns from the beginning
   * @param body what it runs
   * @return the child
   * @throws IllegalArgumentException if the caller is not the owner; nothing is created
   */
  public Task<T> async(Giving giving, ThrowingSupplier<? extends T, ?> body) {
    mine(Task.suspending("create a task"));
    return add(giving.async(body));
  }

  /**
   * Creates a child that runs in parallel, as {@link Miou#call} does, in this collection.
   *
   * @param body what it runs
   * @return the child
   * @throws NoDomainAvailable if there is no domain for it
   * @throws IllegalArgumentException if the caller is not the owner; nothing is created
   */
  public Task<T> call(ThrowingSupplier<? extends T, ?> body) {
    return call(Giving.NOTHING, body);
  }

  /**
   * Creates a child that runs in parallel in this collection, and gives it resources.
   *
   * @param giving what it owns from the beginning
   * @param body what it runs
   * @return the child
   * @throws NoDomainAvailable if there is no domain for it
   * @throws IllegalArgumentException if the caller is not the owner; nothing is created
   */
  public Task<T> call(Giving giving, ThrowingSupplier<? extends T, ?> body) {
    mine(Task.suspending("create a parallel task"));
    return add(giving.call(body));
  }

  private Task<T> add(Task<T> task) {
    tasks.add(task);
    Trigger end = new Trigger(task);
    end.onSignal(() -> ended(task));
    if (!task.result().tryAttach(end)) {
      ended(task);
    }
    return task;
  }

  private void ended(Task<T> task) {
    finished.offer(task);
    bell.ring();
  }

  /**
   * Takes a child that has ended out, which must then be awaited; never waits.
   *
   * @return the child; empty if none has ended, or {@linkplain #length() none is left}
   * @throws IllegalArgumentException if the caller is not the owner
   */
  public Optional<Task<T>> care() {
    Task<?> me = mine(Task.calling("care for orphans"));
    Task<T> task = pollFinished();
    me.home.tick(me);
    return Optional.ofNullable(task);
  }

  private @Nullable Task<T> pollFinished() {
    Task<T> task = finished.poll();
    while (task != null && !tasks.remove(task)) {
      task = finished.poll();
    }
    return task;
  }

  /**
   * Takes any child out, whether it has ended or not, which must then be awaited or cancelled;
   * never waits.
   *
   * @return the oldest child; empty if none is left
   * @throws IllegalArgumentException if the caller is not the owner
   */
  public Optional<Task<T>> take() {
    Task<?> me = mine(Task.calling("take an orphan"));
    Optional<Task<T>> oldest = tasks.stream().findFirst();
    oldest.ifPresent(tasks::remove);
    me.home.tick(me);
    return oldest;
  }

  /**
   * Waits until a child has ended, takes it out and awaits it.
   *
   * @return how it ended; empty, at once, if none is left
   * @throws IllegalArgumentException if the caller is not the owner
   * @throws dev.caravan.core.kernel.Cancelled if the caller is cancelled first; it still has the
   *     children
   */
  @Suspends
  public Optional<Outcome<T>> get() {
    Task<?> me = mine(Task.suspending("get an orphan"));
    while (!tasks.isEmpty()) {
      Task<T> task = pollFinished();
      if (task != null) {
        return Optional.of(task.settled(me));
      }
      bell.await(() -> !finished.isEmpty());
    }
    me.home.tick(me);
    return Optional.empty();
  }

  /**
   * How many children are in the collection.
   *
   * @return those that have not been taken out, ended or not
   * @throws IllegalArgumentException if the caller is not the owner
   */
  public int length() {
    mine(Task.calling("count orphans"));
    return tasks.size();
  }
}
