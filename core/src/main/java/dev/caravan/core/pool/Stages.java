package dev.caravan.core.pool;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Outcome;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bridges between {@link Fut} and the JDK's stages. */
final class Stages {
  private Stages() {}

  static <T extends @Nullable Object> Fut<T> fromStage(CompletionStage<T> stage) {
    Objects.requireNonNull(stage, "stage");
    Fut<T> future = new Pending<>();
    stage.whenComplete((value, failure) -> {
      Throwable cause = unwrapped(failure);
      if (cause instanceof CancellationException) {
        future.tryCancel(cause);
      } else if (cause != null) {
        future.tryFail(cause);
      } else {
        future.tryReturn(value);
      }
    });
    if (stage instanceof CompletableFuture<T> source) {
      future.onComplete(outcome -> {
        if (outcome instanceof Outcome.WasCancelled<T>) {
          source.cancel(false);
        }
      });
    }
    return future;
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException wrapper && wrapper.getCause() != null
        ? wrapper.getCause()
        : failure;
  }

  static <T extends @Nullable Object> CompletionStage<T> toStage(Fut<T> future) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    CompletableFuture<T> _ =
        stage.whenComplete((value, failure) -> {
          if (failure instanceof CancellationException) {
            future.cancel(failure);
          }
        });
    future.onComplete(outcome -> {
      switch (outcome) {
        case Outcome.Returned<T>(T value) -> stage.complete(value);
        case Outcome.Failed<T>(Throwable error) -> stage.completeExceptionally(error);
        case Outcome.WasCancelled<T>(Throwable reason) ->
            stage.completeExceptionally(new Cancelled(future.toString(), reason));
      }
    });
    return stage;
  }
}
