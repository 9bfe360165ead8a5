/**
 * What users need to test with Caravan: runs that always go the same way, in virtual time, and a
 * search for orders in which a program fails. Read first: {@link
 * dev.caravan.testkit.DeterministicTest} for JUnit, {@link dev.caravan.testkit.Deterministic}
 * without it.
 */
@NullMarked
package dev.caravan.testkit;

import org.jspecify.annotations.NullMarked;
