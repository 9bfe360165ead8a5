package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.FailOnHang;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one thread sees, and what others do to it at chosen moments: between two of its reads. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class StmTest {
  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);

  /** Something that another transaction does in the middle of this one. */
  private static void meanwhile(Runnable deed) {
    Stm.independentlyVoid(deed::run);
  }

  @Nested
  @Tag("conformance")
  class ReadsAndWrites {
    @Test
    @DisplayName("kcas 17: an attempt reads its own writes; others see both after the commit")
    void anAttemptReadsItsOwnWrites() {
      int sum =
          Stm.atomically(tx -> {
            a.set(tx, 4);
            b.getAndAdd(tx, 3);
            assertThat(a.get()).as("seen from outside").isZero();
            return a.get(tx) + b.get(tx);
          });

      assertThat(sum).isEqualTo(7);
      assertThat(a.get()).isEqualTo(4);
      assertThat(b.get()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("kcas 4: a transaction of 10,000 locations, there and back, in any order")
    void aLargeTransaction(TxnMode mode) {
      TInt[] all = TInt.array(10_000, 0);
      List<TInt> shuffled = new ArrayList<>(List.of(all));
      Collections.shuffle(shuffled, new Random(1));
      TxnOptions options = TxnOptions.defaults().mode(mode);

      boolean there =
          Stm.atomically(
              options, tx -> shuffled.stream().allMatch(one -> one.compareAndSet(tx, 0, 1)));
      boolean again =
          Stm.atomically(
              options, tx -> shuffled.stream().allMatch(one -> one.compareAndSet(tx, 0, 1)));

      assertThat(there).isTrue();
      assertThat(again).isFalse();
      assertThat(all).allMatch(one -> one.get() == 1);

      boolean back =
          Stm.atomically(
              options, tx -> shuffled.stream().allMatch(one -> one.compareAndSet(tx, 1, 0)));

      assertThat(back).isTrue();
      assertThat(all).allMatch(one -> one.get() == 0);
    }

    @Test
    @DisplayName("kcas 5: the log knows what was touched, also when it is long")
    void theLogKnowsWhatWasTouched() {
      TInt[] all = TInt.array(40, 0);
      Stm.atomicallyVoid(tx -> {
        for (int i = 0; i < all.length; i += 2) {
          all[i].increment(tx);
          assertThat(tx.contains(all[i])).isTrue();
          assertThat(tx.contains(all[i + 1])).isFalse();
        }
      });

      for (int i = 0; i < all.length; i++) {
        assertThat(all[i].get()).isEqualTo(1 - i % 2);
      }
    }

    @Test
    @DisplayName("kcas 33: an exception leaves all as it was and passes as it is")
    void anExceptionLeavesAllAsItWas() {
      IOException failure = new IOException("disk");

      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                a.set(tx, 1);
                b.set(tx, 1);
                throw failure;
              }))
          .isSameAs(failure);
      assertThat(a.get() + b.get()).isZero();
    }

    @Test
    @DisplayName("kcas 16: a location tells its mode")
    void aLocationTellsItsMode() {
      assertThat(a.mode()).isEqualTo(TxnMode.OBSTRUCTION_FREE);
      assertThat(TVar.of("x", TxnMode.LOCK_FREE).mode()).isEqualTo(TxnMode.LOCK_FREE);
    }

    @Test
    void referencesAreTheSameByIdentityAndNumbersByValue() {
      String one = new String("text");
      String other = new String("text");
      TVar<String> text = TVar.of(one);
      TLong number = TLong.of(1_000);

      assertThat(text.compareAndSet(other, "new")).isFalse();
      assertThat(
              Stm.<Boolean, RuntimeException>atomically(tx -> text.compareAndSet(tx, other, "new")))
          .isFalse();
      assertThat(text.compareAndSet(one, "new")).isTrue();
      assertThat(number.compareAndSet(1_000, 2_000)).isTrue();
    }

    @Test
    void numbersWrapAroundAsInJava() {
      TInt most = TInt.of(Integer.MAX_VALUE);
      most.increment();
      assertThat(most.get()).isEqualTo(Integer.MIN_VALUE);
      Stm.atomicallyVoid(most::decrement);
      assertThat(most.get()).isEqualTo(Integer.MAX_VALUE);
      assertThat(most.addAndGet(2)).isEqualTo(Integer.MIN_VALUE + 1);
    }

    @Test
    void valuesAreExchanged() {
      TVar<String> left = TVar.of("l");
      TVar<String> right = TVar.of("r");
      Stm.atomicallyVoid(tx -> left.swap(tx, right));
      assertThat(left.get() + right.get()).isEqualTo("rl");
      left.swap(right);
      assertThat(left.get() + right.get()).isEqualTo("lr");
    }
  }

  @Nested
  @Tag("conformance")
  class Interference {
    @Test
    void aWriteToWhatWasReadMakesItBeginAgain() {
      TxnStatistics counts = new TxnStatistics();
      AtomicInteger attempts = new AtomicInteger();

      int seen =
          Stm.atomically(
              TxnOptions.defaults().counting(counts),
              tx -> {
                int value = a.get(tx);
                if (attempts.incrementAndGet() == 1) {
                  meanwhile(() -> a.set(5));
                }
                b.set(tx, value);
                return value;
              });

      assertThat(seen).isEqualTo(5);
      assertThat(b.get()).isEqualTo(5);
      assertThat(counts).hasToString("2 attempts, 1 commits, 1 interferences, 0 waits");
    }

    @ParameterizedTest
    @EnumSource
    void aReaderOfTwoNeverReturnsATornPair(TxnMode mode) {
      AtomicInteger attempts = new AtomicInteger();

      int difference =
          Stm.atomically(
              TxnOptions.defaults().mode(mode),
              tx -> {
                int first = a.get(tx);
                if (attempts.incrementAndGet() == 1) {
                  meanwhile(() ->
                      Stm.atomicallyVoid(inner -> {
                        a.increment(inner);
                        b.increment(inner);
                      }));
                }
                return b.get(tx) - first;
              });

      assertThat(difference).isZero();
      assertThat(attempts).hasValue(2);
    }

    /** Reads a pair that another transaction changes in the middle, and then validates it. */
    private List<String> tornThenValidated(TxnBody<RuntimeException> validation) {
      List<String> trail = new ArrayList<>();
      Stm.atomicallyVoid(tx -> {
        int first = a.get(tx);
        if (trail.isEmpty()) {
          meanwhile(() ->
              Stm.atomicallyVoid(inner -> {
                a.increment(inner);
                b.decrement(inner);
              }));
        }
        int second = b.get(tx);
        trail.add("read");
        validation.run(tx);
        trail.add(first + second == 0 ? "whole" : "torn");
      });
      return trail;
    }

    @Test
    @DisplayName("kcas 10: what was validated as a whole held at one time")
    void validationEndsATornAttempt() {
      assertThat(tornThenValidated(Txn::validate)).containsExactly("read", "read", "whole");
    }

    @Test
    @DisplayName("kcas 10: an attempt ends if the location that it validates has changed")
    void validationOfALocationThatChangedEndsTheAttempt() {
      assertThat(tornThenValidated(tx -> tx.validate(a))).containsExactly("read", "read", "whole");
    }

    @Test
    void validationOfALocationIsAboutNoOther() {
      assertThat(tornThenValidated(tx -> tx.validate(b)))
          .containsExactly("read", "torn", "read", "whole");
    }

    @Test
    void validationOfALocationThatWasNotReadDoesNothing() {
      TInt c = TInt.of(0);
      AtomicInteger attempts = new AtomicInteger();

      Stm.atomicallyVoid(tx -> {
        a.increment(tx);
        if (attempts.incrementAndGet() == 1) {
          c.increment();
          tx.validate(c);
          assertThat(tx.contains(c)).as("validated is not read").isFalse();
        }
        b.increment(tx);
      });

      assertThat(attempts).hasValue(1);
      assertThat(a.get() + b.get() + c.get()).isEqualTo(3);
    }

    @Test
    void anOpaqueAttemptSeesNoTornPair() {
      AtomicInteger attempts = new AtomicInteger();

      Stm.atomicallyVoid(
          TxnOptions.defaults().opaque(),
          tx -> {
            int first = a.get(tx);
            if (attempts.incrementAndGet() == 1) {
              meanwhile(() ->
                  Stm.atomicallyVoid(inner -> {
                    a.increment(inner);
                    b.decrement(inner);
                  }));
            }
            assertThat(first + b.get(tx)).isZero();
          });

      assertThat(attempts).hasValue(2);
    }

    @Test
    void whatAnAttemptOutOfDateThrowsIsNotAFailure() {
      AtomicInteger attempts = new AtomicInteger();

      String result =
          Stm.atomically(tx -> {
            int first = a.get(tx);
            if (attempts.incrementAndGet() == 1) {
              meanwhile(() ->
                  Stm.atomicallyVoid(inner -> {
                    a.increment(inner);
                    b.decrement(inner);
                  }));
            }
            if (first + b.get(tx) != 0) {
              throw new AssertionError("a torn read");
            }
            return "whole";
          });

      assertThat(result).isEqualTo("whole");
      assertThat(attempts).hasValue(2);
    }

    @Test
    @DisplayName("kcas 9: a loop on values that are out of date ends")
    void aLoopOnOldValuesEnds() {
      int left =
          Stm.atomically(tx -> {
            int rounds = 0;
            while (a.get(tx) - b.get(tx) == 0) {
              if (rounds++ == 3) {
                meanwhile(() -> a.set(1));
              }
            }
            return a.get(tx);
          });

      assertThat(left).isEqualTo(1);
    }

    @Test
    @DisplayName("kcas 19: no write skew: a read that decides a write is compared at the commit")
    void noWriteSkew() {
      AtomicInteger attempts = new AtomicInteger();

      Stm.atomicallyVoid(tx -> {
        if (b.get(tx) == 0) {
          if (attempts.incrementAndGet() == 1) {
            meanwhile(() ->
                Stm.atomicallyVoid(inner -> {
                  if (a.get(inner) == 0) {
                    b.set(inner, 1);
                  }
                }));
          }
          a.set(tx, 1);
        }
      });

      assertThat(a.get()).isZero();
      assertThat(b.get()).isEqualTo(1);
    }

    @Test
    void restartBeginsAgainAtOnce() {
      AtomicInteger attempts = new AtomicInteger();

      int count =
          Stm.atomically(tx -> {
            if (attempts.incrementAndGet() < 4) {
              tx.restart();
            }
            return attempts.get();
          });

      assertThat(count).isEqualTo(4);
    }
  }

  @Nested
  @Tag("conformance")
  class Parts {
    @Test
    @DisplayName("kcas 12: the first branch that does not retry counts; writes of others do not")
    void theFirstBranchThatDoesNotRetry() {
      int value =
          Stm.atomically(tx ->
              tx.orElse(
                  inner -> {
                    a.set(inner, 9);
                    return inner.retry();
                  },
                  inner -> a.get(inner) + 101));

      assertThat(value).isEqualTo(101);
      assertThat(a.get()).isZero();
    }

    @Test
    @DisplayName("kcas example 6: a transfer from the first account that has enough")
    void aTransferFromTheFirstThatHasEnough() {
      TInt c = TInt.of(30);
      TInt d = TInt.of(27);
      a.set(10);
      b.set(20);

      Stm.atomicallyVoid(tx ->
          tx.<Void, RuntimeException>firstOf(
              List.of(t -> move(t, 15, a, d), t -> move(t, 15, b, d), t -> move(t, 15, c, d))));

      assertThat(List.of(a.get(), b.get(), c.get(), d.get())).containsExactly(10, 5, 30, 42);
    }

    private static Void move(Txn tx, int amount, TInt from, TInt to) {
      from.getAndAdd(tx, -amount);
      to.getAndAdd(tx, amount);
      tx.check(from.get(tx) >= 0);
      return null;
    }

    @Test
    @DisplayName("kcas 11: a part that fails is undone, with its actions; what came before stays")
    void aPartThatFailsIsUndone() {
      List<String> trail = new ArrayList<>();

      Stm.atomicallyVoid(tx -> {
        a.increment(tx);
        tx.afterCommit(() -> trail.add("before"));
        try {
          tx.nested(part -> {
            a.increment(part);
            b.increment(part);
            b.increment(part);
            part.afterCommit(() -> trail.add("inside"));
            throw new IOException("no");
          });
        } catch (IOException expected) {
          trail.add("caught with " + a.get(tx) + b.get(tx));
        }
        a.increment(tx);
      });

      assertThat(a.get()).isEqualTo(2);
      assertThat(b.get()).isZero();
      assertThat(trail).containsExactly("caught with 10", "before");
    }

    @Test
    void partsAndChoicesWithoutAValue() {
      Stm.atomicallyVoid(tx -> {
        tx.nestedVoid(part -> a.set(part, 1));
        tx.orElseVoid(
            t -> {
              b.set(t, 1);
              t.retry();
            },
            t -> b.set(t, 2));
      });
      assertThat(a.get()).isEqualTo(1);
      assertThat(b.get()).isEqualTo(2);
    }

    @Test
    void aPartInsideAPartIsUndoneWithIt() {
      Stm.atomicallyVoid(tx -> {
        a.set(tx, 1);
        assertThatThrownBy(() ->
                tx.nested(outer -> {
                  a.set(outer, 2);
                  outer.nested(inner -> {
                    a.set(inner, 3);
                    b.set(inner, 3);
                    return null;
                  });
                  assertThat(a.get(outer)).isEqualTo(3);
                  throw new IllegalArgumentException("outer");
                }))
            .hasMessage("outer");
        assertThat(a.get(tx)).isEqualTo(1);
        assertThat(b.get(tx)).isZero();
      });

      assertThat(a.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("kcas 11: random parts, half of them undone, against a plain array")
    void randomParts() {
      Random random = new Random(7);
      for (int round = 0; round < 300; round++) {
        TInt[] all = TInt.array(1 + random.nextInt(20), 0);
        int[] model = new int[all.length];
        Stm.atomicallyVoid(tx -> randomPart(tx, all, model, random, 0));
        for (int i = 0; i < all.length; i++) {
          assertThat(all[i].get()).isEqualTo(model[i]);
        }
      }
    }

    private static void randomPart(Txn tx, TInt[] all, int[] model, Random random, int depth) {
      for (int step = random.nextInt(8); step > 0; step--) {
        int at = random.nextInt(all.length);
        if (random.nextInt(3) > 0 || depth == 4) {
          all[at].increment(tx);
          model[at]++;
        } else {
          undoHalf(tx, all, model, random, depth);
        }
      }
    }

    private static void undoHalf(Txn tx, TInt[] all, int[] model, Random random, int depth) {
      int[] before = model.clone();
      boolean fails = random.nextBoolean();
      try {
        tx.nested(part -> {
          randomPart(part, all, model, random, depth + 1);
          if (fails) {
            throw new IOException();
          }
          return null;
        });
      } catch (IOException undone) {
        System.arraycopy(before, 0, model, 0, model.length);
      }
    }
  }

  @Nested
  @Tag("conformance")
  class AfterTheCommit {
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    @DisplayName("kcas 6: once after any commit, never after a failure")
    void onceAfterAnyCommit() {
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                tx.afterCommit(runs::incrementAndGet);
                throw new IOException();
              }))
          .isInstanceOf(IOException.class);
      assertThat(runs).hasValue(0);
      List<TxnBody<RuntimeException>> bodies =
          List.of(
              tx -> {},
              a::get,
              a::increment,
              tx -> {
                a.increment(tx);
                b.increment(tx);
              });
      for (int i = 0; i < bodies.size(); i++) {
        TxnBody<RuntimeException> body = bodies.get(i);
        Stm.atomicallyVoid(tx -> {
          body.run(tx);
          tx.afterCommit(runs::incrementAndGet);
        });
        assertThat(runs).hasValue(i + 1);
      }
    }

    @Test
    void onceThoughItBeganTwice() {
      Stm.atomicallyVoid(tx -> {
        tx.afterCommit(runs::incrementAndGet);
        if (a.get(tx) == 0) {
          meanwhile(() -> a.set(1));
        }
        b.set(tx, 1);
      });

      assertThat(runs).hasValue(1);
    }

    @Test
    void oneThatThrowsStopsNeitherTheOthersNorTheCommit() {
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                a.increment(tx);
                tx.afterCommit(() -> {
                  throw new IllegalArgumentException("first");
                });
                tx.afterCommit(runs::incrementAndGet);
                tx.afterCommit(() -> {
                  throw new IllegalArgumentException("second");
                });
              }))
          .hasMessage("first")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      assertThat(runs).hasValue(1);
      assertThat(a.get()).isEqualTo(1);
    }

    @Test
    void itMayRunTransactions() {
      Stm.atomicallyVoid(tx -> {
        a.increment(tx);
        tx.afterCommit(() -> Stm.atomicallyVoid(b::increment));
      });

      assertThat(b.get()).isEqualTo(1);
    }
  }

  @Nested
  @Tag("conformance")
  class Misuse {
    @Test
    void aTxnThatEscapedIsRefused() {
      AtomicReference<Txn> escaped = new AtomicReference<>();
      Stm.atomicallyVoid(escaped::set);

      assertThatThrownBy(() -> a.set(escaped.get(), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
      assertThatThrownBy(() -> escaped.get().afterCommit(() -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }

    @Test
    void aTxnOfAnEarlierAttemptIsRefused() {
      List<Txn> attempts = new ArrayList<>();

      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                attempts.add(tx);
                if (attempts.size() == 1) {
                  tx.restart();
                }
                a.get(attempts.getFirst());
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
      Stm.atomicallyVoid(tx -> {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Thread other =
            Thread.ofVirtual()
                .name("other")
                .uncaughtExceptionHandler((t, e) -> refused.set(e))
                .start(() -> a.get(tx));
        other.join();
        assertThat(refused.get())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("belongs to")
            .hasMessageContaining("other");
      });
    }

    @Test
    void aTransactionInsideABodyIsRefused() {
      assertThatThrownBy(
              () -> Stm.atomicallyVoid(tx -> Stm.atomicallyVoid(inner -> a.increment(inner))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Stm.independently");
      Stm.atomicallyVoid(a::increment); // the thread is as good as before
      assertThat(a.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("kcas 15: a retry before anything was read")
    void aRetryThatNothingCouldWake() {
      assertThatThrownBy(() -> Stm.atomically(Txn::retry))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nothing could ever wake it");
    }

    @Test
    void aSwallowedRetryStillRetries() {
      AtomicInteger attempts = new AtomicInteger();

      int value =
          Stm.atomically(tx -> {
            attempts.incrementAndGet();
            try {
              tx.check(a.get(tx) > 0);
            } catch (Throwable swallowed) {
              meanwhile(() -> a.set(3));
            }
            return 10 * a.get(tx);
          });

      assertThat(value).isEqualTo(30);
      assertThat(attempts).hasValue(2);
    }

    @Test
    void aWrappedRetryStillRetries() {
      int value =
          Stm.atomically(tx -> {
            try {
              tx.check(a.get(tx) > 0);
            } catch (Throwable caught) {
              meanwhile(() -> a.set(3));
              throw new IllegalStateException(caught);
            }
            return a.get(tx);
          });

      assertThat(value).isEqualTo(3);
    }

    @Test
    void nullsAreNamed() {
      assertThatThrownBy(() -> Stm.atomically(null)).hasMessageContaining("body");
      assertThatThrownBy(() -> Stm.atomicallyVoid(null)).hasMessageContaining("body");
      assertThatThrownBy(() -> Stm.atomically(null, tx -> 1)).hasMessageContaining("options");
      assertThatThrownBy(() -> TxnOptions.defaults().within(null)).hasMessageContaining("limit");
      assertThatThrownBy(() -> TInt.array(-1, 0)).hasMessageContaining("-1");
    }
  }
}
