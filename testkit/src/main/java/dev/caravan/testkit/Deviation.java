package dev.caravan.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One choice that differs from a domain's own order. Only those switches are counted at which there
 * is a choice. As a text, {@code 17:2/3} is: at switch 17 took fiber 2 of 3.
 *
 * @param at which switch, from 1
 * @param took which of the ready fibers, from 1; the first would be the domain's own choice
 * @param of how many were ready
 */
public record Deviation(int at, int took, int of) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}):(\\d{1,9})/(\\d{1,9})");

  /** Refuses what no deviation can be. */
  public Deviation {
    if (at < 1 || took < 2 || took > of) {
      throw new IllegalArgumentException(
          "a deviation is at a switch from 1 and takes one of the ready fibers, from 2, not "
              + at
              + ":"
              + took
              + "/"
              + of);
    }
  }

  /**
   * Reads a list of deviations, as reports give them.
   *
   * @param text for example {@code 3:2/2,17:2/3}; blank for none
   * @return the deviations
   * @throws IllegalArgumentException if the text is something else, or their switches do not ascend
   */
  public static List<Deviation> parseAll(String text) {
    List<Deviation> all = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Matcher matcher = TEXT.matcher(part.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "a schedule is a list such as 3:2/2,17:2/3, in which '" + part + "' has no place");
      }
      Deviation next = new Deviation(number(matcher, 1), number(matcher, 2), number(matcher, 3));
      if (!all.isEmpty() && all.getLast().at >= next.at) {
        throw new IllegalArgumentException(
            "the switches of a schedule ascend, but " + next + " follows " + all.getLast());
      }
      all.add(next);
    }
    return List.copyOf(all);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** What {@link #parseAll} reads. */
  static String textOf(List<Deviation> all) {
    return all.stream().map(Deviation::toString).collect(Collectors.joining(","));
  }

  /** The deviation as a text that {@link #parseAll} reads. */
  @Override
  public String toString() {
    return at + ":" + took + "/" + of;
  }
}
