package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Continuation;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectScope;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.ArrayDeque;
import java.util.Queue;

/** A computation that is stored and never gone on with does not clean up. */
public final class Gates {
  record Rest() implements Effect<Boolean> {}

  private final Queue<Continuation<Boolean, String>> resting = new ArrayDeque<>();

  private Gates() {}

  static String pass(String who) {
    System.out.println("  gate opens for " + who);
    try {
      Effects.perform(new Rest());
      return who + " is through";
    } finally {
      System.out.println("  gate closes behind " + who);
    }
  }

  private Handler<String, String> handler() {
    return Handler.<String>passing()
        .on(
            Rest.class,
            (rest, k) -> {
              resting.add(k);
              return Step.done("rests");
            });
  }

  // region wrong
  void day() {
    Handler<String, String> handler = handler();
    handler.run(() -> pass("Amal"));
    handler.run(() -> pass("Badr"));
    System.out.println("  " + resting.remove().resumeAndWait(true));
    // evening; Badr's gate stays open
  }

  // endregion

  // region right
  void dayInAScope() {
    try (EffectScope scope = EffectScope.open()) {
      Handler<String, String> handler = handler().in(scope);
      handler.run(() -> pass("Amal"));
      handler.run(() -> pass("Badr"));
      System.out.println("  " + resting.remove().resumeAndWait(true));
    } // evening: Badr's perform throws Discontinued
  }

  // endregion

  public static void main(String[] args) {
    System.out.println("stored:");
    new Gates().day();
    System.out.println("stored in a scope:");
    new Gates().dayInAScope();
  }
}
