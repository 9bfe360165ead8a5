package dev.caravan.benchmarks.fibers;

import dev.caravan.core.domain.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What fibers promise of memory, checked in JVMs that do nothing else. */
public final class FiberChecks {

  /** What the engines need that are not there in every JVM. */
  public static final List<String> FLAGS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

  private static final int MILLION = 1_000_000;
  private static final int PROMISED_MEGABYTES = 1_200;
  private static final int HEAP_MEGABYTES = 3_000; // more, so that a broken promise has a figure

  private FiberChecks() {}

  /** A million fibers that wait have room in 1.2 GB on {@link Engine#LOOP}. */
  public static String parkedOnLoop() {
    return parked(Engine.LOOP, MILLION);
  }

  /** The same on {@link Engine#CONTINUATION}. */
  public static String parkedOnContinuations() {
    return parked(Engine.CONTINUATION, MILLION);
  }

  static String parked(Engine engine, int fibers) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-Xmx" + HEAP_MEGABYTES + "m", "-XX:+UseG1GC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Parked.class.getName());
    command.addAll(
        List.of(engine.name(), String.valueOf(fibers), String.valueOf(PROMISED_MEGABYTES)));
    String asked = fibers + " parked fibers on " + engine + ": ";
    try {
      Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (jvm.waitFor() != 0) {
        throw new AssertionError(asked + said);
      }
      return asked + said;
    } catch (IOException e) {
      throw new AssertionError(asked + "the JVM did not start", e);
    } catch (InterruptedException e) {
      throw new AssertionError(asked + "interrupted", e);
    }
  }
}
