package dev.caravan.effects.fiber;

import java.util.List;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * {@link LeakCheck} after each property, of which JUnit's extensions know nothing. Jqwik finds it
 * as a service, so it holds for all.
 */
@SuppressWarnings("exports") // tests are in no module of their own
public final class LeakCheckOfProperties implements AroundPropertyHook {
  private final long grace;

  /** Made by jqwik. */
  public LeakCheckOfProperties() {
    this(LeakCheck.GRACE);
  }

  LeakCheckOfProperties(long grace) {
    this.grace = grace;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    PropertyExecutionResult result = property.execute();
    List<String> leaks = LeakCheck.leaksThatStay(grace);
    return leaks.isEmpty() || result.status() == PropertyExecutionResult.Status.FAILED
        ? result
        : result.mapToFailed("left by the property: " + leaks);
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
