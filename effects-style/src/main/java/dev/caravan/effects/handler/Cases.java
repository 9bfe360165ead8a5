package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Failures;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handler does with the value, the exception and the effects of a computation. Immutable;
 * the computation's type is erased here, the handlers around it keep it.
 *
 * @param <R> the type of the handler's value
 */
final class Cases<R extends @Nullable Object> {
  private static final Case<?>[] NONE = {};

  private final ThrowingFunction<@Nullable Object, Step<R>, ?> onReturn;
  private final @Nullable ThrowingFunction<Throwable, Step<R>, ?> onError;
  private final Case<R>[] effects;
  private final Setting setting;

  /** Where the computations run and who owns their continuations. */
  record Setting(@Nullable EffectEngine engine, boolean movable, @Nullable EffectScope scope) {
    static final Setting DEFAULT = new Setting(null, false, null);

    Setting checked() {
      if (engine != null && !engine.isAvailable()) {
        throw new IllegalStateException(
            "the engine " + engine + " is not available; see EffectEngine.isAvailable");
      }
      if (movable && engine == EffectEngine.COROUTINES) {
        throw new IllegalStateException(
            "a movable handler cannot use COROUTINES: they stay on their thread");
      }
      return this;
    }

    void refuseClosed() {
      if (scope != null && scope.isClosed()) {
        throw new IllegalStateException("the scope of the handler is closed");
      }
    }
  }

  /** One kind of effects, and the branch for them. */
  interface Case<R extends @Nullable Object> {
    /** The case itself, or one made for this effect; null to forward it. */
    @Nullable Case<R> forEffect(Effect<?> effect);

    /** Makes the continuation that the branch takes. */
    Suspended capture(Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope);

    /** Runs the branch. */
    Step<R> answer(Effect<?> effect, Suspended continuation) throws Exception;
  }

  private Cases(
      ThrowingFunction<@Nullable Object, Step<R>, ?> onReturn,
      @Nullable ThrowingFunction<Throwable, Step<R>, ?> onError,
      Case<R>[] effects,
      Setting setting) {
    this.onReturn = onReturn;
    this.onError = onError;
    this.effects = effects;
    this.setting = setting;
  }

  @SuppressWarnings("unchecked") // the computation that the handler runs returns an A
  static <A extends @Nullable Object, R extends @Nullable Object> Cases<R> onReturn(
      ThrowingFunction<A, Step<R>, ?> onReturn) {
    Objects.requireNonNull(onReturn, "onReturn");
    return new Cases<>(
        (ThrowingFunction<@Nullable Object, Step<R>, ?>) onReturn,
        null,
        (Case<R>[]) NONE,
        Setting.DEFAULT);
  }

  static <A extends @Nullable Object, R extends @Nullable Object>
      ThrowingFunction<A, Step<R>, ?> done(ThrowingFunction<A, R, ?> value, String what) {
    Objects.requireNonNull(value, what);
    return a -> Step.done(value.apply(a));
  }

  Cases<R> onError(ThrowingFunction<Throwable, Step<R>, ?> newOnError) {
    Objects.requireNonNull(newOnError, "onError");
    if (onError != null) {
      throw new IllegalStateException("the handler has an exception case already");
    }
    return new Cases<>(onReturn, newOnError, effects, setting);
  }

  Cases<R> with(Case<R> effect) {
    Case<R>[] more = Arrays.copyOf(effects, effects.length + 1);
    more[effects.length] = effect;
    return new Cases<>(onReturn, onError, more, setting);
  }

  Cases<R> with(Setting newSetting) {
    return new Cases<>(onReturn, onError, effects, newSetting);
  }

  Setting setting() {
    return setting;
  }

  /** What went through erased code: the signatures of handlers and continuations vouch for it. */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  static <T extends @Nullable Object> T typed(@Nullable Object value) {
    return (T) value;
  }

  /** The first case that knows the effect, or null. */
  @Nullable Case<R> caseFor(Effect<?> effect) {
    for (Case<R> one : effects) {
      Case<R> known = one.forEffect(effect);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  /** Throws if the scope that would own the continuation is closed. */
  void refuseIfClosed(Effect<?> effect) {
    EffectScope scope = setting.scope();
    if (scope != null && scope.isClosed()) {
      throw EffectScope.refusal(effect);
    }
  }

  /** What follows the end of a computation; what the cases throw is unchecked. */
  Step<R> end(@Nullable Object result, @Nullable Throwable error) {
    if (error != null && (onError == null || error instanceof VirtualMachineError)) {
      throw Failures.<RuntimeException>sneaky(error); // as it is: the driver declares it
    }
    try {
      return error == null ? onReturn.apply(result) : Objects.requireNonNull(onError).apply(error);
    } catch (Throwable failure) {
      Failures.throwUnchecked(failure);
      throw new AssertionError(failure);
    }
  }
}
