package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The examples that the Javadoc shows, each a region of a test that runs it. */
class SnippetsTest {
  // @start region="effect"
  record Ask(String question) implements Effect<Integer> {}

  record Log(String line) implements Effect<@Nullable Void> {}

  static int twice() {
    Effects.perform(new Log("asking"));
    return 2 * Effects.perform(new Ask("how many?"));
  }

  // @end

  @Test
  void handler() {
    // @start region="handler"
    List<String> lines = new ArrayList<>();
    Handler<Integer, String> handler =
        Handler.<Integer, String>onReturn(n -> "it is " + n)
            .onError(e -> "it failed: " + e.getMessage())
            .on(Ask.class, (ask, k) -> k.resume(21))
            .on(
                Log.class,
                (log, k) -> {
                  lines.add(log.line());
                  return k.resume(null);
                });
    String text = handler.run(() -> twice()); // it is 42
    // @end
    assertThat(text).isEqualTo("it is 42");
    assertThat(lines).containsExactly("asking");
  }

  // @start region="selector"
  record Read<T>(Class<T> type, String key) implements Effect<T> {}

  static String greeting() {
    return Effects.perform(new Read<>(String.class, "user")) + "!";
  }

  static String greet() {
    return Handler.<String>passing()
        .onEffect(effect ->
            switch (effect) {
              case Read<?>(var type, String key) when key.equals("user") ->
                  k -> k.resume(type.cast("Ada"));
              default -> null; // not ours
            })
        .run(() -> greeting());
  }

  // @end

  @Test
  void selector() {
    assertThat(greet()).isEqualTo("Ada!");
  }

  @Test
  void scope() {
    List<String> trail = new ArrayList<>();
    // @start region="scope"
    List<Continuation<Integer, Integer>> stored = new ArrayList<>();
    try (EffectScope scope = EffectScope.open()) {
      Handler.<Integer>passing()
          .in(scope)
          .on(
              Ask.class,
              (ask, k) -> {
                stored.add(k); // and nobody goes on with it
                return Step.done(0);
              })
          .run(() -> {
            try {
              return Effects.perform(new Ask("anybody?"));
            } finally {
              trail.add("cleaned up");
            }
          });
    } // the perform throws Discontinued, the finally block runs
    // @end
    assertThat(trail).containsExactly("cleaned up");
    assertThatThrownBy(() -> stored.getFirst().resumeAndWait(1))
        .isInstanceOf(ContinuationAlreadyResumed.class);
  }

  // @start region="shallow"
  record Get() implements Effect<Integer> {}

  record Put(int value) implements Effect<@Nullable Void> {}

  static <A> ShallowHandler<A, A> state(int now) {
    return ShallowHandler.<A>passing()
        .on(Get.class, (get, k) -> k.resume(now, state(now)))
        .on(Put.class, (put, k) -> k.resume(null, state(put.value())));
  }

  // @end

  @Test
  void shallow() {
    int end =
        SnippetsTest.<Integer>state(1)
            .run(() -> {
              Effects.perform(new Put(Effects.perform(new Get()) + 41));
              return Effects.perform(new Get());
            });
    assertThat(end).isEqualTo(42);
  }
}
