package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.spi.Carrier;
import org.jspecify.annotations.Nullable;

/** Runs each body on its caller: for programs whose order must not depend on the outside. */
record SameDomain() implements DomainManager {
  @Override
  public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body)
      throws X {
    CancelScope.check();
    return Carrier.current().within(FiberLocal.contextWithoutValues(), body);
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T callRaw(ThrowingSupplier<T, X> body)
      throws X {
    return NewDomains.raw(body);
  }
}
