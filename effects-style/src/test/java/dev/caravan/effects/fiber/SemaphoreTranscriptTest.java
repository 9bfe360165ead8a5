package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's semaphores say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class SemaphoreTranscriptTest {
  private final Transcript said = new Transcript();

  private void acquire(Semaphore semaphore) {
    said.say("Acquiring");
    semaphore.acquire();
    said.say("Acquired");
  }

  private void release(Semaphore semaphore) {
    said.say("Releasing");
    semaphore.release();
    said.say("Released");
  }

  @Test
  @DisplayName("C8: four contenders for two permits; a release never switches")
  void contendersAreServedInTheirOrder() {
    OnDomain.run(() -> {
      Semaphore semaphore = Semaphore.create(2);
      Runnable contender =
          () -> {
            acquire(semaphore);
            yieldNow();
            release(semaphore);
          };
      OnDomain.all(contender::run, contender::run, contender::run, contender::run);
      said.isInOneText(
          "Acquiring / Acquired / Acquiring / Acquired / Acquiring / Acquiring / Releasing / Released"
              + " / Releasing / Released / Acquired / Acquired / Releasing / Released / Releasing"
              + " / Released");
      assertThat(semaphore.value()).isEqualTo(2);
    });
  }

  @Test
  @DisplayName("eio 33: a cancelled acquire leaves no debt")
  void aCancelledAcquireLeavesNoDebt() {
    OnDomain.run(() -> {
      Semaphore semaphore = Semaphore.create(0);
      assertThatThrownBy(() -> both(semaphore::acquire, () -> OnDomain.fail("cancel")))
          .hasMessage("cancel");
      semaphore.release();
      assertThat(semaphore.value()).isEqualTo(1);
      semaphore.acquire();
      assertThat(semaphore.value()).isZero();
    });
  }

  @Test
  @DisplayName("§2.4: a permit goes to the one who has waited longest, without becoming free")
  void aReleasedPermitIsNeverFreeWhileSomebodyWaits() {
    OnDomain.run(() -> {
      Semaphore semaphore = Semaphore.create(0);
      both(
          () -> acquire(semaphore),
          () -> {
            release(semaphore);
            said.say("value " + semaphore.value() + ", tried " + semaphore.tryAcquire());
          });
      said.isInOneText("Acquiring / Releasing / Released / value 0, tried false / Acquired");
    });
  }

  @Test
  @DisplayName("Appendix A: a free permit is taken even in a cancelled scope")
  void aFreePermitIsTakenInACancelledScope() {
    Semaphore semaphore = Semaphore.create(1);
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      semaphore.acquire();
      assertThatThrownBy(semaphore::acquire).isInstanceOf(Cancelled.class);
    });
    semaphore.release();
    assertThat(semaphore.value()).isEqualTo(1);
  }

  @Test
  @DisplayName("Appendix A: who was given a permit before the cancellation has it")
  void aPermitGivenBeforeTheCancellationCounts() {
    OnDomain.run(() -> {
      Semaphore semaphore = Semaphore.create(0);
      CancelScope scope = CancelScope.root();
      both(
          () -> scope.run(() -> acquire(semaphore)),
          () -> {
            semaphore.release();
            scope.cancel(null);
          });
      said.isInOneText("Acquiring / Acquired");
      assertThat(semaphore.value()).isZero();
    });
  }

  @Test
  void aReleaseThatWouldOverflowIsRefused() {
    Semaphore semaphore = Semaphore.create(Integer.MAX_VALUE);
    assertThatThrownBy(semaphore::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("semaphore.release: would overflow");
    assertThat(semaphore.value()).isEqualTo(Integer.MAX_VALUE);
    assertThat(semaphore.tryAcquire()).isTrue();
  }

  @Test
  void aNegativeNumberOfPermitsIsRefused() {
    assertThatThrownBy(() -> Semaphore.create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
