package dev.caravan.core.stm.data;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What immutable chains hold, as a list that cannot be changed. Made in constant time; the elements
 * are laid out in an array when somebody asks for one by its index.
 *
 * @param <E> the type of the elements
 */
final class Snapshot<E> extends AbstractList<E> {
  private final int size;
  private final Supplier<Iterator<E>> walk;
  private List<E> laidOut = List.of(); // any thread may do it; all see the same elements

  Snapshot(int size, Supplier<Iterator<E>> walk) {
    this.size = size;
    this.walk = walk;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<E> iterator() {
    return walk.get();
  }

  @Override
  public E get(int index) {
    List<E> seen = laidOut;
    if (seen.size() < size) {
      seen = layOut();
      laidOut = seen;
    }
    return seen.get(index);
  }

  private List<E> layOut() {
    List<E> elements = new ArrayList<>(size);
    walk.get().forEachRemaining(elements::add);
    return List.copyOf(elements);
  }
}
