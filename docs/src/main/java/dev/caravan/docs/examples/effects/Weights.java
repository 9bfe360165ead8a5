package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import java.util.List;

/** Who reads a list does not know what to do about a bad line; who asked for it does. */
public final class Weights {
  private static final List<String> LIST = List.of("60", "4o", "30");

  private Weights() {}

  // region wrong
  static int totalOrNothing(List<String> lines) {
    int total = 0;
    for (String line : lines) {
      total += Integer.parseInt(line); // throws: what was added up is lost
    }
    return total;
  }

  // endregion

  // region right
  record Unreadable(String line) implements Effect<Integer> {}

  static int total(List<String> lines) {
    int total = 0;
    for (String line : lines) {
      total += weight(line);
    }
    return total;
  }

  static int weight(String line) {
    try {
      return Integer.parseInt(line);
    } catch (NumberFormatException e) {
      return Effects.perform(new Unreadable(line)); // whoever called may know better
    }
  }

  // endregion

  // region handlers
  static String lenient(List<String> lines) {
    return Handler.<Integer, String>onReturn(kg -> kg + " kg")
        .on(Unreadable.class, (bad, k) -> k.resume(40))
        .run(() -> total(lines));
  }

  static String strict(List<String> lines) {
    return Handler.<Integer, String>onReturn(kg -> kg + " kg")
        .on(Unreadable.class, (bad, k) -> k.abandon("what is " + bad.line() + "?"))
        .run(() -> total(lines));
  }

  // endregion

  public static void main(String[] args) {
    try {
      System.out.println(totalOrNothing(LIST));
    } catch (NumberFormatException e) {
      System.out.println("exception: " + e.getMessage());
    }
    System.out.println("lenient: " + lenient(LIST));
    System.out.println("strict: " + strict(LIST));
  }
}
