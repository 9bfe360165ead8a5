package dev.caravan.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import dev.caravan.core.queue.BoundedMpmcQueue;
import dev.caravan.core.queue.MichaelScottQueue;
import dev.caravan.core.queue.MpmcQueue;
import dev.caravan.core.queue.MpscQueue;
import dev.caravan.core.queue.SpscQueue;
import dev.caravan.core.queue.TreiberStack;
import dev.caravan.core.queue.WorkStealingDeque;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.data.TDeque;
import dev.caravan.core.stm.data.TMap;
import dev.caravan.core.stm.data.TQueue;
import dev.caravan.core.trace.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples that the Javadoc shows, each a region of a test that runs it. */
@ExtendWith(FailOnHang.class)
class SnippetsTest {

  @Test
  void pool() {
    // @start region="pool"
    int sum;
    try (Pool pool = Pool.workStealing(4)) {
      Fut<Integer> one = pool.spawn(() -> 6 * 6);
      Fut<Integer> other = pool.spawn(() -> one.await() + 6); // suspends the task, not the worker
      sum = other.await();
    }
    // @end
    assertThat(sum).isEqualTo(42);
  }

  @Test
  void fut() {
    Pool pool = Pool.shared();
    // @start region="fut"
    Fut<Integer> price = pool.spawn(() -> 30);
    Fut<Integer> postage = pool.spawn(() -> 12);
    Fut<String> bill =
        Fut.both(price, postage).map(both -> "to pay: " + (both.first() + both.second()));
    String text = bill.await();
    // @end
    assertThat(text).isEqualTo("to pay: 42");
  }

  @Test
  void promise() {
    // @start region="promise"
    Promise<String> answer = new Promise<>();
    Thread.ofVirtual().start(() -> answer.fulfill("yes"));
    String text = answer.future().await();
    // @end
    assertThat(text).isEqualTo("yes");
  }

  @Test
  void forkJoin() {
    assertThat(fib(20)).isEqualTo(6765);
  }

  // @start region="fork-join"
  static int fib(int n) {
    return n < 2 ? n : ForkJoin.bothInt(() -> fib(n - 1), () -> fib(n - 2), Integer::sum);
  }

  // @end

  @Test
  void guarded() {
    // @start region="guarded"
    Guarded<Integer> balance = Guarded.of(100);
    ForkJoin.forRange(0, 10, i -> balance.update(old -> old + i));
    int end = balance.get();
    // @end
    assertThat(end).isEqualTo(145);
  }

  @Test
  void channel() {
    List<String> sold = new ArrayList<>();
    // @start region="channel"
    Channel<String> bales = Channel.bounded(8);
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Void> _ =
          pool.spawnVoid(() -> {
            bales.send("silk");
            bales.send("salt");
            bales.close();
          });
      for (String bale : bales) {
        sold.add(bale);
      }
    }
    // @end
    assertThat(sold).containsExactly("silk", "salt");
  }

  @Test
  void treiberStack() {
    // @start region="treiber-stack"
    TreiberStack<String> crates = new TreiberStack<>();
    crates.push("silk");
    crates.pushAll(List.of("salt", "tea"));
    String top = crates.pop(); // tea
    List<String> rest = crates.popAll(); // salt, silk
    // @end
    assertThat(top).isEqualTo("tea");
    assertThat(rest).containsExactly("salt", "silk");
  }

  @Test
  void michaelScottQueue() {
    // @start region="michael-scott-queue"
    MichaelScottQueue<String> gate = new MichaelScottQueue<>();
    gate.add("Aya");
    gate.add("Badr");
    String next = gate.peek(); // Aya, who stays
    String first = gate.poll(); // Aya
    // @end
    assertThat(next).isEqualTo("Aya").isEqualTo(first);
  }

  @Test
  void spscQueue() {
    // @start region="spsc-queue"
    SpscQueue<Integer> ring = new SpscQueue<>(1024);
    Thread producer =
        Thread.ofPlatform()
            .start(() -> { // the only one that offers
              for (int i = 1; i <= 1000; i++) {
                ring.offer(i); // always true here: there is room for all
              }
            });
    int sum = 0;
    while (producer.isAlive() || !ring.isEmpty()) { // the only one that polls
      Integer number = ring.poll();
      sum += number == null ? 0 : number;
    }
    // @end
    assertThat(sum).isEqualTo(500_500);
  }

  @Test
  void mpscQueue() {
    // @start region="mpsc-queue"
    MpscQueue<String> mailbox = new MpscQueue<>();
    mailbox.offer("hello");
    mailbox.pushFirst("urgent");
    mailbox.close();
    boolean accepted = mailbox.offer("too late"); // false
    String first = mailbox.poll(); // urgent; then hello, then null for ever
    // @end
    assertThat(accepted).isFalse();
    assertThat(first).isEqualTo("urgent");
    assertThat(mailbox.poll()).isEqualTo("hello");
  }

  @Test
  void boundedMpmcQueue() {
    // @start region="bounded-mpmc-queue"
    BoundedMpmcQueue<String> stable = new BoundedMpmcQueue<>(2);
    stable.offer("Aya");
    stable.offer("Badr");
    boolean room = stable.offer("Ceren"); // false
    int horses = stable.size(); // 2
    // @end
    assertThat(room).isFalse();
    assertThat(horses).isEqualTo(2);
  }

  @Test
  void mpmcQueue() {
    // @start region="mpmc-queue"
    MpmcQueue<String> jobs = new MpmcQueue<>();
    jobs.add("load"); // from any thread; there is always room
    jobs.add("water");
    String first = jobs.poll(); // load
    String second = jobs.poll(); // water
    boolean idle = jobs.isEmpty(); // true
    // @end
    assertThat(first).isEqualTo("load");
    assertThat(second).isEqualTo("water");
    assertThat(idle).isTrue();
  }

  @Test
  void workStealingDeque() throws InterruptedException {
    List<String> stolen = new CopyOnWriteArrayList<>();
    // @start region="work-stealing-deque"
    WorkStealingDeque<String> tasks = new WorkStealingDeque<>();
    tasks.push("old"); // by the owner, on this thread
    tasks.push("middle");
    tasks.push("new");
    Thread thief = Thread.ofPlatform().start(() -> stolen.add(tasks.steal())); // old
    String mine = tasks.pop(); // new
    // @end
    thief.join();
    assertThat(stolen).containsExactly("old");
    assertThat(mine).isEqualTo("new");
    assertThat(tasks.pop()).isEqualTo("middle");
  }

  @Test
  void cancelScope() {
    Fut<String> never = new Promise<String>().future();
    // @start region="cancel-scope"
    CancelScope scope = CancelScope.root();
    Thread.ofVirtual().start(() -> scope.cancel(new IllegalStateException("too late")));
    String text;
    try {
      text = scope.call(() -> never.await());
    } catch (Cancelled e) {
      text = "cancelled: " + e.getCause().getMessage();
    }
    // @end
    assertThat(text).isEqualTo("cancelled: too late");
  }

  @Test
  void blocking(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "one\ntwo\n");
    // @start region="blocking"
    List<String> lines = Blocking.call(() -> Files.readAllLines(file));
    // @end
    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void taskLocal() {
    Pool pool = Pool.shared();
    // @start region="task-local"
    TaskLocal<String> user = TaskLocal.named("user");
    Fut<String> greeting =
        user.call("Aya", () -> pool.spawn(() -> "hello, " + user.get())); // the task inherits it
    // @end
    assertThat(greeting.await()).isEqualTo("hello, Aya");
  }

  @Test
  void timeline() {
    // @start region="timeline"
    List<Timeline.Span> spans;
    try (Timeline timeline = Timeline.start()) {
      try (Pool pool = Pool.workStealing(2)) {
        pool.invokeVoid(() -> ForkJoin.forRange(0, 1_000, i -> Math.sqrt(i)));
      } // closed: every stretch has ended
      spans = timeline.stop();
    }
    // @end
    assertThat(spans).isNotEmpty();
  }

  @Test
  void transfer() {
    // @start region="transfer"
    TInt from = TInt.of(30);
    TInt to = TInt.of(0);
    int left =
        Stm.atomically(tx -> {
          tx.check(from.get(tx) >= 20); // waits until there is enough
          to.getAndAdd(tx, 20);
          return from.addAndGet(tx, -20);
        });
    // @end
    assertThat(left).isEqualTo(10);
    assertThat(to.get()).isEqualTo(20);
  }

  @Test
  void txnOptions() {
    TVar<String> answer = TVar.of("42");
    // @start region="txn-options"
    TxnOptions patient = TxnOptions.defaults().within(Duration.ofSeconds(1)).opaque();
    String text = Stm.atomically(patient, tx -> tx.orRetry(answer.get(tx)));
    // @end
    assertThat(text).isEqualTo("42");
  }

  @Test
  void tQueue() {
    TQueue<String> todo = new TQueue<>();
    TInt done = TInt.of(0);
    todo.add("write");
    // @start region="t-queue"
    String job =
        Stm.atomically(tx -> {
          done.increment(tx);
          return todo.take(tx); // waits for a job; the job and the count change together
        });
    // @end
    assertThat(job + done).isEqualTo("write1");
  }

  @Test
  void tMap() {
    TMap<String, Integer> stock = new TMap<>();
    TMap<String, Integer> basket = new TMap<>();
    stock.put("tea", 2);
    // @start region="t-map"
    Stm.atomicallyVoid(tx -> {
      int left = stock.awaitKey(tx, "tea") - 1; // waits until there is tea
      if (left == 0) {
        stock.remove(tx, "tea");
      } else {
        stock.put(tx, "tea", left);
      }
      basket.merge(tx, "tea", 1, Integer::sum);
    });
    // @end
    assertThat(stock).hasToString("{tea=1}");
    assertThat(basket).hasToString("{tea=1}");
  }

  @Test
  void tDeque() {
    TDeque<String> waiting = new TDeque<>();
    // @start region="t-deque"
    TDeque.Node<String> ada = waiting.addLast("Ada");
    waiting.addLast("Grace");
    waiting.moveToLast(ada); // Ada lets Grace go first
    String next = waiting.takeFirst();
    // @end
    assertThat(next).isEqualTo("Grace");
    assertThat(waiting).hasToString("[Ada]");
  }
}
