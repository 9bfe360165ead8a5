package dev.caravan.effects.handler;

import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Performs effects. */
public final class Effects {
  private Effects() {}

  /**
   * Suspends the caller's computation up to the innermost handler around it that knows the effect,
   * and gives that handler the effect and the continuation of the computation. Returns what the
   * continuation is resumed with; throws what it is discontinued with. Handlers further in that do
   * not know the effect are a part of what is suspended.
   *
   * <p>Whatever the caller did before happens before the handler's branch, and what was done before
   * the resumption happens before the return. Cancellation does not end the wait: who has the
   * continuation decides. Monitors and locks that the caller holds stay held; see {@link
   * EffectEngine} for what that means.
   *
   * <p>Fibers and tasks that a handled computation forks start without handlers: the handlers
   * around the fork are not around them.
   *
   * <p>Source of the concept: OCaml's {@code perform}.
   *
   * @param effect the effect
   * @param <R> the type of the answer
   * @return the answer
   * @throws UnhandledEffect if no handler around the caller knows the effect; thrown here, at the
   *     perform, so it can be caught and cleaned up after like any exception
   * @throws IllegalStateException if the computation cannot be suspended here: a frame of native
   *     code or of a class initialiser is on its stack, or its {@link EffectScope} is closed
   */
  @Suspends
  public static <R extends @Nullable Object> R perform(Effect<R> effect) {
    Objects.requireNonNull(effect, "effect");
    NoEffects.refuse("perform", effect);
    Segment here = Segment.current();
    here.refuseWhileSelecting(effect);
    for (Segment around = here; around != null; around = around.parent) {
      Cases<?> cases = around.cases;
      Cases.Known<?> known = cases == null ? null : cases.branchFor(effect);
      if (cases != null && known != null) {
        cases.refuseIfClosed(effect);
        return here.performs(effect, around, known);
      }
    }
    throw new UnhandledEffect(effect);
  }
}
