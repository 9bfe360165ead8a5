package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Switch;
import java.util.ArrayList;
import java.util.List;

/** A resource lives as long as the switch that it was opened with. */
public final class Ledger {
  private final List<String> lines = new ArrayList<>();
  private boolean open = true;

  private Ledger() {}

  // region open
  static Ledger open(Switch sw) {
    Ledger ledger = new Ledger();
    sw.onRelease(ledger::close);
    return ledger;
  }

  // endregion

  // region wrong
  static Ledger opened() {
    return Switch.call(sw -> { // when this switch ends, it closes what was opened with it
      Ledger ledger = open(sw);
      ledger.write("the year 1001");
      return ledger;
    });
  }

  // endregion

  // region right
  static Ledger opened(Switch sw) { // it outlives the call, so the caller says how long
    Ledger ledger = open(sw);
    ledger.write("the year 1001");
    return ledger;
  }

  // endregion

  void write(String line) {
    if (!open) {
      throw new IllegalArgumentException("the ledger is closed");
    }
    lines.add(line);
  }

  private void close() {
    open = false;
    System.out.println("closed with " + lines.size() + " lines");
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      System.out.println("with a switch inside:");
      try {
        opened().write("ten bales of silk");
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("with the caller's switch:");
      Switch.run(sw -> opened(sw).write("ten bales of silk"));
    });
  }
}
