package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of resources that are dear to make, such as connections, of which each use has one for
 * itself. They are made when they are needed, up to a number; after that a use waits for one to be
 * given back, first come first served. May be used from any thread, domain or pool.
 *
 * <p>A resource is made, checked and disposed of by the fiber that uses it, and in its scope. A
 * resource goes back into the pool however its use ends. The pool itself cannot be closed: dispose
 * of resources by a check that fails. Source of the concept: eio's {@code Pool}.
 *
 * @param <T> the type of the resources
 */
public final class ResourcePool<T> extends Line<ResourcePool.Slot<T>> {
  /*
   * A slot is the right to have a resource, and holds one or not yet. There are at most `capacity`
   * slots, each in use, idle or on its way to a waiter. Nobody waits while a slot is idle or may
   * still be made.
   */
  static final class Slot<T> {
    // whoever has the slot
    @Nullable T resource;
    boolean isNew = true;
  }

  private final int capacity;
  private final @Nullable String label;
  private final ThrowingSupplier<? extends T, ?> make;
  private final ThrowingFunction<? super T, Boolean, ?> check;
  private final ThrowingConsumer<? super T, ?> dispose;

  // under the latch
  private final ArrayDeque<Slot<T>> idle = new ArrayDeque<>(); // longest idle first
  private int slots;

  private ResourcePool(
      int capacity,
      ThrowingSupplier<? extends T, ?> make,
      ThrowingFunction<? super T, Boolean, ?> check,
      ThrowingConsumer<? super T, ?> dispose,
      @Nullable String label) {
    super(label);
    this.label = label;
    this.capacity = capacity;
    this.make = make;
    this.check = check;
    this.dispose = dispose;
  }

  // ---- making

  /**
   * Makes an empty pool, whose resources are always valid and need no disposal; see {@link
   * #validate} and {@link #dispose}.
   *
   * @param capacity how many resources at most, but for {@link #useNeverBlocking}
   * @param make makes a resource; may suspend. If it throws, the use gets that, and the one who has
   *     waited longest tries again
   * @param <T> the type of the resources
   * @return the pool
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static <T> ResourcePool<T> create(int capacity, ThrowingSupplier<? extends T, ?> make) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "the capacity of a resource pool is " + capacity + ", but must be at least 1");
    }
    Objects.requireNonNull(make, "the maker of a resource pool is null");
    return new ResourcePool<T>(capacity, make, resource -> true, resource -> {}, null);
  }

  /**
   * An empty pool like this one that checks a resource before it is used again. One that is not
   * valid is disposed of, and the use gets a new one.
   *
   * @param isValid looks at a resource; may suspend. If it throws, the use gets that, and the
   *     resource stays in the pool
   * @return the pool; it shares no resource with this one
   */
  public ResourcePool<T> validate(ThrowingFunction<? super T, Boolean, ?> isValid) {
    Objects.requireNonNull(isValid, "the check of a resource pool is null");
    return new ResourcePool<>(capacity, make, isValid, dispose, label);
  }

  /**
   * An empty pool like this one that disposes of the resources it does not keep.
   *
   * @param by ends a resource; may suspend. If it throws, the use gets that, and the resource
   *     counts as gone
   * @return the pool; it shares no resource with this one
   */
  public ResourcePool<T> dispose(ThrowingConsumer<? super T, ?> by) {
    Objects.requireNonNull(by, "the disposer of a resource pool is null");
    return new ResourcePool<>(capacity, make, check, by, label);
  }

  /**
   * An empty pool like this one with a name for messages and dumps.
   *
   * @param name the name
   * @return the pool; it shares no resource with this one
   */
  public ResourcePool<T> named(String name) {
    Objects.requireNonNull(name, "the name of a resource pool is null");
    return new ResourcePool<>(capacity, make, check, dispose, name);
  }

  // ---- using

  /**
   * Uses a resource. Does not wait if one is idle. Otherwise makes one, after those fibers have had
   * their turn that are queued already; or if there are as many as there may be, suspends until one
   * is given back.
   *
   * @param body what to do with the resource; may suspend
   * @param <R> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws; the resource goes back into the pool
   * @throws TaskFailed if a resource could not be made, checked or disposed of, for a checked
   *     exception; unchecked ones and errors are rethrown as they are
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited:
   *     it has used no resource, and keeps none from others. Or as the body throws it
   * @throws dev.caravan.core.kernel.Interrupted as for {@code Cancelled}
   */
  @Suspends
  public <R extends @Nullable Object, X extends Throwable> R use(
      ThrowingFunction<? super T, R, X> body) throws X {
    latch();
    Slot<T> slot;
    Ticket<Slot<T>> mine = null;
    try {
      slot = idleOrNew();
      if (slot == null) {
        mine = join();
      }
    } finally {
      unlatch();
    }
    if (mine != null) {
      slot = await(mine);
    }
    return useSlot(Objects.requireNonNull(slot), body);
  }

  /**
   * Uses a resource; see {@link #use}.
   *
   * @param body what to do with the resource; may suspend
   * @param <X> what it may throw
   * @throws X whatever the body throws; the resource goes back into the pool
   */
  @Suspends
  public <X extends Throwable> void run(ThrowingConsumer<? super T, X> body) throws X {
    this.<@Nullable Void, X>use(resource -> {
      body.accept(resource);
      return null;
    });
  }

  /**
   * Uses a resource without waiting for those of others: if all are in use it makes one too many,
   * and disposes of that after the use.
   *
   * @param body what to do with the resource; may suspend
   * @param <R> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws TaskFailed if a resource could not be made, checked or disposed of, for a checked
   *     exception; unchecked ones and errors are rethrown as they are
   */
  @Suspends
  public <R extends @Nullable Object, X extends Throwable> R useNeverBlocking(
      ThrowingFunction<? super T, R, X> body) throws X {
    Slot<T> slot;
    latch();
    try {
      slot = idleOrNew();
    } finally {
      unlatch();
    }
    return slot == null ? useOneTooMany(body) : useSlot(slot, body);
  }

  /**
   * Uses a resource without waiting for those of others; see {@link #useNeverBlocking}.
   *
   * @param body what to do with the resource; may suspend
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  @Suspends
  public <X extends Throwable> void runNeverBlocking(ThrowingConsumer<? super T, X> body) throws X {
    this.<@Nullable Void, X>useNeverBlocking(resource -> {
      body.accept(resource);
      return null;
    });
  }

  /** Under the latch. */
  private @Nullable Slot<T> idleOrNew() {
    Slot<T> slot = idle.poll();
    if (slot == null && slots < capacity) {
      slots++;
      slot = new Slot<>();
    }
    return slot;
  }

  private <R extends @Nullable Object, X extends Throwable> R useSlot(
      Slot<T> slot, ThrowingFunction<? super T, R, X> body) throws X {
    try {
      return body.apply(ready(slot));
    } finally {
      giveBack(slot);
    }
  }

  private T ready(Slot<T> slot) {
    if (slot.isNew) {
      slot.isNew = false;
      Turn.pass();
    }
    T resource = slot.resource;
    if (resource != null) {
      if (isValid(resource)) {
        return resource;
      }
      slot.resource = null; // gone, even if disposing of it fails
      end(resource);
    }
    T made = make();
    slot.resource = made;
    return made;
  }

  private void giveBack(Slot<T> slot) {
    Ticket<Slot<T>> next;
    latch();
    try {
      next = claimFirst(slot);
      if (next == null) {
        idle.add(slot);
      }
    } finally {
      unlatch();
    }
    if (next != null) {
      next.wake();
    }
  }

  private <R extends @Nullable Object, X extends Throwable> R useOneTooMany(
      ThrowingFunction<? super T, R, X> body) throws X {
    T resource = make();
    R value;
    try {
      value = body.apply(resource);
    } catch (Throwable failure) {
      try {
        end(resource);
      } catch (RuntimeException | Error alsoFailed) {
        throw Failures.<X>sneaky(Failures.both(failure, alsoFailed));
      }
      throw failure;
    }
    end(resource);
    return value;
  }

  // ---- what the pool was given

  private T make() {
    try {
      return Objects.requireNonNull(make.get(), "the maker of a resource pool returned null");
    } catch (Throwable failure) {
      throw unchecked("the maker of ", failure);
    }
  }

  private boolean isValid(T resource) {
    try {
      return check.apply(resource);
    } catch (Throwable failure) {
      throw unchecked("the check of ", failure);
    }
  }

  private void end(T resource) {
    try {
      dispose.accept(resource);
    } catch (Throwable failure) {
      throw unchecked("the disposer of ", failure);
    }
  }

  private RuntimeException unchecked(String who, Throwable failure) {
    if (failure instanceof RuntimeException || failure instanceof Error) {
      throw Failures.<RuntimeException>sneaky(failure);
    }
    return new TaskFailed(who + this, failure);
  }

  /** Names the pool in messages and dumps: by what it was given, or else by a number. */
  @Override
  public String toString() {
    return nameAs("resource pool");
  }
}
