package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handler does with the value, the exception and the effects of a computation: what deep and
 * shallow handlers share. Immutable; the computation's type is erased here, the handlers around it
 * keep it.
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

  /** A case for effects. */
  interface Case<R extends @Nullable Object> {
    /** What to do about an effect; null to forward it. */
    @Nullable Known<R> forEffect(Effect<?> effect);
  }

  /** The branch for an effect. */
  interface Known<R extends @Nullable Object> {
    /** Makes the continuation that the branch takes. */
    Suspended capture(Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope);

    /** Runs the branch. */
    Step<R> answer(Effect<?> effect, Suspended continuation) throws Exception;
  }

  /** A case that knows the effects of a class, and has one branch for them. */
  abstract static class OfClass<R extends @Nullable Object> implements Case<R>, Known<R> {
    private final Class<?> type;

    OfClass(Class<?> type, Object branch) {
      this.type = Objects.requireNonNull(type, "type");
      Objects.requireNonNull(branch, "branch");
    }

    @Override
    public final @Nullable Known<R> forEffect(Effect<?> effect) {
      return type.isInstance(effect) ? this : null;
    }
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

  /** The cases of a handler that passes the value. */
  static <R extends @Nullable Object> Cases<R> passing() {
    return Cases.<R, R>onReturnStep(Step::done);
  }

  static <A extends @Nullable Object, R extends @Nullable Object> Cases<R> onReturn(
      ThrowingFunction<A, R, ?> onReturn) {
    return onReturnStep(Cases.<A, R>done(onReturn, "onReturn"));
  }

  @SuppressWarnings("unchecked") // the computation that the handler runs returns an A
  static <A extends @Nullable Object, R extends @Nullable Object> Cases<R> onReturnStep(
      ThrowingFunction<A, Step<R>, ?> onReturn) {
    Objects.requireNonNull(onReturn, "onReturn");
    return new Cases<>(
        (ThrowingFunction<@Nullable Object, Step<R>, ?>) onReturn,
        null,
        (Case<R>[]) NONE,
        Setting.DEFAULT);
  }

  private static <A extends @Nullable Object, R extends @Nullable Object>
      ThrowingFunction<A, Step<R>, ?> done(ThrowingFunction<A, R, ?> value, String what) {
    Objects.requireNonNull(value, what);
    return a -> Step.done(value.apply(a));
  }

  Cases<R> onError(ThrowingFunction<Throwable, R, ?> newOnError) {
    return onErrorStep(Cases.<Throwable, R>done(newOnError, "onError"));
  }

  Cases<R> onErrorStep(ThrowingFunction<Throwable, Step<R>, ?> newOnError) {
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

  Cases<R> in(EffectScope scope) {
    Objects.requireNonNull(scope, "scope");
    return with(new Setting(setting.engine, setting.movable, scope));
  }

  Cases<R> movable() {
    return with(new Setting(setting.engine, true, setting.scope));
  }

  Cases<R> engine(EffectEngine engine) {
    Objects.requireNonNull(engine, "engine");
    return with(new Setting(engine, setting.movable, setting.scope));
  }

  private Cases<R> with(Setting newSetting) {
    return new Cases<>(onReturn, onError, effects, newSetting.checked());
  }

  Setting setting() {
    return setting;
  }

  /** Runs a computation under these cases, until the handler has its value. */
  @Nullable Object run(ThrowingSupplier<?, ?> computation) {
    Objects.requireNonNull(computation, "computation");
    Segment here = Segment.current();
    Drive.ensureRoom(here);
    return Drive.untilValue(begin(here, computation), here, true);
  }

  /** Makes the segment of a computation under these cases. */
  Segment begin(Segment here, ThrowingSupplier<?, ?> computation) {
    setting.refuseClosed();
    Segment segment = Segment.make(here, setting, nothing -> computation.get());
    segment.cases = this;
    return segment;
  }

  /** What went through erased code: the signatures of handlers and continuations vouch for it. */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  static <T extends @Nullable Object> T typed(@Nullable Object value) {
    return (T) value;
  }

  /** The branch of the first case that knows the effect, or null. */
  @Nullable Known<R> branchFor(Effect<?> effect) {
    for (Case<R> one : effects) {
      Known<R> known = one.forEffect(effect);
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
