package dev.caravan.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.benchmarks.Group;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.Options;

class SettingsTest {
  private static final Path FILE = Path.of("round.json");

  private static Settings settings(boolean smoke, String... jmhArgs)
      throws CommandLineOptionException {
    return new Settings(Group.named("pool").orElseThrow(), smoke, List.of(jmhArgs));
  }

  @Test
  void workersGoUpToTheCores() {
    assertThat(Settings.workersUpTo(1)).containsExactly(1, 2);
    assertThat(Settings.workersUpTo(2)).containsExactly(1, 2);
    assertThat(Settings.workersUpTo(8)).containsExactly(1, 2, 4, 8);
    assertThat(Settings.workersUpTo(12)).containsExactly(1, 2, 4, 8, 12);
  }

  @Test
  void workersCanBeGiven() throws CommandLineOptionException {
    assertThat(settings(false, "-p", "workers=3,5").workers()).containsExactly(3, 5);
  }

  @Test
  void everyContenderHasTheSameHeapAndTheGivenCarriers() throws CommandLineOptionException {
    Options round = settings(false).round(3, FILE);
    assertThat(round.getJvmArgs().get()).contains("-Xms4g", "-Xmx4g");
    assertThat(round.getJvmArgsPrepend().get())
        .contains("-Djdk.virtualThreadScheduler.parallelism=3");
    assertThat(parameter(round, "workers")).containsExactly("3");
    assertThat(round.getForkCount().get()).isEqualTo(1);
    assertThat(round.getMeasurementIterations().get()).isEqualTo(5);
  }

  @Test
  void whatFollowsTheDashesWins() throws CommandLineOptionException {
    Options round =
        settings(true, "Fib", "-i", "7", "-jvmArgs", "-Xmx1g", "-p", "leaf=1", "-prof", "stack")
            .round(1, FILE);
    assertThat(round.getMeasurementIterations().get()).isEqualTo(7);
    assertThat(round.getJvmArgs().get()).containsExactly("-Xmx1g");
    assertThat(parameter(round, "leaf")).containsExactly("1");
    assertThat(parameter(round, "order")).containsExactly("all");
    assertThat(round.getProfilers()).hasSize(2);
  }

  @Test
  void theFlagsOfAGroupAreGivenToEveryForkAndTold() throws CommandLineOptionException {
    Settings fibers = new Settings(Group.named("fibers").orElseThrow(), true, List.of());
    String flag = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";
    assertThat(fibers.round(1, FILE).getJvmArgsPrepend().get()).contains(flag);
    assertThat(fibers.summary(1)).contains("-Xmx4g", flag);
    assertThat(settings(true).round(1, FILE).getJvmArgsPrepend().get()).doesNotContain(flag);
  }

  @Test
  void aSmokeRunHasTheWorkersThatItsGroupSays() throws CommandLineOptionException {
    Group fibers = Group.named("fibers").orElseThrow();
    assertThat(new Settings(fibers, true, List.of()).workers()).containsExactly(2);
    assertThat(new Settings(fibers, true, List.of("-p", "workers=1")).workers()).containsExactly(1);
    assertThat(new Settings(fibers, false, List.of()).workers()).contains(1, 2);
    assertThat(parameter(new Settings(fibers, true, List.of()).round(2, FILE), "workers"))
        .containsExactly("2");
  }

  @Test
  void patternsSelectWithinTheGroup() throws CommandLineOptionException {
    assertThat(settings(false, "Fib").round(1, FILE).getIncludes())
        .containsExactly("^dev\\.caravan\\.benchmarks\\.pool\\..*Fib");
  }

  private static Collection<String> parameter(Options options, String name) {
    return options.getParameter(name).get();
  }
}
