package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.spi.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fork-join half of a {@link Strand}: a private stack of forks that nobody else runs yet, of
 * which the oldest are made public when that is worth its price.
 */
abstract class Frames extends Padded {
  /*
   * Heartbeat scheduling (Acar, Charguéraud, Guatto, Rainey, Sieczkowski, PLDI 2018): forking pushes
   * a frame and is otherwise an ordinary call; only from time to time is the oldest frame turned
   * into a job that can be stolen, so the price of a job is paid at a bounded rate. Differences:
   *
   * The beat is counted, not timed. Publishing costs a token; tokens come back at one per REFILL and
   * at most BURST are kept. While there are tokens every fork looks at the clock and publishes, so
   * coarse forks are all public at once; a run of fine ones uses the tokens up, and then CREDIT
   * forks pass without a look, adjusted so that a look comes about every half REFILL. No timer, and
   * nothing to do when idle.
   *
   * A loop is split lazily (Tzannes, Caragea, Barua, Vishkin, PPoPP 2010): since its owner looks
   * after each piece, it pays tokens only for its first half, and where pieces are long.
   *
   * Two publications are free. When the owner's queue becomes empty, its next fork is published, so
   * that there is always something to steal when a body turns out to be long: an owner that takes
   * its last job back remembers it (kept), a thief that steals the last one raises ATTENTION on the
   * owner. So does a worker that runs out of work, on all others, which then publish at their next
   * fork or join, and go on doing so as long as anybody is idle. A cancellation raises it too.
   *
   * Frames [0, published) are public (a ForkedBranch each) or can be split no more; frames
   * [published, top) are private: a body, or a loop that can be split. Everything but attention
   * belongs to the thread of the strand.
   */
  private static final int BURST = 32;
  private static final long REFILL_NANOS = 50_000;
  private static final int MAX_CREDIT = 4_096;
  private static final int FIRST_CAPACITY = 64;
  private static final int RENEWED_UP_TO = 1_024;
  private static final VarHandle ATTENTION;

  static {
    try {
      ATTENTION = MethodHandles.lookup().findVarHandle(Frames.class, "attention", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A loop on the frame stack, which can give away what it has not begun. */
  interface Splittable {
    /**
     * Takes the later half of what is left, or all of it.
     *
     * @return its body, or null if too little is left
     */
    @Nullable ThrowingSupplier<?, ?> split(boolean all);

    /** Whether the owner has begun a piece. */
    boolean hasBegun();

    /** Remembers what was split off and the branch made of it, to join it. */
    void published(ThrowingSupplier<?, ?> later, ForkedBranch<?> branch);

    /** The scope of this loop's branches and its owner; null before the first branch. */
    @Nullable CancelScope fork();
  }

  /**
   * What surrounds a frame: the context, the task it belongs to, and the height of the stack at
   * which the scope was entered; scopes of forks above that lie within it.
   */
  private record Env(Context context, @Nullable Task<?> task, int base) {}

  /** The surroundings that held below a height of the stack, where they changed. */
  private record Change(
      int at, Env before, @Nullable Change older, CancelScope.@Nullable Registration watch) {}

  final Scheduler pool;

  private @Nullable Object[] frames = new Object[FIRST_CAPACITY];
  private int top;
  private int published;

  private int credit;
  private int kept; // the credit put aside for a look at nothing but the queue; 0 if none is due
  private int lastCredit = 64;
  private int tokens = BURST;
  private long refilledAt = System.nanoTime();

  private @Nullable Change changes;
  private @Nullable Task<?> task;
  private int base;
  private @Nullable JobDeque<Job> stealable;

  /**
   * The tasks that were claimed here, and that the stack had no room to settle: one, and the rest.
   * An array, since there is no room for the call of a constructor either.
   */
  @Nullable Object @Nullable [] unsettled;

  // set by anybody, cleared by the owner; read through ATTENTION
  @SuppressWarnings("unused")
  private boolean attention;

  Frames(Scheduler pool) {
    this.pool = pool;
  }

  /** Says where the owner's branches go that others may steal; null if none can be stolen. */
  final void offersFrom(@Nullable JobDeque<Job> queue) {
    stealable = queue;
  }

  /** Whether other workers would find nothing; false if there are no others. */
  private boolean nothingPublic() {
    JobDeque<Job> queue = stealable;
    if (queue == null) {
      return false;
    }
    queue.dropOldestWhile(Worker::isSpent);
    return queue.isEmptyForOwner();
  }

  // ---- forks and joins: the hot path

  /*
   * What every fork runs is small, to be inlined into the program's code. popSlowly and join are
   * rare and, on purpose, too big for the JIT to inline them into a fork: do not split them.
   */

  /** Makes the next fork look, so that a job can offer its first fork whatever ran before it. */
  final void lookSoon() {
    credit = 0;
    kept = 0;
  }

  /**
   * Makes the next fork public if the owner's queue is empty: the owner may just have emptied it.
   */
  final void offerNext() {
    if (stealable != null && credit > 0) {
      kept = credit;
      credit = 0;
    }
  }

  /** The place of the next fork. */
  final int height() {
    return top;
  }

  /** Pushes a fork. */
  final void push(Object frame) {
    int at = top;
    if (at == frames.length) {
      frames = Arrays.copyOf(frames, at * 2);
    }
    put(at, frame);
    top = at + 1;
    if (--credit < 0 || attentionOpaque()) {
      lookUp();
    }
  }

  /*
   * The only place that stores frames: if only the program's parts came by, the JIT would take their
   * type from the store, and inline them into the fork (see Bodies).
   */
  private void put(int at, Object frame) {
    frames[at] = frame;
  }

  /** Pops the fork at a place if it is still private. If not, {@link #join} it. */
  final boolean popPrivate(int at) {
    if (published >= at || attentionOpaque()) {
      return popSlowly(at);
    }
    top = at;
    return true;
  }

  private boolean popSlowly(int at) {
    if (attentionOpaque()) {
      lookUp();
    }
    if (published > at) {
      return false;
    }
    top = at;
    if (published == at) {
      forgetPopped();
    }
    return true;
  }

  /**
   * Lets go of what was popped. A store per fork made recursive forks some 6 % dearer; so this is
   * done with the oldest private fork, at looks, and by whoever waits: until then a part may
   * outlive its fork.
   */
  final void forgetPopped() {
    for (int at = top; at < frames.length && frames[at] != null; at++) {
      frames[at] = null;
    }
  }

  private void drop(int at) {
    top = at;
    forgetPopped();
    if (published > at) {
      published = at;
    }
  }

  /** Whether the owner should look between two pieces of a loop. */
  final void pieceDone() {
    if (--credit < 0 || attentionOpaque()) {
      lookUp();
    }
  }

  /** Pops a public fork and gets its result: runs it if nobody has begun, otherwise waits. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // what was pushed at that place says T
  final <T extends @Nullable Object> T join(int at) {
    ForkedBranch<T> branch = branchAt(at);
    drop(at);
    try {
      ThrowingSupplier<T, ?> body = takeBack(branch);
      return body == null ? resultOf(branch) : Bodies.value(body);
    } catch (Throwable failure) {
      throw Failures.<RuntimeException>sneaky(failure);
    } finally {
      branch.closeFork();
    }
  }

  /** Takes a branch that nobody has begun; null if somebody has. */
  final <T extends @Nullable Object> @Nullable ThrowingSupplier<T, ?> takeBack(
      ForkedBranch<T> branch) {
    ThrowingSupplier<T, ?> body = branch.claim();
    if (body != null) {
      retract(branch);
    }
    return body;
  }

  /** Waits for a branch that somebody else runs. */
  final <T extends @Nullable Object> T resultOf(ForkedBranch<T> branch) {
    branch.awaitEnd();
    return branch.result();
  }

  /** Pops a fork whose sibling failed; returns the failure to throw. */
  final Throwable abandon(int at, Throwable failure) {
    boolean isPublic = published > at;
    Object frame = frames[at];
    drop(at);
    if (!isPublic || !(frame instanceof ForkedBranch<?> branch)) {
      return failure;
    }
    try {
      return abandonBranch(branch, failure);
    } finally {
      branch.closeFork();
    }
  }

  final Throwable abandonBranch(ForkedBranch<?> branch, Throwable failure) {
    if (!branch.isClaimed()) {
      retract(branch);
    }
    return branch.abandon(failure);
  }

  /** A loop at the top of the stack may be worth splitting after all. */
  final void splitAgain(int at) {
    published = Math.min(published, at);
  }

  /** Pops a loop that has ended or failed. */
  final void popLoop(int at) {
    drop(at);
  }

  @SuppressWarnings("unchecked") // the branch was made of the frame that the caller pushed
  private <T extends @Nullable Object> ForkedBranch<T> branchAt(int at) {
    return (ForkedBranch<T>) Objects.requireNonNull(frames[at]);
  }

  // ---- the look: cancellation, tokens, publishing

  /** Makes frames public if there are tokens; cancellation is seen by {@link #checkCancelled}. */
  private void lookUp() {
    if (kept > 0 && !attentionOpaque()) {
      offerIfNothingPublic();
      return;
    }
    kept = 0;
    forgetPopped();
    ATTENTION.setVolatile(this, false);
    VarHandle.fullFence(); // before we look at what the attention was raised for
    long now = System.nanoTime();
    long earned = (now - refilledAt) / REFILL_NANOS;
    if (earned > 0) {
      tokens = (int) Math.min(BURST, tokens + earned);
      refilledAt = now;
      renewFrames();
      lastCredit = Math.max(16, lastCredit / 2);
    } else {
      lastCredit = Math.min(MAX_CREDIT, lastCredit * 2);
    }
    if (nothingPublic()) {
      publishOldest(false);
    }
    while (pool.idle().count() > 0 && publishOldest(false)) {
      // each publication wakes one
    }
    while (tokens > 0 && spendsToken(earned > 0) && publishOldest(false)) {
      tokens--;
    }
    credit = tokens > 0 ? 0 : lastCredit;
    if (nothingPublic()) {
      offerNext(); // there was nothing to offer
    }
    if (pool.idle().count() > 0) {
      raiseAttention();
    }
    checkCancelled();
  }

  /**
   * Whether the oldest private frame is worth a token. Loops are split lazily after the first time,
   * since each of their pieces ends with a look, unless their pieces turn out to be long.
   */
  private boolean spendsToken(boolean later) {
    return published < top
        && (!(frames[published] instanceof Splittable loop)
            || loop.fork() == null
            || (later && loop.hasBegun()));
  }

  /**
   * Keeps the array among the young objects: a store into an old one makes G1 pay a memory fence,
   * at every fork.
   */
  private void renewFrames() {
    if (frames.length <= RENEWED_UP_TO) {
      frames = frames.clone();
    }
  }

  /** Answers {@link #offerNext}: no clock, no tokens. */
  private void offerIfNothingPublic() {
    kept--; // so the full look comes even if the queue is emptied again and again
    if (nothingPublic() && !publishOldest(false)) {
      credit = 0; // there was nothing to offer: still due
    } else {
      credit = kept;
      kept = 0;
    }
  }

  /** Makes every private frame public, for a caller who is about to suspend. */
  final void publishAll() {
    forgetPopped();
    while (published < top && publishOldest(true)) {
      // until none is left
    }
  }

  /** Makes the oldest private frame public; false if there was none. */
  private boolean publishOldest(boolean all) {
    while (published < top) {
      int at = published;
      if (frames[at] instanceof Splittable loop) {
        ThrowingSupplier<?, ?> half = loop.split(all);
        if (half == null) {
          published++;
          continue;
        }
        loop.published(half, offer(half, at));
        return true;
      }
      put(at, offer(Bodies.ofFrame(frames[at]), at));
      published++;
      return true;
    }
    return false;
  }

  private ForkedBranch<?> offer(ThrowingSupplier<?, ?> body, int at) {
    Env env = envOf(at);
    Context.Binding locals = env.context.locals();
    CancelScope ofLoop = frames[at] instanceof Splittable loop ? loop.fork() : null;
    ForkedBranch<?> branch =
        ofLoop == null
            ? new ForkedBranch<>(pool, env.task, body, locals, scopeAt(at, env))
            : ForkedBranch.in(ofLoop, pool, env.task, body, locals);
    offer(branch);
    return branch;
  }

  /** Puts a branch where other workers find it. */
  abstract void offer(ForkedBranch<?> branch);

  /** Takes back a branch that the caller has claimed, if that is cheap. */
  abstract void retract(ForkedBranch<?> branch);

  final void checkCancelled() {
    for (int at = Math.min(published, top - 1); at >= base; at--) {
      CancelScope fork =
          switch (frames[at]) {
            case ForkedBranch<?> branch -> branch.forkIfMade();
            case Splittable loop -> loop.fork();
            case null, default -> null;
          };
      if (fork != null) {
        fork.throwIfCancelled();
        return;
      }
    }
    CancelScope entered = context().scope();
    if (entered != null) {
      entered.throwIfCancelled();
    } else if (task != null && task.isCancelRequested()) {
      throw new Cancelled(task.toString(), task.cancelReason());
    }
  }

  // ---- surroundings

  private Env envOf(int at) {
    Env env = null;
    for (Change change = changes; change != null && change.at > at; change = change.older) {
      env = change.before;
    }
    return env == null ? env() : env;
  }

  private Env env() {
    return new Env(context(), task, base);
  }

  /** The innermost scope around the frame at a height, or around the code above all frames. */
  private @Nullable CancelScope scopeAt(int at, Env env) {
    CancelScope fork = forkBelow(at, env.base);
    CancelScope inner = fork != null ? fork : env.context.scope();
    return inner != null || env.task == null ? inner : env.task.scope();
  }

  /** The scope of the highest public fork below a height and not below the base; null if none. */
  private @Nullable CancelScope forkBelow(int height, int least) {
    for (int at = Math.min(published, height - 1); at >= least; at--) {
      CancelScope fork =
          switch (frames[at]) {
            case ForkedBranch<?> branch -> branch.fork();
            case Splittable loop -> loop.fork();
            case null, default -> null;
          };
      if (fork != null) {
        return fork;
      }
    }
    return null;
  }

  @Override
  public final @Nullable CancelScope scope() {
    return scopeAt(top, env());
  }

  final @Nullable Task<?> task() {
    return task;
  }

  @Override
  protected final Context enter(Context inner) {
    CancelScope scope = inner.scope();
    boolean another = scope != context().scope();
    changes =
        new Change(
            top,
            env(),
            changes,
            another && scope != null ? scope.onCancel(this::raiseAttention) : null);
    if (another) {
      base = top;
    }
    return super.enter(inner);
  }

  @Override
  protected final void leave(Context outer) {
    if (changes != null) {
      base = changes.before.base;
      if (changes.watch != null) {
        changes.watch.close();
      }
      changes = changes.older;
    }
    super.leave(outer);
  }

  /**
   * Runs the body of a task that the caller has claimed, and decides its result. The surroundings
   * need not be remembered if no frame below is private: public ones have theirs already.
   */
  final <T extends @Nullable Object> void runTask(Task<T> next, ThrowingSupplier<T, ?> body) {
    if (!next.isRunning()) {
      return; // cancelled before it started
    }
    if (next instanceof ForkedBranch<?> branch && branch.isCancelRequested()) {
      branch.tryFail(new Cancelled(branch.toString(), branch.cancelReason()));
      return;
    }
    Context outerContext = context();
    Task<?> outerTask = task;
    Change outerChanges = changes;
    int outerBase = base;
    if (published < top) {
      changes = new Change(top, env(), outerChanges, null);
    }
    super.enter(next.locals == null ? Context.EMPTY : new Context(null, next.locals));
    task = next;
    base = top;
    try {
      next.tryReturn(body.get());
    } catch (Throwable failure) {
      if (!next.endWith(failure)) {
        next.failedAfterCancel(failure);
      }
    } finally {
      changes = outerChanges;
      super.leave(outerContext);
      task = outerTask;
      base = outerBase;
      next.closeScope();
    }
  }

  /** Makes up for what there was no room for at the edge of the stack. Called where there is. */
  final void settleUnsettled() {
    for (@Nullable Object @Nullable [] list = unsettled; list != null; list = unsettled) {
      if (list[0] instanceof Task<?> task && task.isRunning()) {
        boolean _ = task.endWith(new StackOverflowError("no room to run " + task));
      }
      unsettled = (@Nullable Object @Nullable []) list[1]; // last: there may be no room here either
    }
    pool.wakeOverslept();
  }

  // ---- attention

  /** Asks the owner to look at its next fork, join or piece. */
  final void raiseAttention() {
    ATTENTION.setRelease(this, true); // after what it is raised for
  }

  private boolean attentionOpaque() {
    return (boolean) ATTENTION.getOpaque(this);
  }
}
