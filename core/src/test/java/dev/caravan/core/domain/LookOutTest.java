package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.queue.MpscQueue;
import org.junit.jupiter.api.Test;

/** A driver looks out for mail before it parks, as long as that pays. */
class LookOutTest {
  private static final long FOREVER = Long.MAX_VALUE;

  private final MpscQueue<String> inbox = new MpscQueue<>();

  @Test
  void mailThatIsThereRewardsEachLookOut() {
    LookOut lookOut = new LookOut(FOREVER);
    inbox.offer("a letter");

    for (int i = 0; i < 100; i++) {
      assertThat(lookOut.isRewarded(inbox)).isTrue();
    }
  }

  @Test
  void mailThatComesMeanwhileRewardsIt() throws InterruptedException {
    Thread sender = Thread.ofPlatform().start(() -> inbox.offer("a letter"));

    assertThat(new LookOut(FOREVER).isRewarded(inbox)).isTrue();
    sender.join();
  }

  @Test
  void inVainItLooksOutEverMoreRarelyUntilItIsRewarded() {
    LookOut lookOut = new LookOut(1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(lookOut.isRewarded(inbox)).isFalse();
    }

    inbox.offer("a letter");
    int idles = 1;
    while (!lookOut.isRewarded(inbox)) {
      idles++;
    }
    assertThat(idles).isBetween(1, 64);
    assertThat(lookOut.isRewarded(inbox)).isTrue();
  }

  @Test
  void withOneProcessorItNeverLooksOut() {
    inbox.offer("a letter");

    assertThat(new LookOut(0).isRewarded(inbox)).isFalse();
  }
}
