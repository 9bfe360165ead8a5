package dev.caravan.effects.handler;

/**
 * Thrown by the second use of a continuation: it can be resumed or discontinued once. Source of the
 * concept: OCaml's {@code Effect.Continuation_already_resumed}.
 */
public final class ContinuationAlreadyResumed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ContinuationAlreadyResumed(Object continuation) {
    super(continuation + " was resumed or discontinued before; a continuation can be used once");
  }
}
