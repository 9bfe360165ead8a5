package dev.caravan.effects.miou;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task holds: resources and mutexes, either of which may be handed over from elsewhere. */
final class Belongings {
  private final Task<?> owner;

  // guarded by this
  private @Nullable List<Owned<?>> resources;
  private @Nullable List<Mutex> locked;

  Belongings(Task<?> owner) {
    this.owner = owner;
  }

  synchronized void add(Owned<?> resource) {
    if (resources == null) {
      resources = new ArrayList<>();
    }
    resources.add(resource);
  }

  synchronized void remove(Owned<?> resource) {
    if (resources != null) {
      resources.remove(resource);
    }
  }

  private synchronized List<Owned<?>> takeAll() {
    List<Owned<?>> taken = resources == null ? List.of() : resources.reversed();
    resources = null;
    return taken;
  }

  synchronized void locked(Mutex mutex) {
    if (locked == null) {
      locked = new ArrayList<>();
    }
    locked.add(mutex);
  }

  synchronized void unlocked(Mutex mutex) {
    if (locked != null) {
      locked.remove(mutex);
    }
  }

  private synchronized List<Mutex> takeLocked() {
    List<Mutex> taken = locked == null ? List.of() : locked;
    locked = null;
    return taken;
  }

  /** Gives everything up; returns what the task has ended with. */
  @Nullable Throwable end(boolean isNormal, @Nullable Throwable thrown) {
    takeLocked().forEach(Mutex::passOn);
    List<Owned<?>> left = takeAll();
    Throwable failure = thrown;
    for (Owned<?> resource : left) {
      try {
        resource.finaliseAtEnd(owner);
      } catch (Throwable e) {
        failure = Task.join(failure, e);
      }
    }
    if (isNormal && !left.isEmpty()) {
      ResourceLeaked leaked = new ResourceLeaked(owner, left);
      if (failure != null) {
        leaked.addSuppressed(failure);
      }
      return owner.world.broken(leaked);
    }
    return failure;
  }
}
