package dev.caravan.core.stm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a nested part has overwritten in the log, oldest first. */
final class Undo {
  private record Overwritten(Log.Entry entry, @Nullable State mine) {}

  /** How many actions after the commit there were when the part began. */
  final int actionsBefore;

  private final List<Overwritten> all = new ArrayList<>();

  Undo(int actionsBefore) {
    this.actionsBefore = actionsBefore;
  }

  void remember(Log.Entry entry) {
    all.add(new Overwritten(entry, entry.mine));
  }

  /** The part succeeded; now it is what the part around it has overwritten. */
  void addAll(Undo inner) {
    all.addAll(inner.all);
  }

  void restore() {
    for (Overwritten one : all.reversed()) {
      one.entry.mine = one.mine;
    }
  }
}
