package dev.caravan.docs.examples.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.MiouOptions;
import dev.caravan.effects.miou.Task;
import dev.caravan.effects.miou.VirtualEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A limit on the time of any task, in virtual time. */
public final class Limit {
  private Limit() {}

  // region limit
  static <T> Outcome<T> within(VirtualEvents time, Duration limit, ThrowingSupplier<T, ?> body) {
    Task<T> work = Miou.async(body);
    Task<T> alarm =
        Miou.async(() -> {
          time.sleep(limit);
          throw new TimeoutException("after " + limit.toHours() + " hours");
        });
    return Miou.awaitFirst(List.of(work, alarm)); // and the other is cancelled
  }

  // endregion

  // region virtual
  public static void main(String[] args) {
    VirtualEvents time = new VirtualEvents();
    Miou.runVoid(
        MiouOptions.defaults().events(time::on),
        () -> {
          System.out.println(within(time, Duration.ofHours(8), () -> walk(time, 6)));
          System.out.println(within(time, Duration.ofHours(8), () -> walk(time, 60)));
        });
    System.out.println(time.now().toHours() + " hours have passed");
  }

  private static String walk(VirtualEvents time, int hours) {
    time.sleep(Duration.ofHours(hours));
    return "arrived";
  }
  // endregion
}
