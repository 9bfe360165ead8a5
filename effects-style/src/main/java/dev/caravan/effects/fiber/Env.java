package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.time.Clock;

/**
 * What a program may use of the world outside it, handed to its main function by {@link Eio}: a
 * function that reaches outside says so by taking it, or a part of it. That is a convention, which
 * Java does not enforce: {@link Domain#currentOrNull()} is open to everybody. Source of the
 * concept: eio's {@code Stdenv}.
 */
public final class Env {
  private final Domain domain;
  private final DomainManager domainManager;

  Env(Domain domain) {
    this.domain = domain;
    this.domainManager = DomainManager.of(domain);
  }

  /**
   * The clock by which the waits of the program's fibers end.
   *
   * @return the clock
   */
  public Clock clock() {
    return domain.clock();
  }

  /**
   * What runs code in other domains, in parallel. In a deterministic program it runs the code in
   * the same domain.
   *
   * @return the manager
   */
  public DomainManager domainManager() {
    return domainManager;
  }

  /**
   * The domain that carries the main function.
   *
   * @return the domain
   */
  public Domain domain() {
    return domain;
  }
}
