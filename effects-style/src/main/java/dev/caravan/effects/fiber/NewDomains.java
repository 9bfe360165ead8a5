package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.DomainBuilder;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.time.Clock;
import org.jspecify.annotations.Nullable;

/** Opens a domain for each body. */
record NewDomains(Engine engine, Clock clock) implements DomainManager {
  @Override
  public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body)
      throws X {
    return in(builder(), body);
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T callNamed(
      String name, ThrowingSupplier<T, X> body) throws X {
    return in(builder().name(name), body);
  }

  private DomainBuilder builder() {
    return Domain.builder().engine(engine).clock(clock);
  }

  private static <T extends @Nullable Object, X extends Throwable> T in(
      DomainBuilder builder, ThrowingSupplier<T, X> body) throws X {
    Domain around = Domain.currentOrNull();
    if (around != null && around.isDeterministic()) {
      throw new IllegalStateException(
          "a domain in parallel is refused in the deterministic "
              + around
              + ": take DomainManager.of(domain), which runs the code there");
    }
    return Carrier.current()
        .<T, X>within(
            FiberLocal.contextWithoutValues(), () -> builder.<T, X>run(domain -> body.get()));
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T callRaw(ThrowingSupplier<T, X> body)
      throws X {
    return raw(body);
  }

  static <T extends @Nullable Object, X extends Throwable> T raw(ThrowingSupplier<T, X> body)
      throws X {
    return Carrier.current()
        .<T, X>within(FiberLocal.contextWithoutValues(), () -> Blocking.<T, X>call(body::get));
  }
}
