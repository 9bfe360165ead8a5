package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Decision;
import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A value that will be there once, or a failure in its place: awaited by any number, resolved by
 * whoever holds its {@link Resolver}. Those who wait are queued in the order in which they came
 * when it is resolved; the resolver goes on. May be used from any thread, domain or pool.
 *
 * <p>{@link #await()} returns at once if the promise is resolved, even in a cancelled scope.
 * Cancelling one who waits takes away that one only. A promise may be rejected with {@link
 * Cancelled}: whoever awaits it then gets that without being cancelled; {@link #awaitOutcome()}
 * tells the two apart.
 *
 * <p>What the resolver did before happens before what those do who awaited. Source of the concept:
 * eio's {@code Promise}, of which those with a result have been made one with the others.
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> extends Decision<T> {
  private final String label;

  private Promise(String label) {
    this.label = label;
  }

  /**
   * Makes an unresolved promise.
   *
   * @param <T> the type of the value
   * @return what resolves it; {@link Resolver#promise()} is the promise
   */
  public static <T extends @Nullable Object> Resolver<T> create() {
    return create("");
  }

  /**
   * Makes an unresolved promise with a name for messages and dumps.
   *
   * @param label the name
   * @param <T> the type of the value
   * @return what resolves it; {@link Resolver#promise()} is the promise
   */
  public static <T extends @Nullable Object> Resolver<T> create(String label) {
    return new Resolver<>(new Promise<>(Objects.requireNonNull(label, "the label is null")));
  }

  /**
   * A promise that is resolved from the start.
   *
   * @param value its value
   * @param <T> the type of the value
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> resolved(T value) {
    Promise<T> promise = new Promise<>("");
    promise.decideReturned(value);
    return promise;
  }

  /**
   * A promise that is rejected from the start.
   *
   * @param error its failure
   * @param <T> the type of the value it would have had
   * @return the promise
   */
  public static <T extends @Nullable Object> Promise<T> failed(Throwable error) {
    Promise<T> promise = new Promise<>("");
    promise.decideFailed(error);
    return promise;
  }

  /**
   * The promise of a JDK stage. Failures are unwrapped from {@link CompletionException}. Nothing
   * done to the promise has an effect on the stage.
   *
   * @param stage the stage
   * @param <T> the type of the value
   * @return a promise that is resolved when the stage is, by the same thread
   */
  public static <T extends @Nullable Object> Promise<T> of(CompletionStage<T> stage) {
    Promise<T> promise = new Promise<>("of a stage");
    stage.whenComplete((value, failure) -> {
      if (failure == null) {
        promise.decideReturned(value);
      } else {
        promise.decideFailed(unwrapped(failure));
      }
    });
    return promise;
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  boolean resolveWith(T value) {
    return decideReturned(value);
  }

  boolean rejectWith(Throwable error) {
    return decideFailed(error);
  }

  /**
   * Whether there is a value or a failure. Never suspends.
   *
   * @return true once it is resolved
   */
  public boolean isResolved() {
    return !isRunning();
  }

  /**
   * Suspends the caller until the promise is resolved, and tells how. Returns at once if it is.
   *
   * @return the value or the failure
   * @throws Cancelled if the caller's scope was cancelled first; never because the promise was
   *     rejected with one
   * @throws Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public Outcome<T> awaitOutcome() {
    if (isRunning()) {
      Trigger trigger = new Trigger(this);
      if (tryAttach(trigger)) {
        try {
          trigger.await();
        } catch (Cancelled | Interrupted e) {
          detach(trigger);
          throw e;
        }
      }
    }
    return peek().orElseThrow();
  }

  /**
   * This promise as a JDK stage. It completes when the promise is resolved, on the thread that
   * resolves it, so what depends on it must not wait. Nothing done to the stage has an effect on
   * the promise.
   *
   * @return the stage
   */
  public CompletionStage<T> toStage() {
    CompletableFuture<T> stage = new CompletableFuture<>();
    Trigger trigger = new Trigger(this);
    trigger.onSignal(() -> complete(stage));
    if (!tryAttach(trigger)) {
      complete(stage);
    }
    return stage;
  }

  private void complete(CompletableFuture<T> stage) {
    switch (peek().orElseThrow()) {
      case Outcome.Returned<T>(T value) -> stage.complete(value);
      case Outcome.Failed<T>(Throwable error) -> stage.completeExceptionally(error);
      case Outcome.WasCancelled<T>(Throwable reason) ->
          stage.completeExceptionally(new Cancelled(toString(), reason));
    }
  }

  /** Names the promise in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return Identity.of(this, "promise", label.isEmpty() ? null : label);
  }
}
