package dev.caravan.testkit;

import dev.caravan.core.domain.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the domain's own order but for listed deviations; one that cannot be made is left out. */
final class ListedSchedule implements Schedule {
  private final Map<Integer, Deviation> left = new HashMap<>();
  private int switches;
  private @Nullable String misfit;

  ListedSchedule(List<Deviation> deviations) {
    deviations.forEach(deviation -> left.put(deviation.at(), deviation));
  }

  @Override
  public int pick(int ready) {
    Deviation deviation = left.remove(++switches);
    if (deviation == null) {
      return 0;
    }
    if (deviation.of() != ready && misfit == null) {
      misfit = deviation + " finds " + ready + " ready fibers";
    }
    return deviation.took() <= ready ? deviation.took() - 1 : 0;
  }

  /** Why the run was not the one that was recorded; null if it may have been. */
  @Nullable String misfit() {
    if (misfit == null && !left.isEmpty()) {
      return "there were only " + switches + " switches with a choice";
    }
    return misfit;
  }
}
