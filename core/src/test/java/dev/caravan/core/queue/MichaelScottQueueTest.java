package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FailOnHang.class)
class MichaelScottQueueTest {

  @Test
  @DisplayName("a drained queue has one node: its tail was not left behind")
  void theTailIsNotLeftBehind() throws Exception {
    MichaelScottQueue<Integer> queue = new MichaelScottQueue<>();
    List<Callable<Integer>> bodies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bodies.add(() -> {
        for (int n = 0; n < 20_000; n++) {
          queue.add(n);
          queue.poll();
        }
        return 0;
      });
    }
    for (int round = 0; round < 10; round++) {
      Crowd.run(bodies);
      while (queue.poll() != null) {
        // each thread has taken as many as it added, unless another was faster
      }

      assertThat(node(queue, "tail")).isSameAs(node(queue, "head"));
    }
  }

  private static Object node(MichaelScottQueue<?> queue, String end) throws Exception {
    Field field = MichaelScottQueue.class.getDeclaredField(end);
    field.setAccessible(true);
    return ((PaddedRef<?>) field.get(queue)).get();
  }
}
