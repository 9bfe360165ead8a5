package dev.caravan.effects.miou;

/**
 * There is no domain for a parallel task: it never runs on the first domain, nor on its caller's.
 * Nothing was created.
 */
public final class NoDomainAvailable extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NoDomainAvailable(int domains, int caller) {
    super(
        "no domain can take a parallel task: the run has "
            + domains
            + (domains == 1 ? " domain" : " domains")
            + " besides the first, and the caller is on domain "
            + caller
            + "; give MiouOptions more domains, or use async");
  }
}
