package dev.caravan.core.domain;

import java.util.function.IntFunction;

/**
 * Decides which of the fibers that are ready runs next, for tests that try other orders than the
 * domain's own. Called at each switch at which there is a choice: by the fiber that gives its turn
 * away, unless it ends, or by the domain itself.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * Picks a fiber.
   *
   * @param ready how many are ready, in the domain's order; at least 2
   * @return which, from 0, the domain's own choice
   */
  int pick(int ready);

  /**
   * Picks a fiber, by its name too; what the domain calls. Begins as {@link #pick(int)}.
   *
   * @param ready how many are ready, in the domain's order; at least 2
   * @param names the name and number of each, as dumps show them
   * @return which, from 0, the domain's own choice
   */
  default int pick(int ready, IntFunction<String> names) {
    return pick(ready);
  }
}
