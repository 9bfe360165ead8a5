package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The queue against a map from tickets to elements, with producers that are suspended between their
 * ticket and their slot, for as long as the steps say.
 */
class MpscQueuePropertiesTest {

  enum Kind {
    OFFER,
    BEGIN,
    END_OLDEST,
    END_NEWEST,
    POLL,
    PEEK,
    PUSH_FIRST,
    CLOSE
  }

  /** A producer that has its ticket. */
  private record Suspended(MpscQueue.Segment seen, long ticket) {
    boolean end() {
      return seen.of(ticket).put(ticket, (int) ticket);
    }
  }

  private final MpscQueue<Integer> queue = new MpscQueue<>();
  private final ArrayDeque<Integer> front = new ArrayDeque<>();
  private final TreeMap<Long, Integer> arrived = new TreeMap<>();
  private final List<Suspended> suspended = new ArrayList<>();

  @Property(tries = 1000)
  void takesTheOldestThatIsThere(
      @ForAll @Size(max = 120) List<Kind> steps, @ForAll @IntRange(max = 120) int closeAt) {
    for (int i = 0; i < steps.size(); i++) {
      Kind step = steps.get(i);
      if (step != Kind.CLOSE) {
        run(step);
      } else if (i >= closeAt) {
        close();
      }
    }
    while (!front.isEmpty() || !arrived.isEmpty()) {
      run(Kind.POLL);
    }
    assertThat(queue.poll()).isNull();
  }

  private void run(Kind step) {
    switch (step) {
      case OFFER -> {
        long ticket = queue.tickets;
        if (queue.offer((int) ticket)) {
          arrived.put(ticket, (int) ticket);
        }
      }
      case BEGIN -> {
        if (!queue.isClosed()) {
          long ticket = queue.tickets;
          queue.tickets = ticket + 1; // nobody else is there
          suspended.add(new Suspended(queue.last, ticket));
        }
      }
      case END_OLDEST -> end(0);
      case END_NEWEST -> end(suspended.size() - 1);
      case POLL -> assertThat(queue.poll()).isEqualTo(first());
      case PEEK -> assertThat(queue.peek()).isEqualTo(peeked());
      default -> {
        queue.pushFirst(-1);
        front.addFirst(-1);
      }
    }
  }

  private void end(int which) {
    if (!suspended.isEmpty()) {
      Suspended producer = suspended.remove(which);
      boolean accepted = producer.end();
      assertThat(accepted).isEqualTo(!queue.isClosed());
      if (accepted) {
        arrived.put(producer.ticket, (int) producer.ticket);
      }
    }
  }

  private void close() {
    if (!queue.isClosed()) {
      queue.close();
    }
  }

  private Integer first() {
    if (!front.isEmpty()) {
      return front.pollFirst();
    }
    Map.Entry<Long, Integer> oldest = arrived.pollFirstEntry();
    return oldest == null ? null : oldest.getValue();
  }

  /** What was looked at stays the first, even if an older one arrives. */
  private Integer peeked() {
    Integer element = first();
    if (element != null) {
      front.addFirst(element);
    }
    return element;
  }
}
