package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.stm.LocationWaiters;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TLong;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.data.TDeque;
import dev.caravan.core.stm.data.TMVar;
import dev.caravan.core.stm.data.TMap;
import dev.caravan.core.stm.data.TPromise;
import dev.caravan.core.stm.data.TQueue;
import dev.caravan.core.stm.data.TStack;
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
      case "TInt.await" ->
          new OnTInt() {
            @Override
            Object call() {
              return number.await(n -> n == 1);
            }
          };
      case "TInt.await(Duration)" ->
          new OnTInt() {
            @Override
            Object call() {
              return number.await(n -> n == 1, limit);
            }
          };
      case "TInt.getAndUpdate" ->
          new OnTInt() {
            @Override
            Object call() {
              return number.getAndUpdate(n -> {
                Stm.check(n == 1);
                return n;
              });
            }
          };
      case "TLong.await" ->
          new OnTLong() {
            @Override
            Object call() {
              return number.await(n -> n == 1);
            }
          };
      case "TLong.await(Duration)" ->
          new OnTLong() {
            @Override
            Object call() {
              return number.await(n -> n == 1, limit);
            }
          };
      case "TLong.getAndUpdate" ->
          new OnTLong() {
            @Override
            Object call() {
              return number.getAndUpdate(n -> {
                Stm.check(n == 1);
                return n;
              });
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
      case "TStack.take" ->
          new OnTStack() {
            @Override
            Object call() {
              return stack.take();
            }
          };
      case "TStack.take(Duration)" ->
          new OnTStack() {
            @Override
            Object call() {
              return stack.take(limit);
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
      case "TMVar.take" ->
          new OnEmptyTMVar() {
            @Override
            Object call() {
              return place.take();
            }
          };
      case "TMVar.take(Duration)" ->
          new OnEmptyTMVar() {
            @Override
            Object call() {
              return place.take(limit);
            }
          };
      case "TMVar.read" ->
          new OnEmptyTMVar() {
            @Override
            Object call() {
              return place.read();
            }
          };
      case "TMVar.read(Duration)" ->
          new OnEmptyTMVar() {
            @Override
            Object call() {
              return place.read(limit);
            }
          };
      case "TPromise.await" ->
          new OnTPromise() {
            @Override
            Object call() {
              return promise.await();
            }
          };
      case "TPromise.await(Duration)" ->
          new OnTPromise() {
            @Override
            Object call() {
              return promise.await(limit);
            }
          };
      case "TMap.awaitKey" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.awaitKey("key");
            }
          };
      case "TMap.awaitKey(Duration)" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.awaitKey("key", limit);
            }
          };
      case "TMap.take" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.take("key");
            }
          };
      case "TMap.take(Duration)" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.take("key", limit);
            }
          };
      case "TMap.compute" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.compute("key", (_, value) -> retryWithout(value));
            }
          };
      case "TMap.computeIfAbsent" ->
          new OnTMap() {
            @Override
            Object call() {
              return map.computeIfAbsent("key", _ -> retryWithout(null));
            }
          };
      case "TMap.computeIfPresent" ->
          new OnTMapOfOne() {
            @Override
            Object call() {
              return map.computeIfPresent("key", (_, value) -> sameIfThere(value));
            }
          };
      case "TMap.merge" ->
          new OnTMapOfOne() {
            @Override
            Object call() {
              return map.merge("key", "mine", (value, _) -> sameIfThere(value));
            }
          };
      case "TMap.computeAll" ->
          new OnTMapOfOne() {
            @Override
            Object call() {
              map.computeAll((_, value) -> sameIfThere(value));
              return "computed";
            }
          };
      case "TDeque.takeFirst" ->
          new OnTDeque() {
            @Override
            Object call() {
              return list.takeFirst();
            }
          };
      case "TDeque.takeFirst(Duration)" ->
          new OnTDeque() {
            @Override
            Object call() {
              return list.takeFirst(limit);
            }
          };
      case "TDeque.takeLast" ->
          new OnTDeque() {
            @Override
            Object call() {
              return list.takeLast();
            }
          };
      case "TDeque.takeLast(Duration)" ->
          new OnTDeque() {
            @Override
            Object call() {
              return list.takeLast(limit);
            }
          };
      default -> throw new IllegalArgumentException("no driver for the method " + method);
    };
  }

  private static String sameIfThere(String value) {
    Stm.check(value.equals("there"));
    return value;
  }

  private static String retryWithout(String value) {
    Stm.check(value != null);
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
    assertThat(LocationWaiters.of(awaited)).as("waiters left at what it read").isZero();
    assertThat(LocationWaiters.of(written)).as("waiters left at what it wrote").isZero();
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

  /** Takes from a stack that is empty. */
  private abstract static class OnTStack extends WaitDriver {
    final TStack<String> stack = new TStack<>();

    @Override
    void wake() {
      stack.push("an element");
    }

    @Override
    void assertNothingLeft() {
      stack.popAll();
      stack.push("the next");
      assertThat(stack.pop()).as("what a taker that gave up has left").isEqualTo("the next");
    }
  }

  /** Waits for a number to become 1. */
  private abstract static class OnTInt extends WaitDriver {
    final TInt number = TInt.of(0);

    @Override
    void wake() {
      number.set(1);
    }

    @Override
    void assertNothingLeft() {
      number.set(2);
      assertThat(number.get()).as("what one that gave up has written").isEqualTo(2);
    }
  }

  /** Waits for a number to become 1. */
  private abstract static class OnTLong extends WaitDriver {
    final TLong number = TLong.of(0);

    @Override
    void wake() {
      number.set(1);
    }

    @Override
    void assertNothingLeft() {
      number.set(2);
      assertThat(number.get()).as("what one that gave up has written").isEqualTo(2);
    }
  }

  /** Takes from or looks into a place where nothing is. */
  private abstract static class OnEmptyTMVar extends WaitDriver {
    final TMVar<String> place = TMVar.empty();

    @Override
    void wake() {
      place.put("a value");
    }

    @Override
    void assertNothingLeft() {
      place.tryTake();
      place.put("the next");
      assertThat(place.tryTake()).as("what a taker that gave up has left").isEqualTo("the next");
    }
  }

  /** Waits for a promise. */
  private abstract static class OnTPromise extends WaitDriver {
    final TPromise<String> promise = new TPromise<>();

    @Override
    void wake() {
      promise.fulfill("value");
    }
  }

  /** Waits for a key of a map, which meanwhile is resized. */
  private abstract static class OnTMap extends WaitDriver {
    final TMap<String, String> map = new TMap<>(1);

    @Override
    void wake() {
      addOthers("value");
      map.put("key", "value");
    }

    final void addOthers(String value) {
      for (int i = 0; i < 20; i++) {
        map.put("another key " + i, value);
      }
    }

    @Override
    void assertNothingLeft() {
      map.put("key", "the next");
      assertThat(map.remove("key")).as("what one that gave up has left").isEqualTo("the next");
    }
  }

  /** Waits for the value of a key to become "there", as the map is resized. */
  private abstract static class OnTMapOfOne extends OnTMap {
    OnTMapOfOne() {
      map.put("key", "not there");
    }

    /** All other values are there already, so that a function for all of them can pass. */
    @Override
    void wake() {
      addOthers("there");
      map.put("key", "there");
    }
  }

  /** Takes from a list that is empty. */
  private abstract static class OnTDeque extends WaitDriver {
    final TDeque<String> list = new TDeque<>();

    @Override
    void wake() {
      list.addFirst("an element");
    }

    @Override
    void assertNothingLeft() {
      list.takeAll();
      list.addFirst("the next");
      assertThat(list.pollLast()).as("what a taker that gave up has left").isEqualTo("the next");
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
