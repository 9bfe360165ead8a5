package dev.caravan.docs.tour;

/** The report. */
final class Report {
  private Report() {}

  static String html(Input input, TourResult result) {
    return "<!doctype html>" + input.description() + result.rounds();
  }
}
