package dev.caravan.benchmarks.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A line of the results: a contender beside a row of Caravan's in the same benchmark with the same
 * parameters. Where Caravan has several rows, a contender has a line for each. Caravan's own rows
 * come first and are compared with themselves.
 *
 * @param contender the contender's measurement
 * @param caravan the name of Caravan's row; empty if it has none there
 * @param ratio the contender's time over Caravan's: above 1, Caravan is faster
 * @param verdict whether the two differ at all
 */
public record Comparison(
    Measurement contender, String caravan, OptionalDouble ratio, Verdict verdict) {

  private static final Comparator<Measurement> ORDER =
      Comparator.comparing((Measurement m) -> !m.isCaravan()).thenComparing(Measurement::contender);

  /** Compares all measurements with their Caravan rows; benchmarks stay in their order. */
  public static List<Comparison> of(List<Measurement> measurements) {
    List<Comparison> lines = new ArrayList<>();
    for (List<Measurement> peers : groups(measurements)) {
      List<Measurement> caravans = peers.stream().filter(Measurement::isCaravan).toList();
      for (Measurement peer : peers) {
        lines.addAll(lines(peer, caravans));
      }
    }
    return lines;
  }

  /** The measurements that belong beside each other, Caravan's first. */
  static List<List<Measurement>> groups(List<Measurement> measurements) {
    List<List<Measurement>> groups = new ArrayList<>();
    List<Measurement> left = new ArrayList<>(measurements);
    while (!left.isEmpty()) {
      Measurement first = left.getFirst();
      groups.add(left.stream().filter(first::besides).sorted(ORDER).toList());
      left.removeIf(first::besides);
    }
    groups.sort(
        Comparator.comparing((List<Measurement> g) -> g.getFirst().benchmark())
            .thenComparing(g -> g.getFirst().paramsText(), Comparison::naturally));
    return groups;
  }

  /** Shorter numbers first: {@code workers=8} before {@code workers=16}. */
  private static int naturally(String a, String b) {
    return padded(a).compareTo(padded(b));
  }

  private static String padded(String text) {
    return Pattern.compile("\\d+")
        .matcher(text)
        .replaceAll(
            digits -> "0".repeat(Math.max(0, 12 - digits.group().length())) + digits.group());
  }

  private static List<Comparison> lines(Measurement peer, List<Measurement> caravans) {
    if (peer.isCaravan()) {
      return List.of(new Comparison(peer, peer.contender(), OptionalDouble.of(1), Verdict.NONE));
    }
    if (caravans.isEmpty()) {
      return List.of(new Comparison(peer, "", OptionalDouble.empty(), Verdict.NONE));
    }
    return caravans.stream().map(caravan -> line(peer, caravan)).toList();
  }

  private static Comparison line(Measurement peer, Measurement caravan) {
    return new Comparison(
        peer,
        caravan.contender(),
        OptionalDouble.of(peer.nsPerOp() / caravan.nsPerOp()),
        Verdict.of(peer, caravan));
  }
}
