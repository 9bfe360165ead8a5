package dev.caravan.docs.exercises.effects;

import dev.caravan.docs.exercises.Exercise;
import dev.caravan.effects.handler.Effect;
import java.util.List;
import java.util.function.Supplier;

/** A caravan asks for the state of the road; the handler decides where the answer comes from. */
class Reports {
  record Road(String to) implements Effect<String> {}

  /**
   * Runs the journey. The first question about a road is answered by the first of the reports, the
   * second by the second one and so on. When there are no reports left, the journey is given up:
   * its finally blocks run, and the value is "stayed at home".
   */
  String travel(List<String> reports, Supplier<String> journey) {
    throw Exercise.yours("Handler.<String>passing().on(Road.class, …), k.resume and k.abandon");
  }
}
