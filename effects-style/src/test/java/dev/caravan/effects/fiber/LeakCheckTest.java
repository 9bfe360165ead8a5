package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import net.jqwik.api.lifecycle.FalsifiedSample;
import net.jqwik.api.lifecycle.LifecycleHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutionResult.Status;
import net.jqwik.api.lifecycle.ShrunkFalsifiedSample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;

class LeakCheckTest {
  @Test
  void itIsFoundByJUnit() {
    assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(LeakCheck.class);
  }

  @Test
  void itIsFoundByJqwik() {
    assertThat(ServiceLoader.load(LifecycleHook.class))
        .hasAtLeastOneElementOfType(LeakCheckOfProperties.class);
  }

  @Test
  void aPropertyThatLeavesASwitchOpenFails() {
    PropertyExecutionResult passed = new Result(Status.SUCCESSFUL, null);
    LeakCheckOfProperties check = new LeakCheckOfProperties(0);
    assertThat(check.aroundProperty(null, () -> passed)).isSameAs(passed);
    Switch.run(sw -> {
      PropertyExecutionResult failed = check.aroundProperty(null, () -> passed);
      assertThat(failed.status()).isEqualTo(Status.FAILED);
      assertThat(failed.throwable().orElseThrow())
          .hasMessage("left by the property: [1 open switches]");
    });
  }

  /** How a property ended, as jqwik would tell it. */
  private record Result(Status ended, @Nullable Throwable error)
      implements PropertyExecutionResult {
    @Override
    public Optional<String> seed() {
      return Optional.empty();
    }

    @Override
    public Optional<List<Object>> falsifiedParameters() {
      return Optional.empty();
    }

    @Override
    public Status status() {
      return ended;
    }

    @Override
    public Optional<Throwable> throwable() {
      return Optional.ofNullable(error);
    }

    @Override
    public int countChecks() {
      return 1;
    }

    @Override
    public int countTries() {
      return 1;
    }

    @Override
    public Optional<FalsifiedSample> originalSample() {
      return Optional.empty();
    }

    @Override
    public Optional<ShrunkFalsifiedSample> shrunkSample() {
      return Optional.empty();
    }

    @Override
    public PropertyExecutionResult mapTo(Status newStatus, @Nullable Throwable throwable) {
      return new Result(newStatus, throwable);
    }
  }

  @Test
  void anOpenSwitchAndAnAlarmAreLeaksUntilTheyEnd() {
    Switch.run(sw -> {
      Alarm.Setting alarm = SystemAlarm.INSTANCE.after(Duration.ofHours(1), () -> {});
      assertThat(LeakCheck.leaks()).containsExactly("1 open switches", "1 alarms");
      alarm.cancel();
    });
    assertThat(LeakCheck.leaks()).isEmpty();
  }

  @Test
  void aLiveDomainAndItsFibersThatWaitAreLeaks() throws Exception {
    Trigger end = new Trigger("the end of the domain");
    Thread opener =
        Thread.ofPlatform()
            .start(() ->
                Domain.run(domain -> {
                  end.await();
                  return null;
                }));
    WaitCall.until("opener and fiber wait", () -> LeakCheck.leaks().size() == 2);
    assertThat(LeakCheck.leaks())
        .anySatisfy(leak -> assertThat(leak).startsWith("fiber").endsWith("the end of the domain"));
    boolean _ = end.signal();
    opener.join();
    assertThat(LeakCheck.leaks()).isEmpty();
  }
}
