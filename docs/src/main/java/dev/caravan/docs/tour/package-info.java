/**
 * The tour: one real question, answered once per model. Read {@link dev.caravan.docs.tour.Model}
 * and the files that implement it first; then {@link dev.caravan.docs.tour.Summary}, which they
 * share, and {@link dev.caravan.docs.tour.Tour}, which runs them.
 */
@NullMarked
package dev.caravan.docs.tour;

import org.jspecify.annotations.NullMarked;
