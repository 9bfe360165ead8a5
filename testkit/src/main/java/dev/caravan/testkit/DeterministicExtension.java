package dev.caravan.testkit;

import dev.caravan.core.domain.Engine;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Makes the invocations of a {@link DeterministicTest}, each when the one before has ended. The
 * annotation brings it along; nobody else needs it.
 */
public final class DeterministicExtension implements TestTemplateInvocationContextProvider {
  /** Made by JUnit. */
  public DeterministicExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), DeterministicTest.class);
  }

  @Override
  public Stream<? extends TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    DeterministicTest test =
        AnnotationSupport.findAnnotation(context.getTestMethod(), DeterministicTest.class)
            .orElseThrow();
    DeterministicSettings settings =
        new DeterministicSettings(test, context::getConfigurationParameter);
    boolean several = settings.engines().size() > 1;
    return settings.engines().stream()
        .flatMap(engine -> invocations(settings.search(), engine, several ? engine + ", " : ""));
  }

  @SuppressWarnings("NullAway") // null ends the stream and does not get into it
  private static Stream<DeterministicInvocation> invocations(
      Search search, Engine engine, String prefix) {
    return Stream.iterate(search.next(), Objects::nonNull, last -> search.next())
        .map(attempt -> new DeterministicInvocation(search, attempt, engine, prefix));
  }
}
