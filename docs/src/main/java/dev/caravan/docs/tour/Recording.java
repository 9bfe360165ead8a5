package dev.caravan.docs.tour;

import java.time.Duration;
import java.util.List;

/**
 * What the workers did in the pass that was recorded.
 *
 * @param took how long the pass took
 * @param lanes by worker; empty if nothing was recorded
 */
record Recording(Duration took, List<Lane> lanes) {
  static final Recording NONE = new Recording(Duration.ZERO, List.of());
}
