package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.concurrent.RecursiveAction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * How does work that nobody can foresee spread? The unbalanced tree search of Olivier et al. (LCPC
 * 2006) on a geometric tree: each node has a random number of children, 4 on average, down to depth
 * 10, and the nodes are counted. The children of a node follow from its state by a mixing function
 * instead of SHA-1, so that the tree is the same everywhere and a node costs little; one operation
 * is one of 3.6 million nodes.
 *
 * <p>To run just this: {@code ./caravan bench pool -- TreeSearch}.
 */
public class TreeSearch extends Workload {
  static final long ROOT = 49; // a tree of the usual size, with four children at the root
  static final int NODES = 3_567_946;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double ONE_MORE = 0.8; // mean 4: q / (1 - q)
  private static final int MOST = 100;
  static final int DEPTH = 10;

  private int depth = DEPTH;

  /** Halves of the children, without boxing. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public long caravan() {
    return pool.invoke(() -> node(ROOT, depth));
  }

  private static long node(long state, int depth) {
    int children = children(state, depth);
    return children == 0 ? 1 : 1 + range(state, 0, children, depth - 1);
  }

  private static long range(long parent, int from, int to, int depth) {
    if (to - from == 1) {
      return node(child(parent, from), depth);
    }
    int middle = (from + to) >>> 1;
    return ForkJoin.bothLong(
        () -> range(parent, from, middle, depth),
        () -> range(parent, middle, to, depth),
        Long::sum);
  }

  /** A parallel loop over the children of each node. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public long caravanLoop() {
    return pool.invoke(() -> loop(ROOT, depth));
  }

  private static long loop(long state, int depth) {
    return ForkJoin.reduceLong(
        0, children(state, depth), 1L, i -> loop(child(state, i), depth - 1), Long::sum);
  }

  /** A task for each child, the count in a field of the task. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public long forkJoinPool() {
    Node root = new Node(ROOT, depth);
    forkJoinPool.invoke(root);
    return root.count;
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Node extends RecursiveAction {
    private final long state;
    private final int depth;
    private long count = 1;

    Node(long state, int depth) {
      this.state = state;
      this.depth = depth;
    }

    @Override
    protected void compute() {
      Node[] children = new Node[children(state, depth)];
      for (int i = children.length - 1; i >= 0; i--) {
        children[i] = new Node(child(state, i), depth - 1);
        if (i > 0) {
          children[i].fork();
        }
      }
      for (int i = 0; i < children.length; i++) {
        if (i == 0) {
          children[i].compute();
        } else {
          children[i].join();
        }
        count += children[i].count;
      }
    }
  }

  static int children(long state, int depth) {
    if (depth == 0) {
      return 0;
    }
    double chance = (mix(state) >>> 11) * 0x1p-53;
    int children = 0;
    double atLeast = ONE_MORE;
    while (chance < atLeast && children < MOST) {
      children++;
      atLeast *= ONE_MORE;
    }
    return children;
  }

  static long child(long parent, int i) {
    return mix(parent + (i + 1) * GOLDEN);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }

  static long sequential(long state, int depth) {
    long count = 1;
    for (int i = children(state, depth) - 1; i >= 0; i--) {
      count += sequential(child(state, i), depth - 1);
    }
    return count;
  }

  @Override
  public void tiny() {
    depth = 4;
  }

  @Override
  protected Object expected(String contender) {
    return sequential(ROOT, depth);
  }
}
