package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The waits of a parent for several of its children. */
final class Awaiting {
  private Awaiting() {}

  /** Waits until it is decided, or the caller's scope is cancelled. */
  static void untilDecided(Computation<?> one) {
    if (one.isRunning()) {
      untilAny(one, List.of(one));
    }
  }

  private static void untilAny(Object subject, List<? extends Computation<?>> several) {
    Trigger trigger = new Trigger(subject);
    List<Computation<?>> attached = new ArrayList<>();
    try {
      for (Computation<?> one : several) {
        if (!one.tryAttach(trigger)) {
          return;
        }
        attached.add(one);
      }
      trigger.await();
    } finally {
      trigger.signal();
      attached.forEach(one -> one.detach(trigger));
    }
  }

  static <T extends @Nullable Object> Outcome<T> one(Collection<Task<T>> tasks) {
    Task<?> me = parentOf(tasks, "awaitOne");
    List<Task<T>> finished = untilSomeHaveFinished(tasks);
    return finished.get(me.home.pick(finished.size())).settled(me);
  }

  static <T extends @Nullable Object> Outcome<T> first(Collection<Task<T>> tasks) {
    Task<?> me = parentOf(tasks, "awaitFirst");
    List<Task<T>> finished = untilSomeHaveFinished(tasks);
    List<Task<T>> good = finished.stream().filter(Task::isGood).toList();
    List<Task<T>> choice = good.isEmpty() ? finished : good;
    Task<T> first = choice.get(me.home.pick(choice.size()));
    cancelOthers(me, tasks, first);
    return first.settled(me);
  }

  private static void cancelOthers(Task<?> me, Collection<? extends Task<?>> tasks, Task<?> first) {
    for (Task<?> task : tasks) {
      if (task != first) {
        task.scope.cancel(null);
      }
    }
    for (Task<?> task : tasks) {
      if (task != first) {
        task.awaitCancelled(me);
      }
    }
  }

  static <T extends @Nullable Object> List<Outcome<T>> all(Collection<Task<T>> tasks) {
    Task<?> me = Task.suspending("awaitAll");
    mustAllBeChildren(me, tasks, "awaitAll");
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (Task<T> task : tasks) {
      outcomes.add(task.awaitOutcome());
    }
    return outcomes;
  }

  private static Task<?> parentOf(Collection<? extends Task<?>> tasks, String deed) {
    Task<?> me = Task.suspending(deed);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(deed + " needs at least one task");
    }
    mustAllBeChildren(me, tasks, deed);
    return me;
  }

  private static void mustAllBeChildren(
      Task<?> me, Collection<? extends Task<?>> tasks, String deed) {
    tasks.forEach(task -> task.mustBeParent(me, deed));
  }

  private static <T extends @Nullable Object> List<Task<T>> untilSomeHaveFinished(
      Collection<Task<T>> tasks) {
    untilAny("the first of " + tasks.size() + " tasks", tasks.stream().map(Task::result).toList());
    return tasks.stream().filter(task -> !task.result().isRunning()).distinct().toList();
  }
}
