package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** State by effects: the room that is left is the handler's, not the loader's. */
public final class Room {
  private Room() {}

  // region room
  record Take(int kg) implements Effect<Boolean> {}

  static List<Integer> load(List<Integer> bales) {
    List<Integer> loaded = new ArrayList<>();
    for (int kg : bales) {
      if (Effects.perform(new Take(kg))) {
        loaded.add(kg);
      }
    }
    return loaded;
  }

  static String withRoom(int room, Supplier<List<Integer>> loader) {
    int[] left = {room};
    return Handler.<List<Integer>, String>onReturn(loaded -> loaded + ", " + left[0] + " left")
        .on(
            Take.class,
            (take, k) -> {
              boolean fits = take.kg() <= left[0];
              left[0] -= fits ? take.kg() : 0;
              return k.resume(fits);
            })
        .run(loader::get);
  }

  public static void main(String[] args) {
    System.out.println(withRoom(100, () -> load(List.of(60, 50, 30))));
  }
  // endregion
}
