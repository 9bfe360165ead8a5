/** What users need to test with Caravan. */
@NullMarked
package dev.caravan.testkit;

import org.jspecify.annotations.NullMarked;
