/** Channels: queues between tasks whose ends wait for each other, and select over several. */
@NullMarked
package dev.caravan.core.channel;

import org.jspecify.annotations.NullMarked;
