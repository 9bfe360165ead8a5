package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class CancelScopeTest {

  private final CancelScope root = CancelScope.root();

  @Nested
  class Spreading {
    @Test
    void cancellingReachesDescendantsAndNobodyElse() {
      CancelScope left = root.child();
      CancelScope leaf = left.child();
      CancelScope right = root.child();
      IOException reason = new IOException("enough");

      assertThat(left.cancel(reason)).isTrue();

      assertThat(left.isCancelled()).isTrue();
      assertThat(leaf.isCancelled()).isTrue();
      assertThat(leaf.reason()).containsSame(reason);
      assertThat(right.isCancelled()).isFalse();
      assertThat(root.isCancelled()).isFalse();
    }

    @Test
    void aScopeTellsItsSubjectAndItsOpenChildren() {
      CancelScope left = root.child("left");
      CancelScope right = root.child("right");
      CancelScope gone = root.child("gone");
      gone.close();

      assertThat(root.children()).containsExactly(left, right);
      assertThat(left.subject()).isEqualTo("left");
      assertThat(left).hasToString("left");
      right.cancel(null);
      assertThat(right).hasToString("right (cancelled)");
    }

    @Test
    void theSecondCancelIsRefusedAndTheFirstReasonStays() {
      IOException first = new IOException("first");
      root.cancel(first);

      assertThat(root.cancel(new IOException("second"))).isFalse();
      assertThat(root.reason()).containsSame(first);
    }

    @Test
    void aChildOfACancelledScopeIsBornCancelled() {
      IOException reason = new IOException("late");
      root.cancel(reason);

      CancelScope child = root.child();

      assertThat(child.isCancelled()).isTrue();
      assertThat(child.reason()).containsSame(reason);
      assertThatThrownBy(() -> child.run(() -> {})).isInstanceOf(Cancelled.class);
    }

    @Test
    void whoeverWakesSeesTheWholeSubtreeCancelled() {
      List<CancelScope> scopes = new ArrayList<>();
      List<Boolean> seen = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        CancelScope child = root.child();
        scopes.add(child);
        scopes.add(child.child());
      }
      for (CancelScope scope : scopes) {
        scope.onCancel(() -> seen.add(scopes.stream().allMatch(CancelScope::isCancelled)));
      }

      root.cancel(null);

      assertThat(seen).hasSize(20).containsOnly(true);
    }

    @Test
    void anEmptyReasonIsNoReason() {
      root.cancel(null);

      assertThat(root.reason()).isEmpty();
      assertThatThrownBy(root::throwIfCancelled)
          .isInstanceOf(Cancelled.class)
          .hasNoCause()
          .hasMessage("the scope was cancelled");
    }

    @Test
    void aHundredThousandNestedScopesNeedNoStack() {
      CancelScope leaf = root;
      for (int i = 0; i < 100_000; i++) {
        leaf = leaf.child();
      }

      root.cancel(null);

      assertThat(leaf.isCancelled()).isTrue();
    }

    @RepeatedTest(20)
    void aChildMadeWhileItsParentIsCancelledIsCancelled() throws Exception {
      FutureTask<List<CancelScope>> maker =
          new FutureTask<>(() -> {
            List<CancelScope> made = new ArrayList<>();
            do {
              made.add(root.child());
            } while (!root.isCancelled());
            return made;
          });
      Thread.ofVirtual().start(maker);

      root.cancel(null);

      assertThat(maker.get()).isNotEmpty().allMatch(CancelScope::isCancelled);
    }
  }

  @Nested
  class Hooks {
    private final List<String> trail = new ArrayList<>();

    @Test
    void hooksRunInOrderOnTheCancellersThread() {
      root.onCancel(() -> trail.add("one on " + Thread.currentThread().getName()));
      root.onCancel(() -> trail.add("two"));

      root.cancel(null);

      assertThat(trail).containsExactly("one on " + Thread.currentThread().getName(), "two");
    }

    @Test
    void aHookOfACancelledScopeRunsAtOnce() {
      root.cancel(null);

      root.onCancel(() -> trail.add("late"));

      assertThat(trail).containsExactly("late");
    }

    @Test
    void aClosedRegistrationNeverRunsAndIsForgotten() {
      CancelScope.Registration registration = root.onCancel(() -> trail.add("ran"));

      registration.close();
      registration.close();

      assertThat(root.waitersKept()).isZero();
      root.cancel(null);
      assertThat(trail).isEmpty();
    }

    @Test
    void aHookThatThrowsKeepsNobodyElseFromWaking() throws Exception {
      root.onCancel(() -> {
        throw new IllegalStateException("first hook");
      });
      AtomicReference<Throwable> woken = new AtomicReference<>();
      Thread waiter = Thread.ofVirtual().start(() -> woken.set(thrownByWaitIn(root)));
      Eventually.untilWaiting(waiter);
      root.onCancel(() -> {
        throw new IllegalArgumentException("last hook");
      });

      assertThatThrownBy(() -> root.cancel(null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("first hook")
          .hasSuppressedException(new IllegalArgumentException("last hook"));
      waiter.join();
      assertThat(woken.get()).isInstanceOf(Cancelled.class);
      assertThat(root.isCancelled()).isTrue();
    }
  }

  @Nested
  class Running {
    @Test
    void theCallerRunsInTheInnermostScope() {
      CancelScope child = root.child();

      root.run(() -> {
        assertThat(CancelScope.current()).containsSame(root);
        child.run(() -> assertThat(CancelScope.current()).containsSame(child));
        assertThat(CancelScope.current()).containsSame(root);
      });

      assertThat(CancelScope.current()).isEmpty();
    }

    @Test
    void theScopeIsLeftByAnExceptionToo() {
      assertThatThrownBy(() ->
              root.run(() -> {
                throw new IOException("out");
              }))
          .isInstanceOf(IOException.class);

      assertThat(CancelScope.current()).isEmpty();
    }

    @Test
    void checkThrowsOnlyInACancelledScope() {
      assertThatCode(CancelScope::check).doesNotThrowAnyException();
      root.run(() -> {
        CancelScope.check();
        root.cancel(new IOException("stop"));
        assertThatThrownBy(CancelScope::check)
            .isInstanceOf(Cancelled.class)
            .hasRootCauseMessage("stop");
      });
    }

    @Test
    void aBodyThatEndsAllTheSameKeepsItsValue() {
      int value =
          root.call(() -> {
            root.cancel(null);
            return 7;
          });

      assertThat(value).isEqualTo(7);
    }

    @Test
    void protectedCodeIsOutOfReachAndTheNextWaitSeesIt() {
      Trigger signalled = new Trigger();

      root.run(() -> {
        root.cancel(null);
        CancelScope.protectVoid(() -> {
          CancelScope.check();
          Thread.ofVirtual().start(signalled::signal);
          signalled.await();
        });
        assertThatThrownBy(() -> new Trigger().await()).isInstanceOf(Cancelled.class);
      });
    }
  }

  @Nested
  class Closing {
    @Test
    void aClosedChildIsForgottenAndNotReached() {
      CancelScope child = root.child();

      child.close();
      child.close();

      assertThat(root.waitersKept()).isZero();
      root.cancel(null);
      assertThat(child.isCancelled()).isFalse();
    }

    @Test
    void aLongLivedParentKeepsNoClosedChildren() {
      for (int i = 0; i < 10_000; i++) {
        root.child().close();
      }

      assertThat(root.waitersKept()).isLessThanOrEqualTo(1);
    }

    @Test
    void whoeverHasLeftTheScopeIsForgotten() {
      for (int i = 0; i < 10_000; i++) {
        root.run(() -> {
          assertThat(new Trigger().await(Duration.ZERO)).isFalse();
          assertThat(new Trigger().await(Duration.ZERO)).isFalse();
          assertThat(root.waitersKept()).isLessThanOrEqualTo(2);
        });
      }

      assertThat(root.waitersKept()).isLessThanOrEqualTo(1);
    }

    @Test
    void aCallerIsCancelledWhereverItWaitsInNestedScopes() {
      CancelScope inner = root.child();
      root.run(() -> {
        assertThat(new Trigger().await(Duration.ZERO)).isFalse();
        inner.run(() -> {
          assertThat(new Trigger().await(Duration.ZERO)).isFalse();
          root.run(() -> assertThat(new Trigger().await(Duration.ZERO)).isFalse());
          assertThat(new Trigger().await(Duration.ZERO)).isFalse();
        });
        inner.cancel(null);
        assertThat(thrownByWaitIn(inner)).isInstanceOf(Cancelled.class);
        assertThat(new Trigger().await(Duration.ZERO)).isFalse(); // the one around lives
        root.cancel(null);
        assertThatThrownBy(() -> new Trigger().await()).isInstanceOf(Cancelled.class);
      });
    }

    @Test
    void closingDoesNotCancel() {
      root.close();

      assertThat(root.isCancelled()).isFalse();
    }
  }

  private static Throwable thrownByWaitIn(CancelScope scope) {
    try {
      scope.run(() -> new Trigger().await());
      return null;
    } catch (Cancelled e) {
      return e;
    }
  }
}
