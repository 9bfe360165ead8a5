package dev.caravan.docs.tour;

import java.util.List;

/** One way to organise the work: how the class files are shared out and the findings joined. */
public interface Model {
  /** What the command line and the tables call it. */
  String name();

  /** The module it shows, or the JDK's. */
  String module();

  /**
   * Looks at every class, once, and joins the findings.
   *
   * @param classes what to look at
   * @param progress told of each class
   * @param workers how many classes to look at at a time
   */
  Summary run(List<ClassSource> classes, Progress progress, int workers);
}
