package dev.caravan.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each thread finds the carrier that it bound last, however many others have bound theirs. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class BoundCarrierTest {
  private static final int MANY = 1_500; // several for each place where the latest are noted

  private static final class Mine extends Carrier {
    @Override
    protected void park(Trigger trigger, long deadline, boolean interruptible) {
      throw new UnsupportedOperationException("nothing waits here");
    }
  }

  @Test
  void eachOfManyThreadsFindsItsOwn() throws Exception {
    CyclicBarrier allHaveBound = new CyclicBarrier(MANY);
    List<FutureTask<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      FutureTask<Boolean> body =
          new FutureTask<>(() -> {
            Mine mine = new Mine();
            Carrier.bind(mine);
            boolean atFirst = Carrier.currentOrNull() == mine;
            allHaveBound.await();
            boolean inTheEnd = Carrier.currentOrNull() == mine;
            Carrier.bind(null);
            return atFirst && inTheEnd && Carrier.currentOrNull() == null;
          });
      threads.add(body);
      Thread.ofVirtual().start(body);
    }

    for (Future<Boolean> thread : threads) {
      assertThat(thread.get()).isTrue();
    }
  }

  @Test
  void aThreadThatBindsAnotherFindsThatOne() throws Exception {
    FutureTask<Boolean> body =
        new FutureTask<>(() -> {
          Mine first = new Mine();
          Mine second = new Mine();
          Carrier.bind(first);
          Carrier.bind(second);
          boolean found = Carrier.currentOrNull() == second;
          Carrier.bind(null);
          return found;
        });
    Thread.ofVirtual().start(body);

    assertThat(body.get()).isTrue();
  }

  @Test
  void aCarrierThatWasUnboundIsNotKept() throws InterruptedException {
    WeakReference<Carrier> bound = boundAndUnbound();

    Eventually.until(
        "the carrier is collected",
        () -> {
          System.gc();
          return bound.get() == null;
        });
  }

  private static WeakReference<Carrier> boundAndUnbound() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Carrier mine = new Mine();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              Carrier.bind(mine);
              Carrier.bind(null);
              done.countDown();
            });
    done.await();
    thread.join();
    return new WeakReference<>(mine);
  }
}
