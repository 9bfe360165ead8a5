package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A random program of switches, forks, races, cancellations and failures, made of a seed before it
 * runs, so that it is the same whatever order its fibers run in.
 */
final class RandomTree {
  private static final int DEEPEST = 5;

  private enum Kind {
    SAY,
    YIELD,
    PERMIT,
    THROW,
    FAIL,
    SWITCH,
    PROTECTED_SWITCH,
    FORK,
    DAEMON,
    PROMISE,
    GENERATE,
    BOTH,
    FIRST,
    MAP,
    SUB,
    PROTECT,
    CATCH,
    HOOK,
    AWAIT_CANCEL
  }

  private static final Set<Kind> LEAVES =
      EnumSet.of(Kind.SAY, Kind.YIELD, Kind.PERMIT, Kind.THROW, Kind.FAIL, Kind.AWAIT_CANCEL);

  private record Node(int id, Kind kind, int number, List<Node> parts) {}

  /** What a run leaves behind: all zero if nothing leaks. */
  final AtomicInteger running = new AtomicInteger();

  final AtomicInteger hooks = new AtomicInteger();
  final Semaphore permits = Semaphore.create(2);

  private final Random random;
  private final Said said;
  private final Node root;
  private int ids;

  RandomTree(long seed, Said said) {
    this.random = new Random(seed);
    this.said = said;
    this.root = new Node(0, Kind.SWITCH, 0, parts(1));
  }

  private List<Node> parts(int depth) {
    List<Node> parts = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Kind[] kinds = Kind.values();
      Kind kind = depth < DEEPEST ? kinds[random.nextInt(kinds.length)] : Kind.YIELD;
      boolean isRare = kind == Kind.THROW || kind == Kind.FAIL || kind == Kind.AWAIT_CANCEL;
      if (isRare && random.nextInt(3) > 0) {
        kind = Kind.SAY;
      }
      boolean isLeaf = LEAVES.contains(kind);
      parts.add(new Node(++ids, kind, random.nextInt(4), isLeaf ? List.of() : parts(depth + 1)));
    }
    return parts;
  }

  void run() {
    Switch.run(sw -> inFiber(root, sw));
  }

  private void inFiber(Node node, Switch sw) {
    running.incrementAndGet();
    said.say("%d begins", node.id);
    try {
      all(node, sw);
      said.say("%d ends", node.id);
    } catch (RuntimeException e) {
      said.say("%d ends: %s", node.id, Said.text(e));
      throw e;
    } finally {
      running.decrementAndGet();
    }
  }

  private void all(Node node, Switch sw) {
    for (Node part : node.parts) {
      step(part, sw);
    }
  }

  private void step(Node node, Switch sw) {
    switch (node.kind) {
      case SAY -> said.say("%d", node.id);
      case YIELD -> {
        for (int i = 0; i <= node.number; i++) {
          Fiber.yieldNow();
        }
      }
      case PERMIT -> {
        permits.acquire();
        try {
          Fiber.yieldNow();
        } finally {
          permits.release();
        }
      }
      case THROW -> throw Said.failure("thrown " + node.id);
      case FAIL -> sw.fail(Said.failure("failed " + node.id));
      case AWAIT_CANCEL ->
          Fiber.first(
              Fiber::<String>awaitCancel,
              () -> { // not for ever
                all(new Node(0, Kind.YIELD, 0, List.of()), sw);
                Fiber.yieldNow();
                return "";
              });
      case SWITCH -> Switch.run("switch " + node.id, inner -> all(node, inner));
      case PROTECTED_SWITCH -> Switch.runProtected(inner -> all(node, inner));
      case FORK -> sw.fork(() -> inFiber(node, sw));
      case DAEMON ->
          sw.forkDaemon(() -> {
            inFiber(node, sw);
            Fiber.awaitCancel();
          });
      case PROMISE -> {
        Promise<Integer> promise =
            sw.forkPromise(() -> {
              inFiber(node, sw);
              return node.id;
            });
        Fiber.yieldNow();
        said.say("%d promised %d", node.id, promise.await());
      }
      case GENERATE -> generate(node, sw);
      case BOTH -> Fiber.both(() -> inFiber(node, sw), () -> inFiber(node, sw));
      case FIRST ->
          said.say(
              "%d: %s",
              node.id,
              Fiber.first(
                  (a, b) -> a + b,
                  () -> {
                    inFiber(node, sw);
                    return "a";
                  },
                  () -> {
                    Fiber.yieldNow();
                    return "b";
                  }));
      case MAP ->
          Fiber.forEach(
              1 + node.number,
              node.parts,
              part -> {
                running.incrementAndGet();
                try {
                  step(part, sw);
                } finally {
                  running.decrementAndGet();
                }
              });
      case SUB ->
          Cancel.sub(context -> {
            if (node.number == 0) {
              context.cancel(Said.failure("cancelled " + node.id));
            }
            all(node, sw);
            return null;
          });
      case PROTECT -> Cancel.runProtected(() -> all(node, sw));
      case CATCH -> {
        try {
          all(node, sw);
        } catch (RuntimeException e) {
          said.say("%d caught %s", node.id, Said.text(e));
          if (e instanceof Cancelled) {
            Fiber.check();
          }
        }
      }
      case HOOK -> {
        hooks.incrementAndGet();
        Registration hook =
            sw.onRelease(() -> {
              hooks.decrementAndGet();
              said.say("hook %d", node.id);
              all(node, sw);
            });
        if (node.number == 0 && hook.tryRemove()) {
          hooks.decrementAndGet();
        }
      }
    }
  }

  private void generate(Node node, Switch sw) {
    Generator<Integer> numbers =
        sw.generate(out -> {
          for (int i = 0; i < node.number; i++) {
            out.yield(i);
            all(node, sw);
          }
        });
    try {
      while (numbers.hasNext()) {
        said.say("%d generated %d", node.id, numbers.next());
      }
    } catch (Cancelled e) {
      throw e;
    } catch (IllegalStateException e) {
      said.say("%d generates no more", node.id);
    }
  }
}
