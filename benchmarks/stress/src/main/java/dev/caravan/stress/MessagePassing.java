package dev.caravan.stress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A plain write before a release write is seen by who reads that write with acquire: the pattern by
 * which every one-shot cell of the kernel publishes its value.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=MessagePassing}
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Read before the flag was raised.")
@Outcome(
    id = "0, 1",
    expect = Expect.ACCEPTABLE,
    desc = "The value was there, the flag was not up.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The flag was up, and so was the value.")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "The flag was up, but the value was lost.")
@State
public class MessagePassing {

  private static final VarHandle FLAG;

  static {
    try {
      FLAG = MethodHandles.lookup().findVarHandle(MessagePassing.class, "flag", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int value;

  @SuppressWarnings("unused") // through FLAG
  private int flag;

  @Actor
  public void writer() {
    value = 1;
    FLAG.setRelease(this, 1);
  }

  @Actor
  public void reader(II_Result r) {
    r.r1 = (int) FLAG.getAcquire(this);
    r.r2 = value;
  }
}
