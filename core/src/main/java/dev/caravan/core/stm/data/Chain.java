package dev.caravan.core.stm.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
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

  /** The elements, the first of the chain first, in a list that cannot be changed. */
  static <E> List<E> toList(@Nullable Chain<E> chain) {
    return new Snapshot<>(size(chain), () -> new Walk<>(chain, List.of()));
  }

  /** A walk through one chain, and then through others that are made when they are reached. */
  static final class Walk<E> implements Iterator<E> {
    private final Iterator<Supplier<@Nullable Chain<E>>> more;
    private @Nullable Chain<E> at;

    Walk(@Nullable Chain<E> first, List<Supplier<@Nullable Chain<E>>> more) {
      this.at = first;
      this.more = more.iterator();
    }

    @Override
    public boolean hasNext() {
      while (at == null && more.hasNext()) {
        at = more.next().get();
      }
      return at != null;
    }

    @Override
    public E next() {
      if (!hasNext() || at == null) {
        throw new NoSuchElementException("the walk has ended");
      }
      E element = at.first;
      at = at.rest;
      return element;
    }
  }
}
