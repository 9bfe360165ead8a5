package dev.caravan.docs.exercises.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Promise;
import dev.caravan.docs.exercises.Exercise;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final Retry subject = Exercise.subject(Retry.class);
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void theFirstSuccessEndsIt() {
    Supplier<Fut<Integer>> thirdTime =
        () -> {
          int number = attempts.incrementAndGet();
          return number < 3
              ? Fut.failed(new IllegalStateException("attempt " + number))
              : Fut.value(number);
        };
    assertThat(subject.retry(5, thirdTime).await()).isEqualTo(3);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void afterTheLastAttemptItsFailureIsTheResult() {
    Supplier<Fut<Integer>> never =
        () -> Fut.failed(new IllegalStateException("attempt " + attempts.incrementAndGet()));
    assertThatThrownBy(() -> subject.retry(3, never).await()).hasMessage("attempt 3");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void itDoesNotWaitForAnAttempt() {
    Promise<Integer> slow = new Promise<>();
    Fut<Integer> result = subject.retry(2, slow::future);
    assertThat(result.isDone()).isFalse();
    slow.fulfill(1);
    assertThat(result.await()).isEqualTo(1);
  }
}
