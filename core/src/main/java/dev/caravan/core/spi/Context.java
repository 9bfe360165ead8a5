package dev.caravan.core.spi;

import dev.caravan.core.kernel.CancelScope;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a piece of running code: the scope that may cancel it, and the task-local values
 * it sees. Immutable; entering a scope or binding a value makes a new one.
 *
 * @param scope the scope entered last, or null for the carrier's own
 * @param locals the bindings, newest first, or null
 */
public record Context(@Nullable CancelScope scope, @Nullable Binding locals) {
  /** Nothing entered, nothing bound. */
  public static final Context EMPTY = new Context(null, null);

  /**
   * One binding of a task-local value, in front of older ones.
   *
   * @param key the identity of the local
   * @param value the value, possibly null
   * @param older the bindings behind it, or null
   */
  public record Binding(Object key, @Nullable Object value, @Nullable Binding older) {}

  /**
   * The same bindings in another scope.
   *
   * @param inner the scope
   * @return the context
   */
  public Context withScope(@Nullable CancelScope inner) {
    return new Context(inner, locals);
  }

  /**
   * The same scope with one more binding.
   *
   * @param key the identity of the local
   * @param value its value
   * @return the context
   */
  public Context withLocal(Object key, @Nullable Object value) {
    return new Context(scope, new Binding(key, value, locals));
  }
}
