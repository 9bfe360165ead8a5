/** The examples, exercises and the tour that the chapters show. */
@NullMarked
package dev.caravan.docs;

import org.jspecify.annotations.NullMarked;
