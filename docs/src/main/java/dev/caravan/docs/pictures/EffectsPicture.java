package dev.caravan.docs.pictures;

import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A computation performs twice, and its handler resumes it: who runs when. */
final class EffectsPicture {
  private static final int WIDTH = 760;
  private static final int LEFT = 120;
  private static final int STEP = 104;
  private static final int ROW = 44;
  private static final int BOX = 30;

  private enum Who {
    HANDLER("the handler", "#d98e32", 0),
    COMPUTATION("the computation", "#3b7dd8", 1);

    private final String label;
    private final String colour;
    private final int row;

    Who(String label, String colour, int row) {
      this.label = label;
      this.colour = colour;
      this.row = row;
    }
  }

  private record Step(Who who, String what) {}

  private record Ask(int n) implements Effect<Integer> {}

  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();

  private EffectsPicture() {}

  static String draw() {
    EffectsPicture picture = new EffectsPicture();
    picture.record();
    return picture.render();
  }

  private void record() {
    did(Who.HANDLER, "run");
    Handler.<Integer, Integer>onReturn(
            sum -> {
              did(Who.HANDLER, "value " + sum);
              return sum;
            })
        .on(
            Ask.class,
            (ask, k) -> {
              did(Who.HANDLER, "resume " + (ask.n() + 1));
              return k.resume(ask.n() + 1);
            })
        .run(() -> asks(1) + asks(5));
  }

  private int asks(int n) {
    did(Who.COMPUTATION, "perform " + n);
    return Effects.perform(new Ask(n));
  }

  private void did(Who who, String what) {
    steps.add(new Step(who, what));
  }

  private String render() {
    int height = 2 * ROW + 20;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, height);
    add("  role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
    add("<title>The computation performs, the handler resumes it, twice; then the value</title>");
    add("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f4f4f6\"/>", WIDTH, height);
    for (Who who : Who.values()) {
      add("<text x=\"14\" y=\"%d\" fill=\"#333\">%s</text>", top(who) + 20, who.label);
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#e4e4e8\"/>",
          LEFT, top(who), WIDTH - LEFT - 14, BOX);
    }
    for (int i = 0; i < steps.size(); i++) {
      drawStep(steps.get(i), LEFT + i * STEP);
    }
    add("</svg>");
    return svg.toString();
  }

  private void drawStep(Step step, int x) {
    int y = top(step.who());
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\"/>",
        x + 2, y, STEP - 6, BOX, step.who().colour);
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"#fff\" text-anchor=\"middle\">%s</text>",
        x + STEP / 2 - 1, y + 20, step.what());
  }

  private static int top(Who who) {
    return 12 + who.row * ROW;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for this alone
  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
