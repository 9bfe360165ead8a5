/**
 * Who carries a caller: the interface between Caravan's waits and the schedulers that suspend for
 * them. A program does not need it; a new kind of scheduler implements {@link
 * dev.caravan.core.spi.Carrier}.
 */
@NullMarked
package dev.caravan.core.spi;

import org.jspecify.annotations.NullMarked;
