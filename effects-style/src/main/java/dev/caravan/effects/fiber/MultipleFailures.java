package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several failures of one scope, in the order in which they occurred. The first is also the cause,
 * the others are suppressed on this. It never holds a {@link Cancelled}, which says less than the
 * failure that it comes from, nor another of its kind, nor one failure twice. Source of the
 * concept: eio's {@code Exn.Multiple}.
 */
public final class MultipleFailures extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In the order in which they occurred. */
  @SuppressWarnings("serial") // lists of the JDK are serializable; so are exceptions
  private final List<Throwable> failures;

  private MultipleFailures(List<Throwable> failures) {
    super(text(failures), failures.getFirst());
    this.failures = failures;
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  private static String text(List<Throwable> failures) {
    return failures.stream()
        .map(failure -> "\n- " + failure.toString().replace("\n", "\n  "))
        .collect(Collectors.joining("", "Multiple exceptions:", ""));
  }

  /**
   * What failed.
   *
   * @return two failures or more, in the order in which they occurred
   */
  public List<Throwable> failures() {
    return failures;
  }

  /**
   * Joins a later failure to an earlier one: what is the same stays as it is, a {@link Cancelled}
   * gives way to anything else, and otherwise both are kept in a flat list.
   *
   * @param first what failed first, or null
   * @param later what failed later
   * @return what to throw in the end
   */
  public static Throwable join(@Nullable Throwable first, Throwable later) {
    if (first == null || first == later) {
      return later;
    }
    if (later instanceof Cancelled) {
      return first;
    }
    return first instanceof Cancelled ? later : both(first, later);
  }

  private static Throwable both(Throwable first, Throwable later) {
    List<Throwable> all = new ArrayList<>(parts(first));
    int before = all.size();
    for (Throwable part : parts(later)) {
      if (all.stream().noneMatch(known -> known == part)) {
        all.add(part);
      }
    }
    return all.size() == before ? first : new MultipleFailures(List.copyOf(all));
  }

  private static List<Throwable> parts(Throwable failure) {
    return failure instanceof MultipleFailures several ? several.failures : List.of(failure);
  }
}
