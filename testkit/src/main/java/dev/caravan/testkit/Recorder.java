package dev.caravan.testkit;

import dev.caravan.core.domain.Schedule;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Writes down where a schedule deviates from the domain's own order, in numbers and in words. */
final class Recorder implements Schedule {
  private final Schedule decides;

  // of whoever has the turn; read when the run has ended
  private int switches;
  private final List<Deviation> deviations = new ArrayList<>();
  private final List<String> story = new ArrayList<>();

  Recorder(Schedule decides) {
    this.decides = decides;
  }

  List<Deviation> deviations() {
    return List.copyOf(deviations);
  }

  /** The deviations in words, one line each. */
  List<String> story() {
    return List.copyOf(story);
  }

  @Override
  public int pick(int ready) {
    return pick(ready, i -> "fiber " + (i + 1));
  }

  @Override
  public int pick(int ready, IntFunction<String> names) {
    switches++;
    int took = decides.pick(ready, names);
    if (took > 0) {
      deviations.add(new Deviation(switches, took + 1, ready));
      story.add(
          "at switch %d took fiber %d of %d: %s before %s%s"
              .formatted(switches, took + 1, ready, names.apply(took), names.apply(0), place()));
    }
    return took;
  }

  /** Where in the user's code the caller gives its turn away, if it still runs. */
  private static String place() {
    if (Carrier.currentOrNull() == null) {
      return "";
    }
    Optional<StackTraceElement> frame =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .map(StackWalker.StackFrame::toStackTraceElement)
                    .filter(Recorder::isUsers)
                    .findFirst());
    return frame
        .map(at ->
            ", as the turn was given away in %s(%s:%d)"
                .formatted(simple(at), at.getFileName(), at.getLineNumber()))
        .orElse("");
  }

  /** The examples of Caravan's chapters are users too; what else is Caravan's is not. */
  private static boolean isUsers(StackTraceElement frame) {
    String name = frame.getClassName();
    return !name.startsWith("java.")
        && !name.startsWith("jdk.")
        && !name.startsWith("sun.")
        && (!name.startsWith("dev.caravan.") || name.startsWith("dev.caravan.docs."));
  }

  private static String simple(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
