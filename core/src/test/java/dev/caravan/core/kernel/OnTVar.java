package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;

/** Waits for a variable to become "there", and writes "mine" into another if it does. */
abstract class OnTVar extends WaitDriver {
  final TVar<String> awaited = TVar.of("not there");
  final TVar<String> written = TVar.of("none");

  static WaitDriver of(String method, Duration limit) {
    TxnOptions within = TxnOptions.defaults().within(limit);
    return switch (method) {
      case "Stm.atomically" ->
          new OnTVar() {
            @Override
            Object call() {
              return inOneStep(TxnOptions.defaults());
            }
          };
      case "Stm.atomically(TxnOptions within)" ->
          new OnTVar() {
            @Override
            Object call() {
              return inOneStep(within);
            }
          };
      case "TVar.await" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.await("there"::equals);
            }
          };
      case "TVar.await(Duration)" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.await("there"::equals, limit);
            }
          };
      case "TVar.getAndUpdate" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.getAndUpdate(OnTVar::sameIfThere);
            }
          };
      case "TVar.updateAndGet" ->
          new OnTVar() {
            @Override
            Object call() {
              return awaited.updateAndGet(OnTVar::sameIfThere);
            }
          };
      default -> throw new IllegalArgumentException("no driver for the method " + method);
    };
  }

  private static String sameIfThere(String value) {
    Stm.check(value.equals("there"));
    return value;
  }

  String inOneStep(TxnOptions options) {
    return Stm.<String, RuntimeException>atomically(
        options,
        tx -> {
          written.set(tx, "mine");
          tx.check(awaited.get(tx).equals("there"));
          return "woken";
        });
  }

  @Override
  void wake() {
    awaited.set("there");
  }

  @Override
  void assertNothingLeft() {
    assertThat(written.get()).as("what an attempt wrote that came to nothing").isEqualTo("none");
  }
}
