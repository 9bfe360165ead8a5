package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.spi.Carrier;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Draws scopes with the switches and fibers in them as a tree. */
final class SwitchDump {
  private static final int DEEPEST = 200;

  private final IdentityHashMap<Object, String> waits = new IdentityHashMap<>();
  private final StringBuilder text = new StringBuilder();

  private SwitchDump() {
    Waits.snapshot().forEach(waiting -> waits.put(waiting.who(), waiting.forWhat().toString()));
  }

  static String of(CancelScope scope) {
    SwitchDump dump = new SwitchDump();
    dump.draw(scope, 0);
    return dump.text.toString();
  }

  private void draw(CancelScope scope, int depth) {
    line(depth, scope + reason(scope));
    if (scope.subject() instanceof SwitchRun run) {
      drawFibers(run, depth + 1);
    }
    if (depth < DEEPEST) {
      scope.children().forEach(child -> draw(child, depth + 1));
    }
  }

  private static String reason(CancelScope scope) {
    return scope.reason().map(reason -> ": " + reason).orElse("");
  }

  private void drawFibers(SwitchRun run, int depth) {
    int hooks = run.members().hookCount();
    if (hooks > 0) {
      line(depth, "hooks: " + hooks);
    }
    for (Child child : run.members().children()) {
      String kind = child.isDaemon && !child.name.equals("daemon") ? " (daemon)" : "";
      line(depth, child.name + kind + ": " + state(child.carrier()));
    }
  }

  private String state(@Nullable Carrier carrier) {
    if (carrier == null) {
      return "has not begun";
    }
    String wait = waits.get(carrier);
    return wait == null ? "runs or is ready" : "waits for " + wait;
  }

  private void line(int depth, String what) {
    text.append("  ".repeat(depth)).append(what).append('\n');
  }
}
