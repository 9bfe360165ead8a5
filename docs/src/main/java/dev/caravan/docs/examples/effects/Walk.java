package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Continuation;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectScope;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A generator: a walk that calls back becomes an iterator that is asked. */
public final class Walk {
  private Walk() {}

  record Tree(@Nullable Tree left, String name, @Nullable Tree right) {
    void walk(Consumer<String> visitor) {
      if (left != null) {
        left.walk(visitor);
      }
      visitor.accept(name);
      if (right != null) {
        right.walk(visitor);
      }
    }
  }

  // region generator
  record Visit(String name) implements Effect<Boolean> {}

  static final class Names implements AutoCloseable {
    private final EffectScope scope = EffectScope.open();
    private @Nullable String next;
    private @Nullable Continuation<Boolean, Boolean> rest;

    Names(Tree tree) {
      Handler.<Boolean>passing()
          .in(scope)
          .on(
              Visit.class,
              (visit, k) -> {
                next = visit.name();
                rest = k; // the walk stops here until somebody asks again
                return Step.done(true);
              })
          .run(() -> {
            tree.walk(name -> Effects.perform(new Visit(name)));
            return false;
          });
    }

    boolean hasNext() {
      return next != null;
    }

    String next() {
      String name = next;
      if (name == null || rest == null) {
        throw new NoSuchElementException("no more names");
      }
      next = null;
      rest.resumeAndWait(true);
      return name;
    }

    @Override
    public void close() {
      scope.close(); // ends the walk, if it was not walked to the end
    }
  }

  // endregion

  public static void main(String[] args) {
    Tree tree = new Tree(new Tree(null, "Aleppo", null), "Baghdad", new Tree(null, "Cairo", null));
    try (Names names = new Names(tree)) {
      while (names.hasNext()) {
        System.out.println(names.next());
      }
    }
  }
}
