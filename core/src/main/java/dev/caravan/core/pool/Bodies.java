package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.CreationSites;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users submit, in the one form that tasks have. */
final class Bodies {
  private Bodies() {}

  /** A body made of something that a user submitted, by which it is named. */
  abstract static class Wrapping<T extends @Nullable Object>
      implements ThrowingSupplier<T, Throwable> {
    /** What is left to name the body by, once it has been taken. */
    abstract Object name();
  }

  /** What names a body after it was taken: its class, or where it was created. */
  static Object nameOf(Object body) {
    return body instanceof Wrapping<?> wrapping ? wrapping.name() : body.getClass();
  }

  /** The name as text; of a body that was not taken too. */
  static String text(Object bodyOrName) {
    return switch (bodyOrName) {
      case Class<?> type -> type.getName();
      case StackTraceElement site -> "created at " + site;
      default -> text(nameOf(bodyOrName));
    };
  }

  /** Whether this is a name and no longer a body. */
  static boolean isName(Object bodyOrName) {
    return bodyOrName instanceof Class<?> || bodyOrName instanceof StackTraceElement;
  }

  /** The body, named by where it is created if that is captured. */
  static <T extends @Nullable Object> ThrowingSupplier<T, ?> located(ThrowingSupplier<T, ?> body) {
    StackTraceElement site = CreationSites.here();
    return site == null ? body : new Located<>(body, site);
  }

  private static final class Located<T extends @Nullable Object> extends Wrapping<T> {
    private final ThrowingSupplier<T, ?> body;
    private final StackTraceElement site;

    Located(ThrowingSupplier<T, ?> body, StackTraceElement site) {
      this.body = body;
      this.site = site;
    }

    @Override
    public T get() throws Throwable {
      return body.get();
    }

    @Override
    Object name() {
      return site;
    }
  }

  /**
   * What stands for a part in the stack of forks: itself, so that a fork that nobody steals
   * allocates nothing; or wrapped if {@link #ofFrame} would take it for something else.
   */
  static Object frameOf(IntSupplier part) {
    return part instanceof ThrowingSupplier<?, ?> ? new OfPrimitive(part, part::getAsInt) : part;
  }

  static Object frameOf(LongSupplier part) {
    return isOfOtherTypes(part) ? new OfPrimitive(part, part::getAsLong) : part;
  }

  static Object frameOf(DoubleSupplier part) {
    return isOfOtherTypes(part) ? new OfPrimitive(part, part::getAsDouble) : part;
  }

  private static boolean isOfOtherTypes(LongSupplier part) {
    return part instanceof ThrowingSupplier<?, ?> || part instanceof IntSupplier;
  }

  private static boolean isOfOtherTypes(DoubleSupplier part) {
    return part instanceof ThrowingSupplier<?, ?>
        || part instanceof IntSupplier
        || part instanceof LongSupplier;
  }

  /*
   * Forks call their parts through value(), and so does whoever takes back a part that was offered,
   * wrapped in a type of ours. So these calls meet three types at least: the JIT then compiles a
   * fork by itself with plain calls, which keeps it small enough to be inlined where a program
   * forks, and there it knows the parts. When only the program's two lambdas came by, it inlined
   * them into the fork, and the fork was too big for the program's code. The types that it sees at
   * tests and stores count, too: so parts of our types also pass frameOf(), and branches are stored
   * where parts are (Frames.put).
   */

  static <T extends @Nullable Object, X extends Throwable> T value(
      ThrowingSupplier<? extends T, ? extends X> part) throws X {
    return part.get();
  }

  static int value(IntSupplier part) {
    return part.getAsInt();
  }

  static long value(LongSupplier part) {
    return part.getAsLong();
  }

  static double value(DoubleSupplier part) {
    return part.getAsDouble();
  }

  /** The body of a part that is about to be offered to other workers. */
  static ThrowingSupplier<?, ?> ofFrame(@Nullable Object frame) {
    return switch (frame) {
      case ThrowingSupplier<?, ?> body -> new Offered<>(body);
      case IntSupplier part -> { // through frameOf for the JIT's sake, see above
        Object ours = frameOf(new OfferedInt(part));
        yield new OfPrimitive(part, () -> value((IntSupplier) ours));
      }
      case LongSupplier part -> {
        Object ours = frameOf(new OfferedLong(part));
        yield new OfPrimitive(part, () -> value((LongSupplier) ours));
      }
      case DoubleSupplier part -> {
        Object ours = frameOf(new OfferedDouble(part));
        yield new OfPrimitive(part, () -> value((DoubleSupplier) ours));
      }
      case null, default -> throw new AssertionError("not a part of a fork: " + frame);
    };
  }

  private record OfferedInt(IntSupplier part) implements IntSupplier {
    @Override
    public int getAsInt() {
      return value(part);
    }
  }

  private record OfferedLong(LongSupplier part) implements LongSupplier {
    @Override
    public long getAsLong() {
      return value(part);
    }
  }

  private record OfferedDouble(DoubleSupplier part) implements DoubleSupplier {
    @Override
    public double getAsDouble() {
      return value(part);
    }
  }

  private static final class Offered<T extends @Nullable Object> extends Wrapping<T> {
    private final ThrowingSupplier<T, ?> part;

    Offered(ThrowingSupplier<T, ?> part) {
      this.part = part;
    }

    @Override
    public T get() throws Throwable {
      return value(part);
    }

    @Override
    Object name() {
      return nameOf(part);
    }
  }

  private static final class OfPrimitive extends Wrapping<Object> {
    private final Object part;
    private final Supplier<Object> boxed;

    OfPrimitive(Object part, Supplier<Object> boxed) {
      this.part = part;
      this.boxed = boxed;
    }

    @Override
    public Object get() {
      return boxed.get();
    }

    @Override
    Object name() {
      return part.getClass();
    }
  }

  static final class OfRunnable extends Wrapping<@Nullable Void> {
    private final ThrowingRunnable<?> action;

    OfRunnable(ThrowingRunnable<?> action) {
      this.action = action;
    }

    @Override
    public @Nullable Void get() throws Throwable {
      action.run();
      return null;
    }

    @Override
    Object name() {
      return action.getClass();
    }
  }

  static final class OfCallable<T extends @Nullable Object> extends Wrapping<T> {
    private final Callable<T> callable;

    OfCallable(Callable<T> callable) {
      this.callable = callable;
    }

    @Override
    public T get() throws Exception {
      return callable.call();
    }

    @Override
    Object name() {
      return callable.getClass();
    }
  }

  static final class WithResult<T extends @Nullable Object> extends Wrapping<T> {
    private final Runnable action;
    private final T result;

    WithResult(Runnable action, T result) {
      this.action = action;
      this.result = result;
    }

    @Override
    public T get() {
      action.run();
      return result;
    }

    @Override
    Object name() {
      return action.getClass();
    }
  }

  /** A body whose failure nobody awaits: it goes to the pool's handler. */
  static final class Raw extends Wrapping<@Nullable Void> {
    private final Runnable action;
    private final PoolBuilder.Options options;

    Raw(Runnable action, PoolBuilder.Options options) {
      this.action = action;
      this.options = options;
    }

    /** What was submitted. */
    Runnable action() {
      return action;
    }

    @Override
    public @Nullable Void get() {
      try {
        action.run();
      } catch (Cancelled stopped) {
        throw stopped;
      } catch (Throwable failure) {
        options.tellUncaught(failure);
      }
      return null;
    }

    @Override
    Object name() {
      return action.getClass();
    }
  }
}
