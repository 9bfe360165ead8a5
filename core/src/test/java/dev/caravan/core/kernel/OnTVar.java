package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.data.TMVar;
import dev.caravan.core.stm.data.TQueue;
import java.time.Duration;

/** Waits for a variable to become "there", and writes "mine" into another if it does. */
abstract class OnTVar extends WaitDriver {
  final TVar<String> awaited = TVar.of("not there");
  final TVar<String> written = TVar.of("none");

  static WaitDriver of(String method, Duration limit) {
    TxnOptions within = TxnOptions.defaults().within(limit);
    return switch (method) {
      case "Stm.atomically" ->
          new OnTVar() {
            @Override
            Object call() {
              return inOneStep(TxnOptions.defaults());
            }
          };
      case "Stm.atomically(TxnOptions within)" ->
          new OnTVar() {
            @Override
            Object call() {
              return inOneStep(within);
            }
          };
      case "TVar.await" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.await("there"::equals);
            }
          };
      case "TVar.await(Duration)" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.await("there"::equals, limit);
            }
          };
      case "TVar.getAndUpdate" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.getAndUpdate(OnTVar::sameIfThere);
            }
          };
      case "TVar.updateAndGet" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.updateAndGet(OnTVar::sameIfThere);
            }
          };
      case "TQueue.take" ->
          new OnTQueue() {
            @Override
            Object call() {
              return queue.take();
            }
          };
      case "TQueue.take(Duration)" ->
          new OnTQueue() {
            @Override
            Object call() {
              return queue.take(limit);
            }
          };
      case "TMVar.put" ->
          new OnFullTMVar() {
            @Override
            Object call() {
              place.put("mine");
              return "put";
            }
          };
      case "TMVar.put(Duration)" ->
          new OnFullTMVar() {
            @Override
            Object call() {
              place.put("mine", limit);
              return "put";
            }
          };
      default -> throw new IllegalArgumentException("no driver for the method " + method);
    };
  }

  private static String sameIfThere(String value) {
    Stm.check(value.equals("there"));
    return value;
  }

  String inOneStep(TxnOptions options) {
    return Stm.<String, RuntimeException>atomically(
        options,
        tx -> {
          written.set(tx, "mine");
          tx.check(awaited.get(tx).equals("there"));
          return "woken";
        });
  }

  @Override
  void wake() {
    awaited.set("there");
  }

  @Override
  void assertNothingLeft() {
    assertThat(written.get()).as("what an attempt wrote that came to nothing").isEqualTo("none");
  }

  /** Takes from a queue that is empty. */
  private abstract static class OnTQueue extends WaitDriver {
    final TQueue<String> queue = new TQueue<>();

    @Override
    void wake() {
      queue.add("an element");
    }

    @Override
    void assertNothingLeft() {
      queue.pollAll();
      queue.add("the next");
      assertThat(queue.poll()).as("what a taker that gave up has left").isEqualTo("the next");
    }
  }

  /** Puts where something is. */
  private abstract static class OnFullTMVar extends WaitDriver {
    final TMVar<String> place = TMVar.of("the first");

    @Override
    void wake() {
      place.tryTake();
    }

    @Override
    void assertNothingLeft() {
      assertThat(place.peek()).as("what a putter that gave up has put").isNotEqualTo("mine");
    }
  }
}
