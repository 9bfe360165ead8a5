/**
 * What happened: events for Java Flight Recorder, and {@linkplain dev.caravan.core.trace.Timeline
 * timelines} made of them. An event that no recording asks for costs a test of a flag.
 */
@NullMarked
package dev.caravan.core.trace;

import org.jspecify.annotations.NullMarked;
