package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FailOnHang.class)
class JobDequeTest {

  private final JobDeque<Object> deque = new JobDeque<>(2);

  @Test
  @Tag("conformance")
  void popTakesTheNewestAndStealTheOldest() {
    assertThat(deque.pop()).isNull();
    assertThat(deque.steal()).isNull();
    for (int i = 0; i < 10; i++) {
      deque.push(i);
    }

    assertThat(deque.size()).isEqualTo(10);
    assertThat(deque.pop()).isEqualTo(9);
    assertThat(deque.steal()).isEqualTo(0);
    assertThat(deque.pop()).isEqualTo(8);
    assertThat(deque.steal()).isEqualTo(1);
    assertThat(deque.size()).isEqualTo(6);
  }

  @Test
  @Tag("conformance")
  void popIfTakesOnlyTheNewest() {
    Integer one = 1_000_001;
    Integer two = 1_000_002;
    deque.push(one);
    deque.push(two);

    assertThat(deque.popIf(one)).isFalse();
    assertThat(deque.popIf(two)).isTrue();
    assertThat(deque.popIf(one)).isTrue();
    assertThat(deque.popIf(one)).isFalse();
    assertThat(deque.isEmpty()).isTrue();
  }

  @Test
  @Tag("conformance")
  void anybodyWhoKnowsItsPlaceTakesAJob() {
    List<Object> jobs = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < 10; i++) { // the deque grows meanwhile
      places.add(deque.nextPlace());
      jobs.add("job " + i);
      deque.push(jobs.get(i));
    }

    for (int i : new int[] {4, 0, 9, 3, 8}) {
      assertThat(deque.take(jobs.get(i), places.get(i))).isTrue();
      assertThat(deque.take(jobs.get(i), places.get(i))).as("a second time").isFalse();
    }
    assertThat(deque.take("no job", places.get(5))).isFalse();
    assertThat(deque.steal()).isEqualTo("job 1");
    assertThat(deque.pop()).isEqualTo("job 7");
    assertThat(deque.popIf(jobs.get(5))).isFalse();
    assertThat(deque.popIf(jobs.get(6))).isTrue();
    assertThat(deque.steal()).isEqualTo("job 2");
    assertThat(deque.peekNewest()).isEqualTo("job 5");
    assertThat(deque.steal()).isEqualTo("job 5");
    assertThat(deque.steal()).isNull();
    assertThat(deque.pop()).isNull();
    assertThat(deque.size()).isZero();
  }

  @Test
  @DisplayName("places of jobs that were taken between the ends are used again")
  void placesThatWereTakenAreUsedAgain() {
    deque.push("the oldest, which nobody takes");
    int most = 0;
    for (int i = 0; i < 10_000; i++) {
      Object first = new Object();
      int place = deque.nextPlace();
      Object second = new Object();
      deque.push(first);
      deque.push(second);
      assertThat(deque.take(first, place)).isTrue();
      assertThat(deque.popIf(second)).isTrue();
      most = Math.max(most, deque.size());
    }

    assertThat(most).as("places in use at most").isLessThan(10);
  }

  @Test
  void aPlaceIsRightThoughThePushMakesRoom() {
    deque.push("oldest");
    Object newest = new Object();
    int newestPlace = deque.nextPlace();
    deque.push(newest);
    assertThat(deque.take(newest, newestPlace)).isTrue(); // in a ring that is full

    Object next = new Object();
    int place = deque.nextPlace();
    deque.push(next);

    assertThat(deque.isNewest(place)).isTrue();
    assertThat(deque.take(next, place)).isTrue();
  }

  @Test
  void aUselessJobAtTheOldEndIsDropped() {
    for (int i = 0; i < 6; i++) {
      deque.push(i);
    }
    deque.dropOldestWhile(job -> (Integer) job < 3);

    assertThat(deque.size()).isEqualTo(3);
    assertThat(deque.steal()).isEqualTo(3);
    assertThat(deque.isEmptyForOwner()).isFalse();
    assertThat(deque.isEmptyForThieves()).isFalse();
    deque.dropOldestWhile(job -> true);
    assertThat(deque.isEmptyForOwner()).isTrue();
    assertThat(deque.isEmptyForThieves()).isTrue();
  }

  @ParameterizedTest
  @Tag("conformance")
  @ValueSource(ints = {-2, 0, 1, 3, 63})
  void aCapacityThatIsNoPowerOfTwoIsRefused(int capacity) {
    assertThatThrownBy(() -> new JobDeque<>(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacity));
  }

  @Test
  @Tag("conformance")
  void nullIsRefused() {
    assertThatThrownBy(() -> deque.push(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("what was taken is not kept alive by the deque")
  void whatWasTakenIsNotKeptAlive() {
    List<WeakReference<Object>> taken = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deque.push(new Object());
    }
    for (int i = 0; i < 50; i++) {
      taken.add(new WeakReference<>(deque.pop()));
      taken.add(new WeakReference<>(deque.steal()));
    }
    Eventually.until(
        "all are collected",
        () -> {
          System.gc();
          return taken.stream().allMatch(reference -> reference.get() == null);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6})
  @DisplayName("the owner, thieves and a taker get each job once, with growth")
  void eachJobIsTakenOnce(int thieves) throws Exception {
    int jobs = 200_000;
    AtomicBoolean done = new AtomicBoolean();
    List<FutureTask<List<Object>>> loots = new ArrayList<>();
    for (int t = 0; t < thieves; t++) {
      FutureTask<List<Object>> loot = new FutureTask<>(() -> stealUntil(done));
      Thread.ofPlatform().daemon().start(loot);
      loots.add(loot);
    }
    AtomicReference<Placed> newest = new AtomicReference<>();
    FutureTask<List<Object>> taken = new FutureTask<>(() -> takeUntil(done, newest));
    Thread.ofPlatform().daemon().start(taken);
    loots.add(taken);
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Placed next = new Placed(i, deque.nextPlace());
      deque.push(next);
      newest.set(next);
      if (i % 3 == 0) {
        add(all, deque.pop());
      }
      if (i % 1_000 == 0) {
        while (add(all, deque.pop())) {
          // to the bottom, where owner and thieves meet
        }
      }
    }
    while (add(all, deque.pop())) {
      // what the thieves have left
    }
    done.set(true);
    for (FutureTask<List<Object>> loot : loots) {
      all.addAll(loot.get());
    }

    assertThat(deque.steal()).as("what is left").isNull();
    assertThat(deque.isEmpty()).isTrue();
    BitSet seen = new BitSet(jobs);
    all.forEach(job -> seen.set(((Placed) job).number));
    assertThat(all).hasSize(jobs);
    assertThat(seen.cardinality()).isEqualTo(jobs);
  }

  private record Placed(int number, int place) {}

  private List<Object> takeUntil(AtomicBoolean done, AtomicReference<Placed> newest) {
    List<Object> loot = new ArrayList<>();
    while (!done.get()) {
      Placed job = newest.get();
      if (job != null && deque.take(job, job.place)) {
        loot.add(job);
      }
    }
    return loot;
  }

  private List<Object> stealUntil(AtomicBoolean done) {
    List<Object> loot = new ArrayList<>();
    while (!done.get()) {
      add(loot, deque.steal());
    }
    return loot;
  }

  private static boolean add(List<Object> list, Object element) {
    return element != null && list.add(element);
  }
}
