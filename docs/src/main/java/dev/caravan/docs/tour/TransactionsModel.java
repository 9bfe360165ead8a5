package dev.caravan.docs.tour;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.data.TMVar;
import dev.caravan.core.stm.data.TMap;
import dev.caravan.core.stm.data.TQueue;
import java.util.List;

/** Shared memory: workers take batches from one queue and count the calls in one map. */
final class TransactionsModel implements Model {
  @Override
  public String name() {
    return "transactions";
  }

  @Override
  public String module() {
    return "caravan-core";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    TQueue<List<ClassSource>> batches = new TQueue<>();
    Batches.of(classes).forEach(batches::add);
    TMap<Callee, Long> calls = new TMap<>();
    TMVar<Summary> others = TMVar.of(new Summary());
    try (Pool pool = Pool.workStealing(workers)) {
      Fut.forRange(
              pool,
              workers,
              worker -> {
                List<ClassSource> batch = batches.poll();
                while (batch != null) {
                  Summary found = Summary.ofAll(batch, progress);
                  found.moveCalls((callee, times) -> calls.merge(callee, times, Long::sum));
                  others.put(found.plus(others.take())); // whoever has taken it is alone with it
                  batch = batches.poll();
                }
              })
          .await();
    }
    Summary all = others.take();
    calls.snapshot().forEach(all::addCalls);
    return all;
  }
}
