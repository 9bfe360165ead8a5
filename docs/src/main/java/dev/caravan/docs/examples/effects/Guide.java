package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.ContinuationAlreadyResumed;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.ArrayList;
import java.util.List;

/** Backtracking asks for the same answer twice. */
public final class Guide {
  private Guide() {}

  // region wrong
  record Choose(List<String> ways) implements Effect<String> {}

  static String route() {
    return Effects.perform(new Choose(List.of("north", "south")))
        + " and "
        + Effects.perform(new Choose(List.of("river", "hills")));
  }

  static List<String> allRoutes() {
    return Handler.<String, List<String>>onReturn(List::of)
        .on(
            Choose.class,
            (choose, k) -> {
              List<String> routes = new ArrayList<>();
              for (String way : choose.ways()) {
                routes.addAll(k.resumeAndWait(way)); // the second time there is no rest left
              }
              return Step.done(routes);
            })
        .run(Guide::route);
  }

  // endregion

  // region right
  static List<String> allRoutesByReplay() {
    List<String> routes = new ArrayList<>();
    explore(List.of(), routes);
    return routes;
  }

  /** Runs the whole again for each choice, with the answers given so far. */
  private static void explore(List<String> answers, List<String> routes) {
    int[] asked = {0};
    Handler.<String, List<List<String>>>onReturn(
            route -> {
              routes.add(route);
              return List.of();
            })
        .on(
            Choose.class,
            (choose, k) -> {
              if (asked[0] < answers.size()) {
                return k.resume(answers.get(asked[0]++));
              }
              return k.abandon(choose.ways().stream().map(way -> with(answers, way)).toList());
            })
        .run(Guide::route)
        .forEach(more -> explore(more, routes));
  }

  private static List<String> with(List<String> answers, String way) {
    List<String> more = new ArrayList<>(answers);
    more.add(way);
    return more;
  }

  // endregion

  public static void main(String[] args) {
    try {
      System.out.println(allRoutes());
    } catch (ContinuationAlreadyResumed e) {
      System.out.println(e.getMessage());
    }
    System.out.println(allRoutesByReplay());
  }
}
