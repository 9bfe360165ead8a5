package dev.caravan.core.kernel;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What things are called in messages and dumps, so that a reader can tell two of a kind apart: by
 * the label that they were given, or else by a number. A thing gets its number when it is first
 * shown, so one that never is has no cost. For things whose {@code equals} is identity.
 */
public final class Identity {
  private static final ClassValue<AtomicInteger> COUNTS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> type) {
          return new AtomicInteger();
        }
      };

  private static final Map<Object, Integer> NUMBERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Identity() {}

  /**
   * What a thing keeps for {@link #of}: its label, or where it is being created if {@link
   * CreationSites} are captured.
   *
   * @param label the label; null if it was given none
   * @return what to keep; null for nothing
   */
  public static @Nullable Object kept(@Nullable String label) {
    return label == null ? CreationSites.here() : label;
  }

  /**
   * Names a thing: its kind and its label; or its kind, a number that no other of its class has,
   * and where it was created if that was captured.
   *
   * @param thing the thing
   * @param kind what it is, such as {@code mutex}
   * @param kept what {@link #kept} returned
   * @return the name
   */
  public static String of(Object thing, String kind, @Nullable Object kept) {
    if (kept instanceof String label) {
      return kind + " " + label;
    }
    String numbered = kind + " " + NUMBERS.computeIfAbsent(thing, Identity::next);
    return kept == null ? numbered : numbered + " created at " + kept;
  }

  private static int next(Object thing) {
    return COUNTS.get(thing.getClass()).incrementAndGet();
  }
}
