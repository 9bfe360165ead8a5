package dev.caravan.core.domain;

import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;

/** Fibers outside any domain: virtual threads on the JDK's scheduler. */
final class FreeHost extends Host {
  static final FreeHost INSTANCE = new FreeHost();

  private FreeHost() {}

  @Override
  public boolean isHere() {
    return true;
  }

  @Override
  public void spawnFirst(String name, Context context, Runnable body) {
    NoEffects.refuse("fork a fiber of", this);
    Thread.ofVirtual().name(name).start(new FreeFiber(name, context, body));
  }

  @Override
  public void spawnLast(String name, Context context, Runnable body) {
    spawnFirst(name, context, body);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // a hint is what is promised
  public void yieldNow() {
    Thread.yield();
  }

  @Override
  public long nanoTime() {
    return Carrier.now();
  }

  @Override
  public String toString() {
    return "no domain";
  }
}
