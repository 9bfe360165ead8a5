package dev.caravan.docs.tour;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Shows how far each pass is: a bar on a terminal, lines elsewhere. Workers only add to a counter;
 * a thread of the display's own looks at it a few times a second.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final Duration BAR_EVERY = Duration.ofMillis(100);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final int BAR_WIDTH = 30;
  private static final String ERASE_LINE = "\r\u001b[K";

  /** Where to, and how. */
  record Style(boolean terminal, boolean blocks) {}

  private final PrintWriter out;
  private final Style style;
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tour-progress").factory());

  ProgressDisplay(PrintWriter out, Style style) {
    this.out = out;
    this.style = style;
  }

  /** Begins to show a pass over so many classes. */
  Pass begin(String model, String what, int total) {
    return new Pass(model, what, total);
  }

  /** One pass of one model; close it when the model has returned. */
  final class Pass implements Progress, AutoCloseable {
    private final String model;
    private final String what;
    private final int total;
    private final LongAdder done = new LongAdder();
    private final long start = System.nanoTime();
    private final ScheduledFuture<?> sampling;
    private boolean closed; // guarded by this

    private Pass(String model, String what, int total) {
      this.model = model;
      this.what = what;
      this.total = total;
      long every = (style.terminal() ? BAR_EVERY : LINE_EVERY).toMillis();
      sampling =
          sampler.scheduleAtFixedRate(
              this::sample, style.terminal() ? 0 : every, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public void step() {
      done.increment();
    }

    private synchronized void sample() {
      if (!closed) {
        show(done.sum());
      }
    }

    private void show(long n) {
      int percent = (int) (total == 0 ? 100 : 100 * n / total);
      if (style.terminal()) {
        out.print(ERASE_LINE + label() + bar(percent) + String.format(" %3d %%", percent));
      } else {
        out.println(label() + percent + " %");
      }
      out.flush();
    }

    private String label() {
      return String.format(Locale.ROOT, "%-12s  %-12s ", what, model);
    }

    private String bar(int percent) {
      int full = BAR_WIDTH * percent / 100;
      return style.blocks()
          ? "\u2588".repeat(full) + "\u2591".repeat(BAR_WIDTH - full)
          : "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "]";
    }

    @Override
    public void close() {
      sampling.cancel(false);
      synchronized (this) {
        closed = true;
        if (!style.terminal()) {
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          out.println(label() + TableText.time(took));
          out.flush();
        }
      }
    }
  }

  /** Ends the display and, on a terminal, erases its line. */
  @Override
  public void close() {
    sampler.shutdownNow();
    if (style.terminal()) {
      out.print(ERASE_LINE);
      out.flush();
    }
  }
}
