package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.available;
import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.time.MockClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The canonical examples of eio, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class ExamplesTest {
  static List<Engine> engines() {
    return available();
  }

  @Test
  @DisplayName("E5: a bounded stream")
  void stream() {
    says(
        "Adding 1... / Adding 2... / Adding 3... / Got 1 / Adding 4... / Got 2 / Adding 5... / Got 3"
            + " / Got 4 / Got 5",
        said -> {
          Stream<Integer> stream = Stream.create(2);
          Fiber.both(
              () -> {
                for (int i = 1; i <= 5; i++) {
                  said.say("Adding %d...", i);
                  stream.add(i);
                }
              },
              () -> {
                for (int i = 1; i <= 5; i++) {
                  said.say("Got %d", stream.take());
                  Fiber.yieldNow();
                }
              });
        });
  }

  @Test
  @DisplayName("E6: a cache that fetches each page once")
  void cache() {
    says(
        "Requesting http://example.com... / Fetching \"http://example.com\"..."
            + " / Requesting http://example.com... / Requesting http://bad.com..."
            + " / Fetching \"http://bad.com\"... / Requesting http://bad.com..."
            + " / Got response for \"http://example.com\""
            + " / http://example.com -> <h1>Example.com</h1>"
            + " / Got response for \"http://bad.com\" / http://bad.com -> Failure 404 Not Found"
            + " / http://example.com -> <h1>Example.com</h1>"
            + " / http://bad.com -> Failure 404 Not Found",
        said -> {
          Map<String, Promise<String>> pages = new HashMap<>();
          Fiber.forEach(
              List.of(
                  "http://example.com", "http://example.com", "http://bad.com", "http://bad.com"),
              url -> {
                said.say("Requesting %s...", url);
                String end;
                try {
                  end = cached(said, pages, url);
                } catch (RuntimeException e) {
                  end = text(e);
                }
                said.say("%s -> %s", url, end);
              });
        });
  }

  private static String cached(Said said, Map<String, Promise<String>> pages, String url) {
    Promise<String> known = pages.get(url);
    if (known != null) {
      return known.await();
    }
    Resolver<String> page = Promise.create(url);
    pages.put(url, page.promise());
    try {
      page.resolve(fetch(said, url));
    } catch (RuntimeException e) {
      page.reject(e);
    }
    return page.promise().await();
  }

  private static String fetch(Said said, String url) {
    said.say("Fetching \"%s\"...", url);
    Fiber.yieldNow();
    said.say("Got response for \"%s\"", url);
    if (url.equals("http://bad.com")) {
      throw failure("404 Not Found");
    }
    return "<h1>Example.com</h1>";
  }

  private record Request(int number, Resolver<String> reply) {}

  @Test
  @DisplayName("E10: workers that take requests from a stream without room")
  void workers() {
    says(
        "Worker A ready / Worker B ready / Client 1 submitting job..."
            + " / Worker A processing request 1 / Client 2 submitting job..."
            + " / Worker B processing request 2 / Client 3 submitting job..."
            + " / Client 1 got Processed:1 / Worker A processing request 3"
            + " / Client 2 got Processed:2 / Client 3 got Processed:3",
        said ->
            Switch.run(sw -> {
              Stream<Request> requests = Stream.create(0);
              for (String name : List.of("A", "B")) {
                sw.forkDaemon(() -> work(said, name, requests));
              }
              Switch.run(clients -> {
                for (int i = 1; i <= 3; i++) {
                  int number = i;
                  clients.fork(() -> submit(said, number, requests));
                  Fiber.yieldNow();
                }
              });
            }));
  }

  private static void submit(Said said, int number, Stream<Request> requests) {
    said.say("Client %d submitting job...", number);
    Resolver<String> reply = Promise.create();
    requests.add(new Request(number, reply));
    said.say("Client %d got %s", number, reply.promise().await());
  }

  private static void work(Said said, String name, Stream<Request> requests) {
    said.say("Worker %s ready", name);
    while (true) {
      Request request = requests.take();
      said.say("Worker %s processing request %d", name, request.number);
      Fiber.yieldNow(); // the work
      request.reply.resolve("Processed:" + request.number);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("E11: five seconds that take no time")
  void mockClock(Engine engine) {
    Said said = new Said();
    MockClock clock = new MockClock(time -> said.say("mock time is now %d", time.toSeconds()));
    Eio.builder()
        .engine(engine)
        .clock(clock)
        .deterministic()
        .run(env -> {
          said.say("Sleeping for five seconds...");
          Fiber.sleep(Duration.ofSeconds(5));
          said.say("Resumed");
        });
    assertThat(said.lines())
        .containsExactly("Sleeping for five seconds...", "mock time is now 5", "Resumed");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("C25, eio 35: sleepers wake in the order of their times, then of their coming")
  void sleepers(Engine engine) {
    Said said = new Said();
    MockClock clock = new MockClock(time -> said.say("now %d", time.toSeconds()));
    Eio.builder()
        .engine(engine)
        .clock(clock)
        .deterministic()
        .run(env ->
            Fiber.all(
                () -> sleep(said, "A", 5),
                () -> sleep(said, "B", 7),
                () -> sleep(said, "C", 2),
                () -> sleep(said, "D", 0),
                () -> sleep(said, "E", 5)));
    assertThat(said.lines())
        .containsExactly("D (0)", "now 2", "C (2)", "now 5", "A (5)", "E (5)", "now 7", "B (7)");
    assertThatThrownBy(clock::advance).hasMessageContaining("no further events are scheduled");
  }

  private static void sleep(Said said, String name, int seconds) {
    Fiber.sleep(Duration.ofSeconds(seconds));
    said.say("%s (%d)", name, seconds);
  }

  @Test
  @DisplayName("eio 34: a sleep that is over when it begins lets the others go first")
  void sleepInThePast() {
    says(
        "other / slept",
        said ->
            Fiber.both(
                () -> {
                  Fiber.sleep(Duration.ofSeconds(-1));
                  said.say("slept");
                },
                () -> said.say("other")));
  }

  @Test
  @DisplayName("eio 40: a promise that nobody resolves is a deadlock")
  void deadlock() {
    for (Engine engine : available()) {
      assertThatThrownBy(() ->
              Eio.builder()
                  .engine(engine)
                  .deterministic()
                  .run(env ->
                      Switch.run(
                          "server",
                          sw -> {
                            sw.fork("reader", () -> Promise.create("answer").promise().await());
                            Promise.create("question").promise().await();
                          })))
          .isInstanceOf(Deadlock.class)
          .hasMessageContaining("main#1: waits for promise question")
          .hasMessageContaining("reader#2: waits for promise answer");
    }
  }
}
