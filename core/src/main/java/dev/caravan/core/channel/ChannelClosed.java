package dev.caravan.core.channel;

/**
 * Thrown by a send into a channel that was closed, and by a receive from one that was closed and
 * has been drained. What was to be sent was not sent.
 */
public final class ChannelClosed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ChannelClosed(String channel) {
    super(channel + " is closed");
  }
}
