package dev.caravan.effects.miou;

import java.util.Set;

/** Where a task was created, in the form in which stack traces show it: as a cause. */
final class CreationSite extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int DEPTH = 12;
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final Set<Class<?>> OURS =
      Set.of(
          Miou.class,
          Task.class,
          Giving.class,
          Orphans.class,
          World.class,
          Home.class,
          CreationSite.class);

  private CreationSite(String what, StackTraceElement[] frames) {
    super(what + " was created here", null, true, true);
    setStackTrace(frames);
  }

  /** The frames of the program that is creating a task, innermost first. */
  static StackTraceElement[] here() {
    return WALKER.walk(frames ->
        frames
            .filter(frame -> isProgram(frame.getDeclaringClass()))
            .limit(DEPTH)
            .map(StackWalker.StackFrame::toStackTraceElement)
            .toArray(StackTraceElement[]::new));
  }

  static CreationSite of(String what, StackTraceElement[] frames) {
    return new CreationSite(what, frames);
  }

  private static boolean isProgram(Class<?> type) {
    String name = type.getName();
    return !OURS.contains(type)
        && !name.startsWith("java.")
        && !name.startsWith("jdk.")
        && !name.startsWith("sun.")
        && !name.startsWith("dev.caravan.core.");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
