package dev.caravan.core.stm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a nested part has overwritten in the log, oldest first. */
final class Undo {
  private record Overwritten(int at, @Nullable State mine) {}

  /** How many actions after the commit there were when the part began. */
  final int actionsBefore;

  private final List<Overwritten> all = new ArrayList<>();

  Undo(int actionsBefore) {
    this.actionsBefore = actionsBefore;
  }

  void remember(int at, @Nullable State mine) {
    all.add(new Overwritten(at, mine));
  }

  /** The part succeeded; now it is what the part around it has overwritten. */
  void addAll(Undo inner) {
    all.addAll(inner.all);
  }

  void restore(@Nullable Object[] slots) {
    for (Overwritten one : all.reversed()) {
      slots[one.at + Log.MINE] = one.mine;
    }
  }
}
