package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.effects.fiber.LeakCheck;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A suite that must hold on each engine that this JVM has. */
@Tag("conformance")
@ParameterizedClass
@MethodSource("dev.caravan.effects.handler.OnBothEngines#engines")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
abstract class OnBothEngines {
  @Parameter EffectEngine engine;

  static List<EffectEngine> engines() {
    return Stream.of(EffectEngine.values()).filter(EffectEngine::isAvailable).toList();
  }

  <R> Handler<R, R> passing() {
    return Handler.<R>passing().engine(engine);
  }

  <A, R> Handler<A, R> onReturn(ThrowingFunction<A, R, ?> onReturn) {
    return Handler.onReturn(onReturn).engine(engine);
  }

  /** Runs on a thread with room for many handlers one in the other. */
  static <T> T onLargeStack(java.util.concurrent.Callable<T> body) throws Exception {
    var task = new java.util.concurrent.FutureTask<>(body);
    new Thread(null, task, "large stack", 2L << 30).start();
    return task.get();
  }
}
