package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resources that tasks own. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class OwnedTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  private final List<String> finalised = new CopyOnWriteArrayList<>();

  private Owned<String> resource(String name) {
    return Owned.of(name, finalised::add);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t35: who fails has its resources finalised, and the failure is kept")
  void whoFails(Engine engine) {
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Task<?> child =
                      Miou.asyncVoid(() -> {
                        resource("first").own();
                        resource("second").own();
                        throw new IOException("p");
                      });
                  child.await();
                }))
        .hasRootCauseMessage("p");
    assertThat(finalised).containsExactly("second", "first");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t36, M11: a resource that is forgotten is finalised, and ends the run")
  void forgotten(Engine engine) {
    ResourceLeaked error =
        catchThrowableOfType(
            ResourceLeaked.class,
            () -> Rig.run(engine, () -> Miou.callVoid(() -> resource("a socket").own()).await()));
    assertThat(finalised).containsExactly("a socket");
    assertThat(error).hasMessageContaining("the resource a socket");
    assertThat(error.createdAt().getMethodName()).contains("forgotten");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t37: a resource that was disowned is not finalised")
  void disowned(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Owned<String> resource = resource("x").own();
          assertThat(resource.value()).isEqualTo("x");
          resource.disown();
        });
    assertThat(finalised).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void releaseFinalises(Engine engine) {
    Rig.run(engine, () -> resource("x").own().release());
    assertThat(finalised).containsExactly("x");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whoIsCancelledHasItsResourcesFinalised(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<?> child =
              Miou.asyncVoid(() -> {
                resource("x").own();
                Rig.infinite();
              });
          Miou.yieldNow();
          child.cancel();
          assertThat(finalised).containsExactly("x");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aChildIsGivenAResourceAndTransfersItBack(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Owned<String> resource = resource("x").own();
          Task<String> child =
              Miou.giving(resource)
                  .call(() -> {
                    String value = resource.value();
                    resource.transfer();
                    return value;
                  });
          assertThat(child.await()).isEqualTo("x");
          resource.release();
        });
    assertThat(finalised).containsExactly("x");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whoHasGivenAResourceAwayNoLongerOwnsIt(Engine engine) {
    NotOwner error =
        catchThrowableOfType(
            NotOwner.class,
            () ->
                Rig.run(
                    engine,
                    () -> {
                      Owned<String> resource = resource("x").own();
                      Task<?> child = Miou.giving(resource).async(Rig::infinite);
                      resource.check();
                      child.await();
                    }));
    assertThat(error).hasMessageContainingAll("task 0 ", "must not use", "task 1 ");
    assertThat(finalised).containsExactly("x");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatNobodyOwnsCannotBeUsed(Engine engine) {
    assertThatThrownBy(() -> Rig.run(engine, () -> resource("x").value()))
        .isInstanceOf(NotOwner.class)
        .hasMessageContaining("nobody owns");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFinaliserMustNotUseOperations(Engine engine) {
    List<Throwable> thrown = new ArrayList<>();
    Rig.run(
        engine,
        () ->
            Owned.of(
                    "x",
                    x -> {
                      try {
                        Miou.yieldNow();
                      } catch (IllegalStateException refused) {
                        thrown.add(refused);
                      }
                    })
                .own()
                .release());
    assertThat(thrown)
        .hasSize(1)
        .first()
        .extracting(Throwable::getMessage)
        .isEqualTo("a finaliser must not yield");
  }
}
