package dev.caravan.core.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's tool that asks a running JVM, here always the one of the test. */
public final class Jcmd {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private Jcmd() {}

  /** Runs one of its commands on this JVM; returns what it prints. */
  public static String run(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JCMD.toString());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + JCMD, e);
    }
  }
}
