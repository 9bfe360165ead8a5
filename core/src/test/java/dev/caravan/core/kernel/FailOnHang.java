package dev.caravan.core.kernel;

import java.lang.reflect.Method;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test on a thread of its own and fails it, with what waits for what and all stacks, if
 * it has not ended in time. A test that waits uninterruptibly is reported too; its thread is left
 * behind.
 */
@SuppressWarnings("exports") // a test class: nobody outside the module sees it
public final class FailOnHang implements InvocationInterceptor {
  private static final long LIMIT_SECONDS = 40;

  /** Made by the test engine. */
  public FailOnHang() {}

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guard(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guard(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
      throws Throwable {
    guard(invocation, context);
  }

  private static void guard(Invocation<Void> invocation, ExtensionContext context)
      throws Throwable {
    Throwable failure = outcome(invocation, context.getDisplayName());
    if (failure != null) {
      throw failure;
    }
  }

  private static Throwable outcome(Invocation<Void> invocation, String name) throws Exception {
    FutureTask<Throwable> test =
        new FutureTask<>(() -> {
          try {
            invocation.proceed();
            return null;
          } catch (Throwable failure) {
            return failure;
          }
        });
    Thread.ofPlatform().daemon().name("test " + name).start(test);
    try {
      return test.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      return new AssertionError(Eventually.report(name + " has not ended", LIMIT_SECONDS));
    }
  }
}
