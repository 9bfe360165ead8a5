package dev.caravan.docs.examples.miou;

import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.Orphans;
import dev.caravan.effects.miou.Task;
import java.util.List;
import java.util.Optional;

/** A server: each guest gets a task of its own in the background. */
public final class Gate {
  private Gate() {}

  // region gate
  static void serve(List<String> guests) {
    Orphans<String> hosts = Miou.orphans();
    for (String guest : guests) {
      hosts.async(() -> host(guest));
      Miou.yieldNow(); // a server would wait for the next guest here
      hosts.care().ifPresent(ended -> tell(ended.awaitOutcome()));
    }
    Optional<Task<String>> late = hosts.take();
    while (late.isPresent()) {
      late.get().cancel(); // the gate closes
      tell(late.get().awaitOutcome());
      late = hosts.take();
    }
  }

  // endregion

  private static String host(String guest) {
    while (guest.equals("sleeper")) {
      Miou.yieldNow();
    }
    if (guest.equals("thief")) {
      throw new IllegalArgumentException("a thief");
    }
    return guest + " has eaten";
  }

  private static void tell(Outcome<String> end) {
    System.out.println(
        switch (end) {
          case Outcome.Returned<String> returned -> returned.value();
          case Outcome.Failed<String> failed -> "failed: " + failed.error().getMessage();
          case Outcome.WasCancelled<String> cancelled -> "sent away";
        });
  }

  public static void main(String[] args) {
    Miou.runVoid(() -> serve(List.of("merchant", "sleeper", "thief", "pilgrim")));
  }
}
