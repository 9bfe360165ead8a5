/**
 * Lock-free structures, each after its paper. None waits; to wait for an element, take a
 * {@linkplain dev.caravan.core.channel channel}.
 *
 * <p>Which one: {@link dev.caravan.core.queue.TreiberStack} for last in, first out; {@link
 * dev.caravan.core.queue.MpmcQueue} for first in, first out, or {@link
 * dev.caravan.core.queue.MichaelScottQueue} to look before taking, or {@link
 * dev.caravan.core.queue.BoundedMpmcQueue} with a limit; {@link dev.caravan.core.queue.MpscQueue}
 * for a mailbox; {@link dev.caravan.core.queue.SpscQueue} from one thread to another; {@link
 * dev.caravan.core.queue.WorkStealingDeque} for a scheduler.
 *
 * <p>One vocabulary: {@code add} cannot fail, {@code offer} says whether it did; {@code poll} and
 * {@code peek} take and look at what came first, {@code push}, {@code pop} and {@code peek} at what
 * came last. Null means that there is nothing; no element is null.
 *
 * <p>To read the sources, begin with {@code TreiberStack}.
 */
@NullMarked
package dev.caravan.core.queue;

import org.jspecify.annotations.NullMarked;
