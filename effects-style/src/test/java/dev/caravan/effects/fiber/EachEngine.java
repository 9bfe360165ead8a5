package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a program on the deterministic domain, on each engine, and compares what it says. */
final class EachEngine {
  /** A program of a test. */
  interface Program {
    void run(Said said) throws Throwable;
  }

  /** A program that wants the environment. */
  interface MainProgram {
    void run(Said said, Env env) throws Throwable;
  }

  private EachEngine() {}

  static List<Engine> available() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable).toList();
  }

  /** The lines are separated by " / "; a failure of the program is the last line. */
  static void says(String expected, Program program) {
    says(expected, (said, env) -> program.run(said));
  }

  static void says(String expected, MainProgram program) {
    for (Engine engine : available()) {
      Said said = new Said();
      List<String> lines;
      try {
        Eio.builder().engine(engine).deterministic().run(env -> program.run(said, env));
        lines = said.lines();
      } catch (AssertionError e) {
        throw e;
      } catch (Throwable e) {
        lines = new ArrayList<>(said.lines());
        lines.add("! " + Said.text(e));
      }
      assertThat(String.join(" / ", lines)).as(engine.name()).isEqualTo(expected);
    }
  }
}
