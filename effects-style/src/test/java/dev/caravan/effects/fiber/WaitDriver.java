package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Knows how to call one suspending method, how to bring about what it waits for, and what must hold
 * once that came too late.
 */
final class WaitDriver {
  final ThrowingSupplier<?, ?> call;
  private final Runnable wake;
  private boolean woken;
  private Runnable close = () -> {};
  private BooleanSupplier nothingLeft = () -> true;
  private BooleanSupplier othersAreReady = () -> true;
  private boolean neverWaits;

  private WaitDriver(ThrowingSupplier<?, ?> call, Runnable wake) {
    this.call = call;
    this.wake = wake;
  }

  private WaitDriver closing(Runnable by) {
    close = by;
    return this;
  }

  private WaitDriver leaving(BooleanSupplier nothing) {
    nothingLeft = nothing;
    return this;
  }

  /** What the call waits for happens, once. */
  void wake() {
    if (!woken) {
      woken = true;
      wake.run();
    }
  }

  /** What the call waits on is closed. Idempotent. */
  void close() {
    close.run();
  }

  /** Whether an unsuccessful call has left nothing, once what it waited for has happened. */
  boolean leftNothing() {
    return nothingLeft.getAsBoolean();
  }

  /** Whether the caller, once it waits, waits for what is to be tested. */
  boolean othersAreReady() {
    return othersAreReady.getAsBoolean();
  }

  /** Whether the method waits for nobody, so that events come before the call. */
  boolean neverWaits() {
    return neverWaits;
  }

  private static ThrowingSupplier<Object, RuntimeException> voidCall(Runnable call) {
    return () -> {
      call.run();
      return "done";
    };
  }

  static WaitDriver of(String method, Duration limit) {
    return switch (method) {
      case "Promise.await", "Promise.awaitOutcome" -> promise(method);
      case "Stream.add" -> add(1, stream -> stream.add("mine"));
      case "Stream.add(Duration)" -> add(1, stream -> stream.add("mine", limit));
      case "Stream.add into a rendezvous" -> add(0, stream -> stream.add("mine"));
      case "Stream.take" -> take(1, Stream::take);
      case "Stream.take(Duration)" -> take(1, stream -> stream.take(limit));
      case "Stream.take from a rendezvous" -> take(0, Stream::take);
      case "Semaphore.acquire" -> semaphore();
      case "Mutex.lock" -> mutex(Mutex::lock);
      case "Mutex.useRw" -> mutex(mutex -> mutex.runRw(false, () -> {}));
      case "Mutex.useRo" -> mutex(mutex -> mutex.runRo(() -> {}));
      case "Condition.await" -> conditionWithMutex();
      case "Condition.awaitNoMutex", "Condition.loopNoMutex" -> condition(method);
      case "Lazy.force" -> lazy();
      case "Lazy.force as the first" -> {
        Trigger gate = gate();
        yield new WaitDriver(Lazy.of(Lazy.OnCancel.RESTART, opens(gate))::force, gate::signal);
      }
      case "ResourcePool.use" -> resourcePool();
      case "ResourcePool.useNeverBlocking" ->
          body(gate -> ResourcePool.create(1, () -> "r").useNeverBlocking(_ -> opens(gate).get()));
      case "Generator.pull" -> generator(generator -> assertThat(generator.pull()).isPresent());
      case "Generator.next" -> generator(Generator::next);
      case "Yield.yield" -> yielding();
      case "Fiber.sleep" -> new WaitDriver(voidCall(() -> Fiber.sleep(limit)), () -> {});
      case "Fiber.awaitCancel" -> new WaitDriver(Fiber::awaitCancel, () -> {});
      case "Fiber.yieldNow" -> {
        WaitDriver driver = new WaitDriver(voidCall(Fiber::yieldNow), () -> {});
        driver.neverWaits = true;
        yield driver;
      }
      case "Fiber.first" -> body(gate -> Fiber.first(Fiber::awaitCancel, opens(gate)));
      case "Cancel.move" -> body(gate -> Cancel.sub(cancel -> cancel.move(opens(gate))));
      case "Timeout.call" -> body(gate -> Timeout.of(limit).call(opens(gate)));
      case "Timeout.tryCall" -> body(gate -> Timeout.of(limit).tryCall(opens(gate)));
      case "ExecutorPool.submit" -> executorPool(false);
      case "ExecutorPool.submit to a busy pool" -> executorPool(true);
      case "DomainManager.call" -> body(gate -> DomainManager.system().call(opens(gate)));
      case "DomainManager.callRaw" -> body(gate -> DomainManager.system().callRaw(opens(gate)));
      case "Switch.run" ->
          body(gate -> {
            Switch.run(sw -> sw.fork(gate::await));
            return "done";
          });
      default -> throw new IllegalArgumentException("no driver for " + method);
    };
  }

  // ---- what waits in a body

  private interface Body {
    Object run(Trigger gate) throws Throwable;
  }

  private static Trigger gate() {
    return new Trigger("the test's gate");
  }

  private static ThrowingSupplier<Object, RuntimeException> opens(Trigger gate) {
    return voidCall(gate::await);
  }

  private static WaitDriver body(Body body) {
    Trigger gate = gate();
    return new WaitDriver(() -> body.run(gate), gate::signal);
  }

  // ---- what is shared

  private static WaitDriver promise(String method) {
    Resolver<String> resolver = Promise.create();
    Promise<String> promise = resolver.promise();
    return new WaitDriver(
        method.equals("Promise.await") ? promise::await : promise::awaitOutcome,
        () -> resolver.resolve("value"));
  }

  private static WaitDriver add(
      int capacity, ThrowingConsumer<Stream<String>, RuntimeException> call) {
    Stream<String> stream = Stream.create(capacity);
    if (capacity > 0) {
      stream.add("first");
    }
    return new WaitDriver(voidCall(() -> call.accept(stream)), stream::tryTake)
        .leaving(() -> stream.tryTake().isEmpty());
  }

  private static WaitDriver take(
      int capacity, ThrowingConsumer<Stream<String>, RuntimeException> call) {
    Stream<String> stream = Stream.create(capacity);
    return new WaitDriver(voidCall(() -> call.accept(stream)), () -> offer(stream))
        .leaving(() -> stream.size() == capacity);
  }

  private static void offer(Stream<String> stream) {
    try {
      stream.add("item", Duration.ZERO);
    } catch (TimedOut nobodyTakes) {
      assertThat(stream.capacity()).isZero();
    }
  }

  private static WaitDriver semaphore() {
    Semaphore semaphore = Semaphore.create(0);
    return new WaitDriver(voidCall(semaphore::acquire), semaphore::release)
        .leaving(() -> semaphore.value() == 1);
  }

  private static WaitDriver mutex(ThrowingConsumer<Mutex, RuntimeException> call) {
    Mutex mutex = Mutex.create();
    mutex.lock();
    return new WaitDriver(voidCall(() -> call.accept(mutex)), mutex::unlock)
        .leaving(mutex::tryLock);
  }

  private static WaitDriver conditionWithMutex() {
    Mutex mutex = Mutex.create();
    Condition condition = Condition.create();
    AtomicBoolean heldAfter = new AtomicBoolean();
    return new WaitDriver(
            voidCall(() -> {
              mutex.lock();
              try {
                condition.await(mutex);
              } finally {
                heldAfter.set(!mutex.tryLock());
                mutex.unlock();
              }
            }),
            condition::broadcast)
        .leaving(() -> heldAfter.get() && mutex.tryLock());
  }

  private static WaitDriver condition(String method) {
    Condition condition = Condition.create();
    AtomicBoolean open = new AtomicBoolean();
    Runnable wake =
        () -> {
          open.set(true);
          condition.broadcast();
        };
    return method.equals("Condition.awaitNoMutex")
        ? new WaitDriver(voidCall(condition::awaitNoMutex), wake)
        : new WaitDriver(
            () -> condition.loopNoMutex(() -> open.get() ? Optional.of(1) : Optional.empty()),
            wake);
  }

  // ---- what another thread holds

  /** Runs a body on a thread of its own, which has begun to pause; the action lets it end. */
  private static Runnable held(ThrowingConsumer<Runnable, ?> body) {
    Trigger gate = gate();
    CountDownLatch begun = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                body.accept(() -> {
                  begun.countDown();
                  gate.awaitUninterruptibly();
                });
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });
    await(begun::await);
    return () -> {
      gate.signal();
      await(holder::join);
    };
  }

  private static void await(ThrowingRunnable<InterruptedException> wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static WaitDriver lazy() {
    CompletableFuture<Runnable> hold = new CompletableFuture<>();
    Lazy<Object> lazy =
        Lazy.of(
            Lazy.OnCancel.RESTART,
            () -> {
              hold.join().run();
              return "value";
            });
    Runnable wake =
        held(pause -> {
          hold.complete(pause);
          lazy.force();
        });
    return new WaitDriver(lazy::force, wake);
  }

  private static WaitDriver resourcePool() {
    ResourcePool<String> pool = ResourcePool.create(1, () -> "resource");
    Runnable wake = held(pause -> pool.run(_ -> pause.run()));
    return new WaitDriver(() -> pool.use(resource -> resource), wake)
        .leaving(() -> pool.use(_ -> true));
  }

  // ---- what a switch on another thread keeps

  private record Kept<T>(T thing, Runnable end) {}

  private interface Maker<T> {
    T make(Switch sw) throws Throwable;
  }

  /** What is made with a switch that stays open until it is told to end. */
  private static <T> Kept<T> kept(Maker<T> maker) {
    CompletableFuture<T> made = new CompletableFuture<>();
    Runnable end =
        held(pause ->
            Switch.run(sw -> {
              made.complete(maker.make(sw));
              pause.run();
            }));
    return new Kept<>(made.join(), end);
  }

  private static WaitDriver generator(ThrowingConsumer<Generator<String>, RuntimeException> call) {
    Trigger gate = gate();
    Kept<Generator<String>> kept =
        kept(sw ->
            sw.generate(values -> {
              gate.await();
              values.yield("value");
            }));
    return new WaitDriver(voidCall(() -> call.accept(kept.thing)), gate::signal).closing(kept.end);
  }

  /** The caller hands out a value, which somebody takes, and waits for the next demand. */
  private static WaitDriver yielding() {
    CompletableFuture<Yield<String>> handed = new CompletableFuture<>();
    Kept<Generator<String>> kept =
        kept(sw ->
            sw.generate(values -> {
              handed.complete(values);
              Fiber.awaitCancel();
            }));
    Runnable demand = () -> Thread.ofVirtual().start(() -> pullUntilEnd(kept.thing));
    demand.run();
    Yield<String> values = handed.join();
    return new WaitDriver(voidCall(() -> values.yield("value")), demand).closing(kept.end);
  }

  private static void pullUntilEnd(Generator<String> generator) {
    try {
      assertThat(generator.pull()).contains("value");
    } catch (IllegalStateException end) { // or Cancelled, with the generator
      assertThat(end).isNotNull();
    }
  }

  private static WaitDriver executorPool(boolean busy) {
    Trigger gate = gate();
    Kept<ExecutorPool> kept = kept(sw -> ExecutorPool.create(sw, 1, DomainManager.system()));
    if (busy) {
      CountDownLatch begun = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> kept.thing.submitForOutcome(1, job(begun, gate)));
      await(begun::await);
    }
    CountDownLatch begun = new CountDownLatch(1);
    WaitDriver driver =
        new WaitDriver(() -> kept.thing.submit(1, job(begun, gate)), gate::signal)
            .closing(kept.end);
    driver.othersAreReady = () -> busy || begun.getCount() == 0;
    return driver;
  }

  private static ThrowingSupplier<String, RuntimeException> job(
      CountDownLatch begun, Trigger gate) {
    return () -> {
      begun.countDown();
      gate.await();
      return "done";
    };
  }
}
