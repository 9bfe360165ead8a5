package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Working on the items of a list concurrently, with a bound on how many at a time. */
final class FiberLists {
  static final int UNLIMITED = Integer.MAX_VALUE;

  private FiberLists() {}

  @SuppressWarnings({"unchecked", "NullAway"}) // each place has been written once with a B
  static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable> List<B> map(
      int max, Collection<? extends A> items, ThrowingFunction<? super A, ? extends B, X> f)
      throws X {
    List<A> list = new ArrayList<>(items);
    @Nullable Object[] results =
        new @Nullable Object[list.size()]; // seen once the switch has ended
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      places.add(i);
    }
    FiberLists.<Integer, X>forEach("map", max, places, i -> results[i] = f.apply(list.get(i)));
    return (List<B>) Arrays.asList(results);
  }

  static <A extends @Nullable Object, X extends Throwable> List<A> filter(
      int max, Collection<? extends A> items, ThrowingFunction<? super A, Boolean, X> predicate)
      throws X {
    List<A> list = new ArrayList<>(items);
    List<Boolean> isIn = FiberLists.<A, Boolean, X>map(max, list, predicate);
    List<A> result = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (isIn.get(i)) {
        result.add(list.get(i));
      }
    }
    return result;
  }

  static <A extends @Nullable Object, X extends Throwable> void forEach(
      String name, int max, Collection<? extends A> items, ThrowingConsumer<? super A, X> body)
      throws X {
    if (max <= 0) {
      throw new IllegalArgumentException("the most fibers at a time must be positive, not " + max);
    }
    if (items.isEmpty()) {
      return;
    }
    Semaphore free = max < items.size() ? Semaphore.create(max) : null;
    Switch.<X>run(name, sw -> fork(sw, free, items.iterator(), body));
  }

  private static <A extends @Nullable Object, X extends Throwable> void fork(
      Switch sw,
      @Nullable Semaphore free,
      Iterator<? extends A> items,
      ThrowingConsumer<? super A, X> body)
      throws X {
    while (items.hasNext()) {
      A item = items.next();
      if (free != null) {
        free.acquire();
      }
      sw.check(); // has not been looked at if a fiber was free
      if (items.hasNext()) {
        sw.fork(() -> {
          body.accept(item);
          if (free != null) {
            free.release(); // not after a failure: then no other item is to start
          }
        });
      } else {
        body.accept(item);
      }
    }
  }
}
