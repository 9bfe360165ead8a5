package dev.caravan.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;

/**
 * What happened in a test, line by line, in order. On a deterministic domain it is the same each
 * time, so it can be compared as a whole. May be written from any thread.
 */
public final class Trail {
  private final List<String> lines = new ArrayList<>(); // guarded by this

  /** Makes an empty trail. */
  public Trail() {}

  /**
   * Adds a line.
   *
   * @param line what happened
   */
  public synchronized void add(String line) {
    lines.add(Objects.requireNonNull(line, "line"));
  }

  /**
   * The lines so far.
   *
   * @return a copy
   */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Demands that exactly these lines have been written, in this order.
   *
   * @param expected the lines
   * @throws AssertionError if others have been, with both texts
   */
  public void expect(String... expected) {
    Assertions.assertEquals(String.join("\n", expected), toString(), "the trail");
  }

  /** The lines, one below the other. */
  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
