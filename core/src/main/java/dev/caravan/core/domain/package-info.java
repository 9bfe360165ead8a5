/**
 * OCaml's domain on the JVM: an event loop that carries fibers one at a time, so that between two
 * suspensions a fiber is alone. Read first: {@link dev.caravan.core.domain.Domain}, then {@link
 * dev.caravan.core.domain.Host}, the interface that the styles fork fibers through.
 */
@NullMarked
package dev.caravan.core.domain;

import org.jspecify.annotations.NullMarked;
