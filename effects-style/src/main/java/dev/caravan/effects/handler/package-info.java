/**
 * OCaml 5's effect handlers: perform an effect, handle it elsewhere, resume the continuation once.
 */
@NullMarked
package dev.caravan.effects.handler;

import org.jspecify.annotations.NullMarked;
