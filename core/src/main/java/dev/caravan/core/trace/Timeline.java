package dev.caravan.core.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Records what each worker of each pool does, from {@link #start()} to {@link #stop()}. For reports
 * and teaching: the recording holds every stretch of every task, so record seconds, not hours.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="timeline"}
 */
public final class Timeline implements AutoCloseable {
  private final Recording recording;
  private final Instant began;

  /**
   * One stretch of a task on a worker.
   *
   * @param pool the pool's name
   * @param worker the worker's number
   * @param task what ran
   * @param strand the id of the thread: stretches of one task have the same
   * @param start when it began, counted from the start of the timeline
   * @param end when it ended, counted from the start of the timeline
   */
  public record Span(
      String pool, int worker, String task, long strand, Duration start, Duration end) {}

  private Timeline(Recording recording) {
    this.recording = recording;
    this.began = Instant.now();
  }

  /**
   * Starts recording.
   *
   * @return the running timeline; close it
   */
  public static Timeline start() {
    Recording recording = new Recording();
    recording.setName("Caravan timeline");
    recording.enable(TaskRunEvent.NAME).withThreshold(Duration.ZERO).withoutStackTrace();
    recording.start();
    return new Timeline(recording);
  }

  /**
   * Stops recording and reads what was recorded. May be called once.
   *
   * @return the stretches, by start
   * @throws IllegalStateException if the timeline was stopped or closed before
   * @throws UncheckedIOException if the recording cannot be written or read back
   */
  public List<Span> stop() {
    recording.stop();
    Path file = null;
    try {
      file = Files.createTempFile("caravan-timeline", ".jfr");
      recording.dump(file);
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the timeline back", e);
    } finally {
      deleteQuietly(file);
    }
  }

  private List<Span> read(Path file) throws IOException {
    List<Span> spans = new ArrayList<>();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (event.getEventType().getName().equals(TaskRunEvent.NAME)) {
          spans.add(span(event));
        }
      }
    }
    spans.sort(Comparator.comparing(Span::start));
    return List.copyOf(spans);
  }

  private Span span(RecordedEvent event) {
    return new Span(
        event.getString("pool"),
        event.getInt("worker"),
        event.getString("task"),
        event.getLong("strand"),
        Duration.between(began, event.getStartTime()),
        Duration.between(began, event.getEndTime()));
  }

  private static void deleteQuietly(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException ignored) { // a temporary file; the system cleans it up
        return;
      }
    }
  }

  /** Ends the recording and frees it; what {@link #stop} returned stays valid. */
  @Override
  public void close() {
    recording.close();
  }
}
