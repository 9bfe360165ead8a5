package dev.caravan.docs.tour;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.ExecutorPool;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;
import java.util.List;

/** A bounded number of fibers, each of which has a domain look at its batch, and waits. */
final class EioModel implements Model {
  @Override
  public String name() {
    return "eio";
  }

  @Override
  public String module() {
    return "caravan-effects";
  }

  @Override
  public Summary run(List<ClassSource> classes, Progress progress, int workers) {
    return Eio.call(env ->
        Switch.call(sw -> {
          ExecutorPool domains = ExecutorPool.create(sw, workers, env.domainManager());
          List<Summary> findings =
              Fiber.map(
                  2 * workers, // so that no domain waits for the next batch
                  Batches.of(classes),
                  batch -> domains.submit(1, () -> Summary.ofAll(batch, progress)));
          return Summary.join(findings);
        }));
  }
}
