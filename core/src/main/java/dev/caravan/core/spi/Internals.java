package dev.caravan.core.spi;

/** What calls of the JDK's internals have in common. */
final class Internals {
  private Internals() {}

  /**
   * Throws what such a call has thrown: unchecked as it is, anything else as the reason why it is
   * not as this library knows it.
   */
  static IllegalStateException failed(String what, Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(what, thrown);
  }
}
