package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Switch;

/** The answer and the cancellation at once: whichever came first. */
public final class Decided {
  private Decided() {}

  // region decided
  static void await(Promise<String> answer) {
    try {
      System.out.println("got " + answer.await());
    } catch (Cancelled e) {
      System.out.println(e.getMessage());
    }
  }

  static void answerThenCancel(Switch sw) {
    Resolver<String> answer = Promise.create("answer");
    sw.fork(() -> await(answer.promise()));
    answer.resolve("yes");
    sw.fail(new IllegalArgumentException("too late"));
  }

  static void cancelThenAnswer(Switch sw) {
    Resolver<String> answer = Promise.create("answer");
    sw.fork(() -> await(answer.promise()));
    sw.fail(new IllegalArgumentException("in time"));
    answer.resolve("yes");
  }

  // endregion

  public static void main(String[] args) {
    Eio.run(env -> {
      try {
        Switch.run(Decided::answerThenCancel);
      } catch (IllegalArgumentException e) {
        System.out.println("the switch: " + e.getMessage());
      }
      try {
        Switch.run(Decided::cancelThenAnswer);
      } catch (IllegalArgumentException e) {
        System.out.println("the switch: " + e.getMessage());
      }
    });
  }
}
