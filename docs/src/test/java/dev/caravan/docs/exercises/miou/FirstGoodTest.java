package dev.caravan.docs.exercises.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.docs.exercises.Exercise;
import dev.caravan.effects.miou.Miou;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FirstGoodTest {
  private final FirstGood subject = Exercise.subject(FirstGood.class);
  private final AtomicBoolean ended = new AtomicBoolean();

  private static String fails() throws IOException {
    throw new IOException("does not know");
  }

  private String neverAnswers() {
    try {
      while (true) {
        Miou.yieldNow();
      }
    } finally {
      ended.set(true);
    }
  }

  private String ask(List<ThrowingSupplier<String, ?>> bodies) {
    return Miou.<String, RuntimeException>run(() -> subject.ask(bodies));
  }

  @Test
  void theFirstValueIsTakenAndTheOthersAreCancelled() {
    assertThat(ask(List.of(this::neverAnswers, FirstGoodTest::fails, () -> "east")))
        .isEqualTo("east");
    assertThat(ended).as("the one that never answers was cancelled").isTrue();
  }

  @Test
  void ifAllFailNobodyKnows() {
    assertThatThrownBy(() -> ask(List.of(FirstGoodTest::fails, FirstGoodTest::fails)))
        .isInstanceOf(IllegalStateException.class);
  }
}
