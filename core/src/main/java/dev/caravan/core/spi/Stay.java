package dev.caravan.core.spi;

import dev.caravan.core.kernel.CancelScope;
import org.jspecify.annotations.Nullable;

/** What the kernel notes of a carrier whose code stays in a scope, until it leaves that scope. */
public interface Stay {
  /**
   * Ends this stay if it is in the scope that the carrier's code leaves, and those around that are
   * in the same one.
   *
   * @param scope the scope, or null
   * @return the innermost stay that goes on, or null
   */
  @Nullable Stay leaving(@Nullable CancelScope scope);
}
