package dev.caravan.testkit;

import dev.caravan.core.kernel.Failures;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which schedules a test is run with, one after the other. Says what to run next and is told how it
 * ended; runs nothing itself.
 */
final class Search {
  /*
   *   EXPLORING  --a run fails in the domain's own order-->  ENDED, with that failure
   *   EXPLORING  --a run fails with deviations-->  CONFIRMING: the same deviations again
   *   CONFIRMING --fails as before-->  SHRINKING: fewer deviations
   *   SHRINKING  --none can be left out-->  PROVING: what is left, for the report
   *   PROVING    --fails as before-->  ENDED, with that failure and the report
   *   CONFIRMING, PROVING  --otherwise-->  ENDED, with NotRepeated
   *   REPLAYING  -->  ENDED
   * A run fails as before if it throws an exception of the same class.
   */
  private enum Phase {
    EXPLORING,
    CONFIRMING,
    SHRINKING,
    PROVING,
    REPLAYING,
    ENDED
  }

  /** One run to make. */
  record Attempt(String title, Recorder schedule) {}

  private record Found(Throwable failure, String origin, List<Deviation> deviations) {}

  private Phase phase;
  private final long firstSeed;
  private final int seeds;
  private final boolean ownOrderFirst;
  private final List<Deviation> given;
  private int tried; // seeds
  private boolean ownOrderTried;
  private boolean ownOrderPasses;

  // the run that is on
  private @Nullable Recorder recorder;
  private @Nullable ListedSchedule listed;

  private @Nullable Found found;
  private @Nullable Shrinker shrinker;

  private Search(
      Phase phase, boolean ownOrderFirst, long firstSeed, int seeds, List<Deviation> given) {
    this.phase = phase;
    this.ownOrderFirst = ownOrderFirst;
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.given = given;
  }

  /** The domain's own order, then the schedules of so many seeds. */
  static Search exploring(int schedules, long seed) {
    if (schedules < 0) {
      throw new IllegalArgumentException("the number of schedules is not negative: " + schedules);
    }
    return new Search(Phase.EXPLORING, true, seed, schedules, List.of());
  }

  /** The schedule of one seed. */
  static Search ofSeed(long seed) {
    return new Search(Phase.EXPLORING, false, seed, 1, List.of());
  }

  /** The schedule with just these deviations. */
  static Search replaying(List<Deviation> deviations) {
    return new Search(Phase.REPLAYING, false, 0, 0, deviations);
  }

  /** The next run to make; null if there is none. A run not reported as ended counts as passed. */
  @Nullable Attempt next() {
    if (recorder != null) {
      ended(null);
    }
    return switch (phase) {
      case EXPLORING -> explore();
      case CONFIRMING -> listed("the same order again", foundYet().deviations);
      case SHRINKING -> shrink();
      case PROVING -> listed("replay", shrinking().failing());
      case REPLAYING -> listed("replay", given);
      case ENDED -> null;
    };
  }

  private @Nullable Attempt explore() {
    if (ownOrderFirst && !ownOrderTried) {
      ownOrderTried = true;
      return attempt("the domain's own order", new Recorder(ready -> 0));
    }
    if (tried < seeds) {
      long seed = firstSeed + tried++;
      return attempt("seed " + seed, new Recorder(new SeededSchedule(seed)));
    }
    return null;
  }

  private Attempt shrink() {
    List<Deviation> fewer = shrinking().candidate();
    if (fewer == null) {
      phase = Phase.PROVING;
      return listed("replay", shrinking().failing());
    }
    return listed("fewer deviations", fewer);
  }

  private Attempt listed(String title, List<Deviation> deviations) {
    ListedSchedule schedule = new ListedSchedule(deviations);
    listed = schedule;
    return attempt(title + " " + Deviation.textOf(deviations), new Recorder(schedule));
  }

  private Attempt attempt(String title, Recorder schedule) {
    recorder = schedule;
    return new Attempt(title, schedule);
  }

  /**
   * Tells how the run that is on has ended.
   *
   * @param failure what it threw, or null
   * @return what to throw now, or null to go on; also null if the failure is to be looked into
   */
  @Nullable Throwable ended(@Nullable Throwable failure) {
    Recorder ran = Objects.requireNonNull(recorder, "no run is on");
    recorder = null;
    return switch (phase) {
      case EXPLORING -> explored(ran, failure);
      case CONFIRMING -> confirmed(failure);
      case SHRINKING -> shrunk(ran, failure);
      case PROVING -> proved(ran, failure);
      case REPLAYING -> replayed(ran, failure);
      case ENDED -> throw new IllegalStateException("the search has ended");
    };
  }

  /** Ends the search: whoever runs the test wants it to end, and says so with the failure. */
  Throwable stop(Throwable failure) {
    recorder = null;
    phase = Phase.ENDED;
    return failure;
  }

  private @Nullable Throwable explored(Recorder ran, @Nullable Throwable failure) {
    if (failure == null) {
      ownOrderPasses |= ran.deviations().isEmpty();
      return null;
    }
    if (ran.deviations().isEmpty()) {
      phase = Phase.ENDED;
      return failure;
    }
    found = new Found(failure, origin(), ran.deviations());
    phase = Phase.CONFIRMING;
    return null;
  }

  private String origin() {
    long seed = firstSeed + tried - 1;
    return "found with seed " + seed + (seeds > 1 ? ", " + tried + " of " + seeds : "");
  }

  private @Nullable Throwable confirmed(@Nullable Throwable failure) {
    if (!isAsBefore(failure)) {
      return notRepeated(foundYet().deviations, failure);
    }
    shrinker = new Shrinker(foundYet().deviations, ownOrderPasses);
    phase = Phase.SHRINKING;
    return null;
  }

  private @Nullable Throwable shrunk(Recorder ran, @Nullable Throwable failure) {
    if (isAsBefore(failure)) {
      shrinking().fails(ran.deviations());
    } else {
      shrinking().passes();
    }
    return null;
  }

  private Throwable proved(Recorder ran, @Nullable Throwable failure) {
    if (failure == null || !isAsBefore(failure)) {
      return notRepeated(shrinking().failing(), failure);
    }
    phase = Phase.ENDED;
    int before = foundYet().deviations.size();
    int now = ran.deviations().size();
    String shrunk = before == now ? "" : ", shrunk from " + before + " deviations to " + now;
    return withReport(failure, foundYet().origin + shrunk, ran);
  }

  private @Nullable Throwable replayed(Recorder ran, @Nullable Throwable failure) {
    phase = Phase.ENDED;
    String misfit = listed == null ? null : listed.misfit();
    if (failure == null) {
      return misfit == null ? null : NotRepeated.misfit(given, misfit);
    }
    return withReport(
        failure, misfit == null ? "replayed" : "a replay that does not fit, for " + misfit, ran);
  }

  private static Throwable withReport(Throwable failure, String origin, Recorder ran) {
    return Failures.both(failure, new ScheduleReport(origin, ran.deviations(), ran.story()));
  }

  private Throwable notRepeated(List<Deviation> deviations, @Nullable Throwable instead) {
    phase = Phase.ENDED;
    return NotRepeated.failure(foundYet().failure, foundYet().origin, deviations, instead);
  }

  private boolean isAsBefore(@Nullable Throwable failure) {
    return failure != null && failure.getClass() == foundYet().failure.getClass();
  }

  private Found foundYet() {
    return Objects.requireNonNull(found, "nothing has been found");
  }

  private Shrinker shrinking() {
    return Objects.requireNonNull(shrinker, "nothing has been confirmed");
  }
}
