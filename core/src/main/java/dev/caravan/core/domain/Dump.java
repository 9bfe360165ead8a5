package dev.caravan.core.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Draws the fibers of a domain as a tree. */
final class Dump {
  private static final int MOST = 10_000; // fibers; a dump is to be read

  private final StringBuilder text = new StringBuilder();
  private final Map<Long, List<DomainFiber>> byParent = new TreeMap<>();

  private final @Nullable DomainFiber foreign;

  private Dump(@Nullable DomainFiber foreign) {
    this.foreign = foreign;
  }

  static String of(Loop loop) {
    return of(loop, null);
  }

  /** With a fiber that was found waiting by other means than Caravan's. */
  static String of(Loop loop, @Nullable DomainFiber foreign) {
    Dump dump = new Dump(foreign);
    dump.text.append(loop.name).append(" (").append(loop.engine()).append(")\n");
    dump.draw(fibers(loop));
    return dump.text.toString();
  }

  /**
   * Oldest first. The links may change under the walk: what is missed is no fault of a snapshot.
   */
  private static List<DomainFiber> fibers(Loop loop) {
    List<DomainFiber> fibers = new ArrayList<>();
    for (DomainFiber at = loop.newest; at != null && fibers.size() < MOST; at = at.older) {
      fibers.add(at);
    }
    return fibers.reversed();
  }

  private void draw(List<DomainFiber> fibers) {
    Set<Long> ids = new HashSet<>();
    fibers.forEach(fiber -> ids.add(fiber.id));
    for (DomainFiber fiber : fibers) {
      long parent = ids.contains(fiber.parent) ? fiber.parent : 0; // the parent has ended
      byParent.computeIfAbsent(parent, id -> new ArrayList<>()).add(fiber);
    }
    drawChildrenOf(0, 1);
  }

  private void drawChildrenOf(long parent, int depth) {
    for (DomainFiber fiber : byParent.getOrDefault(parent, List.of())) {
      text.append("  ".repeat(Math.min(depth, 40)));
      text.append(fiber.label()).append(": ");
      text.append(fiber == foreign ? "waits outside Caravan" : fiber.state());
      text.append('\n');
      drawChildrenOf(fiber.id, depth + 1);
    }
  }
}
