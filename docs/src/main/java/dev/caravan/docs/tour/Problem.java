package dev.caravan.docs.tour;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Something that could not be read and was left out.
 *
 * @param name the path, or the jar and the entry
 * @param what what was wrong with it
 */
public record Problem(String name, String what) implements Comparable<Problem> {
  @Override
  public int compareTo(Problem other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : what.compareTo(other.what);
  }

  static Problem of(String name, Exception failure) {
    return new Problem(name, reason(failure));
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      default -> message == null ? failure.getClass().getSimpleName() : oneLine(message);
    };
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public String toString() {
    return name + ": " + what;
  }
}
