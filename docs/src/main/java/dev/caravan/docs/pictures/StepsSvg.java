package dev.caravan.docs.pictures;

import dev.caravan.docs.pictures.LockFreePicture.Step;
import java.util.List;
import java.util.Locale;

/** Draws what threads do to a word, one box per step from left to right, one row per thread. */
final class StepsSvg {
  private static final int WIDTH = 760;
  private static final int LEFT = 90;
  private static final int STEP = 108;
  private static final int ROW = 40;
  private static final int BOX = 28;
  private static final int SCENE = 3 * ROW + 24;
  private static final String DONE = "#3b7dd8";
  private static final String FAILED = "#bf4447";

  private final StringBuilder svg = new StringBuilder();

  private StepsSvg() {}

  /**
   * Draws scenes, one below the other.
   *
   * @param title what the picture shows, for those who cannot see it
   * @param word what the threads access
   * @param scenes the recorded steps of each
   * @return the text of an SVG file
   */
  static String draw(String title, String word, List<List<Step>> scenes) {
    StepsSvg picture = new StepsSvg();
    int height = scenes.size() * SCENE;
    picture.add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, height);
    picture.add("  role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"14\">");
    picture.add("<title>%s</title>", title);
    picture.add("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f4f4f6\"/>", WIDTH, height);
    for (int i = 0; i < scenes.size(); i++) {
      picture.drawScene(word, scenes.get(i), 14 + i * SCENE);
    }
    picture.add("</svg>");
    return picture.svg.toString();
  }

  private void drawScene(String word, List<Step> steps, int top) {
    List<String> rows = List.of("A", "B");
    for (String row : rows) {
      int y = top + rows.indexOf(row) * ROW;
      add("<text x=\"14\" y=\"%d\" fill=\"#333\">%s</text>", y + 19, row);
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#e4e4e8\"/>",
          LEFT, y, WIDTH - LEFT - 20, BOX);
    }
    int below = top + rows.size() * ROW + 18;
    add("<text x=\"14\" y=\"%d\" fill=\"#333\">%s</text>", below, word);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int x = LEFT + i * STEP;
      int y = top + rows.indexOf(step.thread()) * ROW;
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\"/>",
          x + 2, y, STEP - 6, BOX, step.failed() ? FAILED : DONE);
      String text = step.failed() ? step.what() + " ✗" : step.what();
      drawText(x, y + 19, "#fff", text);
      drawText(x, below, "#333", step.after());
    }
  }

  private void drawText(int x, int y, String colour, String text) {
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"middle\">%s</text>",
        x + STEP / 2 - 1, y, colour, text);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for this alone
  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
