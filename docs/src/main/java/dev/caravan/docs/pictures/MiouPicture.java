package dev.caravan.docs.pictures;

import dev.caravan.core.trace.Timeline;
import dev.caravan.core.trace.Timeline.Span;
import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.MiouOptions;
import dev.caravan.effects.miou.Task;
import java.util.Map;

/** A parent with a child here and one on another domain, which has a child of its own. */
final class MiouPicture {
  private static final String DOMAIN = "miou-domain-";
  private static final Map<String, String> NAMES =
      Map.of("task-1", "far", "task-2", "near", "task-3", "grandchild");

  private MiouPicture() {}

  static String draw() {
    run();
    try (Timeline timeline = Timeline.start()) {
      run();
      return TimelineSvg.draw(
          "The parent ends after both children, and the far one after its own child",
          timeline.stop().stream()
              .filter(span -> !isServing(span))
              .map(MiouPicture::named)
              .toList());
    }
  }

  private static void run() {
    Miou.runVoid(
        MiouOptions.defaults().domains(1),
        () -> {
          Task<?> far = Miou.callVoid(MiouPicture::far);
          Task<?> near = Miou.asyncVoid(() -> Busy.work(12));
          Busy.work(10);
          near.await();
          far.await();
          Busy.work(6);
        });
  }

  private static void far() {
    Busy.work(8);
    Task<?> grandchild = Miou.asyncVoid(() -> Busy.work(18));
    Busy.work(10);
    grandchild.await();
    Busy.work(6);
  }

  /** The first fiber of a further domain only takes calls. */
  private static boolean isServing(Span span) {
    return span.task().equals("main") && !span.pool().equals(DOMAIN + 0);
  }

  private static Span named(Span span) {
    int domain = Integer.parseInt(span.pool().substring(DOMAIN.length()));
    String name = NAMES.getOrDefault(span.task(), "parent");
    return new Span("domain", domain, name, span.strand(), span.start(), span.end());
  }
}
