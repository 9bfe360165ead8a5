package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.spi.Context;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates children that own resources from the beginning. Made by {@link Miou#giving}.
 *
 * <p>A resource moves: the parent no longer owns it, so the child must release it, disown it, or
 * {@linkplain Owned#transfer transfer} it back. (Source: the argument {@code give} of Miou.)
 */
public final class Giving {
  static final Giving NOTHING = new Giving(List.of());

  private final List<Owned<?>> resources;

  Giving(List<Owned<?>> resources) {
    this.resources = resources;
  }

  /**
   * Creates a child on the caller's domain, as {@link Miou#async} does.
   *
   * @param body what it runs
   * @param <T> the type of its value
   * @return the child
   * @throws NotOwner if the caller does not own what it gives; the run ends
   */
  public <T extends @Nullable Object> Task<T> async(ThrowingSupplier<? extends T, ?> body) {
    Task<?> me = creator("create a task", body);
    Task<T> child = give(me, me.child(me.home, body));
    me.home.queue(child, child.context());
    me.home.tick(me);
    return child;
  }

  /**
   * Creates a child that runs in parallel, as {@link Miou#call} does.
   *
   * @param body what it runs
   * @param <T> the type of its value
   * @return the child
   * @throws NoDomainAvailable if there is no domain for it
   * @throws NotOwner if the caller does not own what it gives; the run ends
   */
  public <T extends @Nullable Object> Task<T> call(ThrowingSupplier<? extends T, ?> body) {
    Task<?> me = creator("create a parallel task", body);
    Home elsewhere = me.world.elsewhere(me.home);
    Task<T> child = give(me, me.child(elsewhere, body));
    Context context = child.context();
    elsewhere.send(child, context);
    me.home.tick(me);
    return child;
  }

  /**
   * Creates a child without a value on the caller's domain, as {@link #async} does.
   *
   * @param body what it runs
   * @return the child
   * @throws NotOwner if the caller does not own what it gives; the run ends
   */
  public Task<@Nullable Void> asyncVoid(ThrowingRunnable<?> body) {
    return async(withNull(body));
  }

  /**
   * Creates a child without a value that runs in parallel, as {@link #call} does.
   *
   * @param body what it runs
   * @return the child
   * @throws NoDomainAvailable if there is no domain for it
   * @throws NotOwner if the caller does not own what it gives; the run ends
   */
  public Task<@Nullable Void> callVoid(ThrowingRunnable<?> body) {
    return call(withNull(body));
  }

  private Task<?> creator(String deed, ThrowingSupplier<?, ?> body) {
    Objects.requireNonNull(body, "body");
    Task<?> me = Task.suspending(deed);
    NoEffects.refuse("create a child of", me);
    resources.forEach(resource -> resource.mustBeOwnedBy(me, "give"));
    return me;
  }

  private <T extends @Nullable Object> Task<T> give(Task<?> me, Task<T> child) {
    resources.forEach(resource -> resource.move(me, child));
    return child;
  }

  static <X extends Throwable> ThrowingSupplier<@Nullable Void, X> withNull(
      ThrowingRunnable<X> body) {
    Objects.requireNonNull(body, "body");
    return () -> {
      body.run();
      return null;
    };
  }
}
