package dev.caravan.core.channel;

/**
 * Thrown by sends and receives on a channel that somebody failed; the cause says why. What was to
 * be sent was not sent.
 */
public final class ChannelFailed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ChannelFailed(String channel, Throwable cause) {
    super(channel + " has failed: " + cause, cause);
  }
}
