package dev.caravan.docs.tour;

/** Two models came to different figures, so at least one of them is wrong. */
final class Disagreement extends Exception {
  private static final long serialVersionUID = 1;

  Disagreement(String model, Figures figures, String other, Figures otherFigures) {
    super(
        model.equals(other)
            ? model
                + " came to different figures in two passes:\n"
                + both(model + ", first", figures, model + ", then", otherFigures)
            : model + " and " + other + " disagree:\n" + both(model, figures, other, otherFigures));
  }

  private static String both(String model, Figures figures, String other, Figures otherFigures) {
    return "--- "
        + model
        + "\n"
        + FiguresText.of(figures)
        + "--- "
        + other
        + "\n"
        + FiguresText.of(otherFigures);
  }
}
