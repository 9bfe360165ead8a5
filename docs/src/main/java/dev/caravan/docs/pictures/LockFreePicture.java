package dev.caravan.docs.pictures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** B pushes in the middle of A's push: once onto a word that is set, once by compare-and-set. */
final class LockFreePicture {
  /** One access to the word that holds the stack. */
  record Step(String thread, String what, boolean failed, String after) {}

  /** The word, with a record of what was done to it. */
  private static final class Word {
    private final List<Step> steps = new ArrayList<>();
    private String stack = "";

    String get(String thread) {
      add(thread, "reads " + show(stack), false);
      return stack;
    }

    void set(String thread, String value) {
      stack = value;
      add(thread, "writes " + show(value), false);
    }

    boolean compareAndSet(String thread, String seen, String value) {
      boolean same = Objects.equals(stack, seen);
      if (same) {
        stack = value;
      }
      add(thread, show(seen) + " to " + show(value), !same);
      return same;
    }

    private void add(String thread, String what, boolean failed) {
      steps.add(new Step(thread, what, failed, show(stack)));
    }

    private static String show(String stack) {
      return "[" + stack + "]";
    }
  }

  private LockFreePicture() {}

  static String draw() {
    return StepsSvg.draw(
        "Above, A overwrites what B pushed; below, A's compare-and-set fails, and A tries again",
        "the stack",
        List.of(getAndSet(), compareAndSet()));
  }

  private static List<Step> getAndSet() {
    Word word = new Word();
    pushBySet(word, "A", () -> pushBySet(word, "B", () -> {}));
    return word.steps;
  }

  private static void pushBySet(Word word, String thread, Runnable between) {
    String seen = word.get(thread);
    between.run();
    word.set(thread, thread.toLowerCase(Locale.ROOT) + seen);
  }

  private static List<Step> compareAndSet() {
    Word word = new Word();
    pushByCas(word, "A", () -> pushByCas(word, "B", () -> {}));
    return word.steps;
  }

  private static void pushByCas(Word word, String thread, Runnable betweenOnce) {
    Runnable between = betweenOnce;
    while (true) {
      String seen = word.get(thread);
      between.run();
      between = () -> {};
      if (word.compareAndSet(thread, seen, thread.toLowerCase(Locale.ROOT) + seen)) {
        return;
      }
    }
  }
}
