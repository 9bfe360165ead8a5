package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the JDK knows of the threads of a domain's fibers. Asked in the process, as its dumps of all
 * threads do: those of JDK 25 may end the JVM while threads start.
 */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
@EnabledIf("domainsHaveContainers")
class ThreadContainerTest {
  static boolean domainsHaveContainers() {
    return Engine.LOOP.isAvailable() && Engine.CONTINUATION.isAvailable();
  }

  private static Object call(String type, String method, Object subject) {
    try {
      return Class.forName("jdk.internal.vm." + type).getMethod(method).invoke(subject);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the JDK has no such method", e);
    }
  }

  private static Object root() {
    return call("ThreadContainers", "root", null);
  }

  private static List<?> containersOf(String name) {
    return ((Stream<?>) call("ThreadContainer", "children", root()))
        .filter(container -> name.equals(call("ThreadContainer", "name", container)))
        .toList();
  }

  private static List<String> namesIn(Object container) {
    return ((Stream<?>) call("ThreadContainer", "threads", container))
        .map(thread -> ((Thread) thread).getName())
        .toList();
  }

  @Test
  void fibersStandInTheContainerOfTheirDomainAsLongAsTheyLive() {
    String name =
        Domain.builder()
            .engine(Engine.LOOP)
            .run(domain -> {
              Trigger over = new Trigger("the end");
              domain.spawnLast("patient fiber", Context.EMPTY, over::await);
              domain.spawnLast("short fiber", Context.EMPTY, () -> {});
              domain.yieldNow();
              domain.spawnLast("unborn fiber", Context.EMPTY, () -> {});
              Object container = containersOf(domain.toString()).getFirst();
              assertThat(namesIn(container)).containsExactly("patient fiber", "main");
              assertThat(namesIn(root())).doesNotContain("patient fiber");
              over.signal();
              domain.yieldNow();
              assertThat(namesIn(container)).containsExactly("main");
              return domain.toString();
            });
    assertThat(containersOf(name)).isEmpty();
  }

  @Test
  void aDomainThatFailsLeavesNoContainer() {
    AtomicReference<String> name = new AtomicReference<>();
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(Engine.LOOP)
                .run(domain -> {
                  name.set(domain.toString());
                  domain.after(
                      Duration.ZERO,
                      () -> {
                        throw new IllegalStateException("an alarm");
                      });
                  new Trigger("the failure").await();
                  return null;
                }))
        .hasMessage("an alarm");
    assertThat(containersOf(name.get())).isEmpty();
  }
}
