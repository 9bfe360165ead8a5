package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages for whoever debugs. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class TraceTest {
  @Test
  @DisplayName("C32: a fiber may have a prefix or a sink of its own")
  void override() {
    says(
        "++a / +c / ++b",
        said ->
            Trace.runTo(
                said::say,
                () ->
                    Fiber.both(
                        () ->
                            Trace.runWithPrefix(
                                "+",
                                () -> {
                                  Trace.ln("a");
                                  Fiber.yieldNow();
                                  Trace.ln("b");
                                }),
                        () -> Trace.ln("c"))));
  }

  @Test
  @DisplayName("eio §3.17: each line of a message has the prefix; arguments are formatted")
  void lines() {
    says(
        "+x = 1 / +two\n+lines",
        said ->
            Trace.runTo(
                said::say,
                () -> {
                  Trace.ln("x = %d", 1);
                  Trace.ln("two\nlines");
                }));
  }

  @RepeatedTest(20)
  void messagesOfManyThreadsComeWholeOnTheErrorStream() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Fiber.forEach(
          8, IntStream.range(0, 200).boxed().toList(), i -> Trace.ln("begin %d\nend %d", i, i));
    } finally {
      System.setErr(before);
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(400);
    for (int i = 0; i < 400; i += 2) {
      assertThat(lines.get(i + 1)).isEqualTo(lines.get(i).replace("begin", "end"));
    }
  }
}
