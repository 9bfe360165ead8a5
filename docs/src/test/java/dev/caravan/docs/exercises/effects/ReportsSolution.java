package dev.caravan.docs.exercises.effects;

import dev.caravan.effects.handler.Handler;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** The handler's state lives beside it, in the method that makes it. */
class ReportsSolution extends Reports {
  @Override
  String travel(List<String> reports, Supplier<String> journey) {
    Iterator<String> left = reports.iterator();
    return Handler.<String>passing()
        .on(
            Road.class,
            (road, k) -> left.hasNext() ? k.resume(left.next()) : k.abandon("stayed at home"))
        .run(journey::get);
  }
}
