package dev.caravan.docs.tour;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What was found in some of the classes. It grows, so one task owns it at a time; a task that hands
 * its summary to {@link #plus} or {@link #join} gives it up.
 */
public final class Summary {
  private int classes;
  private long methods;
  private long instructions;
  private final Tally calls = new Tally();
  private final Tally dynamic = new Tally();
  private final List<Problem> problems = new ArrayList<>();

  /** Of no class. */
  Summary() {}

  /** Of one class. */
  static Summary of(ClassSource source, Progress progress) {
    Summary summary = new Summary();
    summary.add(source, progress);
    return summary;
  }

  /** Of several classes, one after the other. */
  static Summary ofAll(List<ClassSource> sources, Progress progress) {
    Summary summary = new Summary();
    for (ClassSource source : sources) {
      summary.add(source, progress);
    }
    return summary;
  }

  /** Of all that the parts are of. */
  static Summary join(List<Summary> parts) {
    return parts.stream().reduce(new Summary(), Summary::plus);
  }

  private void add(ClassSource source, Progress progress) {
    try {
      add(ClassFacts.of(source.bytes()));
    } catch (IOException e) {
      problems.add(Problem.of(source.name(), e));
    } catch (RuntimeException e) { // the parser documents no narrower type
      problems.add(new Problem(source.name(), "malformed class file: " + Problem.of("", e).what()));
    }
    progress.step();
  }

  private void add(ClassFacts facts) {
    classes++;
    methods += facts.methods();
    instructions += facts.instructions();
    facts.calls().forEach(call -> calls.add(call.callee(), call.times()));
    facts.dynamic().forEach(call -> dynamic.add(call.callee(), call.times()));
  }

  /** Gives the calls to somebody else, who counts them from now on. */
  void moveCalls(BiConsumer<Callee, Long> counter) {
    calls.moveTo(counter);
  }

  /** Counts calls that were counted elsewhere. */
  void addCalls(Callee callee, long times) {
    calls.add(callee, times);
  }

  /** Of both. The larger one takes in the smaller, so the order does not matter for the time. */
  Summary plus(Summary other) {
    if (calls.size() < other.calls.size()) {
      return other.plus(this);
    }
    classes += other.classes;
    methods += other.methods;
    instructions += other.instructions;
    calls.addAll(other.calls);
    dynamic.addAll(other.dynamic);
    problems.addAll(other.problems);
    return this;
  }

  /** The answer to the tour's question. */
  Figures figures() {
    return new Figures(
        classes,
        methods,
        instructions,
        calls.total(),
        dynamic.total(),
        calls.top(Figures.TOP),
        dynamic.top(Figures.TOP_DYNAMIC),
        problems.stream().sorted().toList());
  }
}
