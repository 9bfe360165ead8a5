package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;

class LeakCheckTest {
  @Test
  void itIsFoundByJUnit() {
    assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(LeakCheck.class);
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
