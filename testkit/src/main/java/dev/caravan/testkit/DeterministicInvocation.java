package dev.caravan.testkit;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.time.MockClock;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** One run of a test method on its own deterministic domain. */
final class DeterministicInvocation
    implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {
  /** What is there before the run; the others are not, so they are filled in when it begins. */
  private static final Set<Class<?>> EARLY = Set.of(MockClock.class, Trail.class);

  private static final Set<Class<?>> LATE = Set.of(Domain.class, TestRun.class);

  private final Search search;
  private final Search.Attempt attempt;
  private final Engine engine;
  private final String prefix;
  private final MockClock clock = new MockClock();
  private final Trail trail = new Trail();

  DeterministicInvocation(Search search, Search.Attempt attempt, Engine engine, String prefix) {
    this.search = search;
    this.attempt = attempt;
    this.engine = engine;
    this.prefix = prefix;
  }

  @Override
  public String getDisplayName(int invocationIndex) {
    return prefix + attempt.title();
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean isOfTheTest =
        context.getTestMethod().filter(parameter.getDeclaringExecutable()::equals).isPresent();
    return EARLY.contains(type) || (isOfTheTest && LATE.contains(type));
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == MockClock.class ? clock : type == Trail.class ? trail : null;
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    Throwable failure = null;
    try {
      Deterministic.builder()
          .engine(engine)
          .clock(clock)
          .trail(trail)
          .schedule(attempt.schedule())
          .run(test -> invoke(invocation, method, test));
    } catch (TestAbortedException aborted) {
      throw aborted;
    } catch (Throwable e) {
      failure = e;
    }
    Throwable verdict =
        failure != null && Schedules.isStopped() ? search.stop(failure) : search.ended(failure);
    if (verdict != null) {
      throw verdict;
    }
    if (failure != null) {
      throw new TestAbortedException(
          "fails; what follows looks for the fewest deviations that do", failure);
    }
  }

  private static void invoke(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      TestRun test)
      throws Throwable {
    Class<?>[] types = method.getExecutable().getParameterTypes();
    if (Arrays.stream(types).noneMatch(LATE::contains)) {
      invocation.proceed();
      return;
    }
    Object[] arguments = method.getArguments().toArray();
    for (int i = 0; i < types.length; i++) {
      if (types[i] == Domain.class) {
        arguments[i] = test.domain();
      } else if (types[i] == TestRun.class) {
        arguments[i] = test;
      }
    }
    invocation.skip();
    ReflectionSupport.invokeMethod(
        method.getExecutable(), method.getTarget().orElse(null), arguments);
  }
}
