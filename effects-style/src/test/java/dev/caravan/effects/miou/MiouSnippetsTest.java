package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Outcome;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that the Javadoc shows. */
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MiouSnippetsTest {
  private final List<String> printed = new ArrayList<>();

  private void print(String line) {
    printed.add(line);
  }

  @Test
  void hello() {
    // @start region="hello"
    Miou.runVoid(() -> {
      Task<?> child = Miou.asyncVoid(() -> print("Hello"));
      print("World"); // goes first: the child is queued
      child.await(); // must be, or StillHasChildren ends the run
    });
    // @end
    assertThat(printed).containsExactly("World", "Hello");
  }

  @Test
  void orphans() {
    List<String> requests = List.of("a", "b", "c");
    Miou.runVoid(() -> {
      // @start region="orphans"
      Orphans<Integer> handlers = Miou.orphans();
      for (String request : requests) {
        handlers.async(() -> request.length());
        Miou.yieldNow();
        handlers.care().ifPresent(ended -> print("served " + ended.await()));
      }
      Optional<Outcome<Integer>> last = handlers.get();
      while (last.isPresent()) {
        last = handlers.get();
      }
      // @end
    });
    assertThat(printed).isNotEmpty().allMatch("served 1"::equals);
  }

  @Test
  void owned() {
    Miou.runVoid(() -> {
      // @start region="owned"
      Owned<StringReader> file = Owned.of(new StringReader("text"), StringReader::close).own();
      Task<Integer> reader =
          Miou.giving(file)
              .async(() -> {
                int first = file.value().read();
                file.release(); // or disown, or transfer; not to do so is ResourceLeaked
                return first;
              });
      print("read " + reader.await());
      // @end
    });
    assertThat(printed).containsExactly("read 116");
  }

  @Test
  void virtual() {
    // @start region="virtual"
    VirtualEvents time = new VirtualEvents();
    Miou.runVoid(
        MiouOptions.defaults().events(time::on),
        () -> {
          Task<?> a = Miou.asyncVoid(() -> time.sleep(Duration.ofHours(5)));
          Task<?> b = Miou.asyncVoid(() -> time.sleep(Duration.ofHours(3)));
          a.await();
          b.await();
        });
    print("slept for " + time.now());
    // @end
    assertThat(printed).containsExactly("slept for PT5H");
  }
}
