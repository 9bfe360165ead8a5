package dev.caravan.core.stm.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that shares its tail; null is the empty one.
 *
 * @param <E> the type of the elements
 */
final class Chain<E> {
  final E first;
  final @Nullable Chain<E> rest;
  private final int size;

  private Chain(E first, @Nullable Chain<E> rest) {
    this.first = first;
    this.rest = rest;
    this.size = size(rest) + 1;
  }

  static <E> Chain<E> of(E first, @Nullable Chain<E> rest) {
    return new Chain<>(first, rest);
  }

  static int size(@Nullable Chain<?> chain) {
    return chain == null ? 0 : chain.size;
  }

  static <E> @Nullable Chain<E> reversed(@Nullable Chain<E> chain) {
    Chain<E> result = null;
    for (Chain<E> at = chain; at != null; at = at.rest) {
      result = of(at.first, result);
    }
    return result;
  }

  /** The elements, the first of the chain first. */
  static <E> List<E> toList(@Nullable Chain<E> chain) {
    List<E> result = new ArrayList<>(size(chain));
    for (Chain<E> at = chain; at != null; at = at.rest) {
      result.add(at.first);
    }
    return result;
  }
}
