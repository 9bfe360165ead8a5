package dev.caravan.core.channel;

import org.jspecify.annotations.Nullable;

/**
 * What a channel came to.
 *
 * @param failure why it failed: nothing is sent nor received any more; null if it was closed:
 *     nothing more is sent, what was sent can be received
 */
record ChannelEnd(@Nullable Throwable failure) {
  static final ChannelEnd CLOSED = new ChannelEnd(null);

  boolean isClosed() {
    return failure == null;
  }

  /** The exception for one caller. */
  RuntimeException asException(Channel<?> channel) {
    return failure == null
        ? new ChannelClosed(channel.toString())
        : new ChannelFailed(channel.toString(), failure);
  }
}
