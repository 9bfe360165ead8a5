package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever fibers of one domain do, a stream and a semaphore do what a few lines of sequential code
 * say, waiters and their order of waking included.
 */
class SyncPropertiesTest {
  enum Step {
    IN,
    OUT,
    TRY
  }

  @Property(tries = 200)
  void aStreamDoesWhatItsModelDoes(
      @ForAll @Size(max = 60) List<Step> program, @ForAll @IntRange(max = 4) int capacity) {
    List<String> said = new ArrayList<>();
    StreamModel model = new StreamModel(capacity);
    Domain.builder()
        .run(domain -> {
          Switch.run(sw -> {
            Stream<Integer> stream = Stream.create(capacity);
            for (int i = 0; i < program.size(); i++) {
              int item = i;
              switch (program.get(i)) {
                case IN -> {
                  sw.fork(() -> {
                    stream.add(item);
                    said.add("added " + item);
                  });
                  model.add(item);
                }
                case OUT -> {
                  sw.fork(() -> said.add("took " + stream.take()));
                  model.take();
                }
                case TRY -> assertThat(stream.tryTake()).isEqualTo(model.tryTake());
              }
              OnDomain.yieldNow();
              assertThat(said).isEqualTo(model.said);
              assertThat(stream.size()).isEqualTo(model.items.size());
            }
            model.drain(stream, program.size());
          });
          return null;
        });
  }

  private static final class StreamModel {
    private final int capacity;
    private final Deque<Integer> items = new ArrayDeque<>();
    private final Deque<Integer> adders = new ArrayDeque<>();
    private int takers;
    private final List<String> said = new ArrayList<>();

    StreamModel(int capacity) {
      this.capacity = capacity;
    }

    void add(int item) {
      if (takers > 0) {
        takers--;
        said.add("added " + item);
        said.add("took " + item);
      } else if (items.size() < capacity) {
        items.add(item);
        said.add("added " + item);
      } else {
        adders.add(item);
      }
    }

    void take() {
      Integer woken = adders.peek();
      Optional<Integer> item = next();
      if (item.isEmpty()) {
        takers++;
        return;
      }
      said.add("took " + item.get());
      if (woken != null) {
        said.add("added " + woken);
      }
    }

    Optional<Integer> tryTake() {
      Integer woken = adders.peek();
      Optional<Integer> item = next();
      if (woken != null) {
        said.add("added " + woken);
      }
      return item;
    }

    private Optional<Integer> next() {
      Integer let = adders.poll();
      if (let != null) {
        items.add(let);
      }
      return Optional.ofNullable(items.poll());
    }

    /** Serves those who wait, so that the domain can end. */
    void drain(Stream<Integer> stream, int item) {
      for (; takers > 0; takers--) {
        stream.add(item);
      }
      while (stream.tryTake().isPresent()) {
        adders.poll();
      }
    }
  }

  @Property(tries = 200)
  void aSemaphoreDoesWhatItsModelDoes(
      @ForAll @Size(max = 60) List<Step> program, @ForAll @IntRange(max = 3) int permits) {
    List<Integer> entered = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    Deque<Integer> waiting = new ArrayDeque<>();
    int[] free = {permits};
    Domain.builder()
        .run(domain -> {
          Switch.run(sw -> {
            Semaphore semaphore = Semaphore.create(permits);
            for (int i = 0; i < program.size(); i++) {
              int who = i;
              switch (program.get(i)) {
                case IN -> {
                  sw.fork(() -> {
                    semaphore.acquire();
                    entered.add(who);
                  });
                  if (free[0] > 0) {
                    free[0]--;
                    expected.add(who);
                  } else {
                    waiting.add(who);
                  }
                }
                case OUT -> {
                  semaphore.release();
                  Integer next = waiting.poll();
                  if (next == null) {
                    free[0]++;
                  } else {
                    expected.add(next);
                  }
                }
                case TRY -> {
                  assertThat(semaphore.tryAcquire()).isEqualTo(free[0] > 0);
                  free[0] = Math.max(0, free[0] - 1);
                }
              }
              assertThat(semaphore.value()).isEqualTo(free[0]);
              OnDomain.yieldNow();
              assertThat(entered).isEqualTo(expected);
            }
            waiting.forEach(left -> semaphore.release());
          });
          return null;
        });
  }
}
