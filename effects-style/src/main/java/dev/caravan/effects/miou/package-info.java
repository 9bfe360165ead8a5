/**
 * Miou's rules: a task is a resource, and whoever creates one must await or cancel it. Nothing is
 * forgotten: each end reaches the parent, a task ends after its children, and a program that breaks
 * a rule ends with a {@link dev.caravan.effects.miou.RuleViolation} that shows where the task in
 * question was created.
 *
 * <p>Read first: {@link dev.caravan.effects.miou.Miou}, which creates tasks, and {@link
 * dev.caravan.effects.miou.Task}, which is what one holds in the hand. Then {@link
 * dev.caravan.effects.miou.Orphans} for work in the background, {@link
 * dev.caravan.effects.miou.Owned} for resources, and {@link dev.caravan.effects.miou.Events} for a
 * program's own sources of events.
 *
 * <p>The rules:
 *
 * <ol>
 *   <li>Each child is awaited or cancelled ({@link dev.caravan.effects.miou.StillHasChildren}).
 *   <li>Only its parent may do that ({@link dev.caravan.effects.miou.NotAChild}).
 *   <li>There is nothing else to do with a child; none can be detached.
 *   <li>A task ends after its children; if it fails or is cancelled, so are they.
 *   <li>Work in the background goes through {@link dev.caravan.effects.miou.Orphans}.
 *   <li>A parallel task never runs on the first domain, nor on its caller's.
 *   <li>A {@link dev.caravan.effects.miou.Syscall} belongs to the domain that made it.
 * </ol>
 *
 * <p>Each domain is a {@link dev.caravan.core.domain.Domain}. Each operation of this package is a
 * <em>tick</em> of its domain: at its end the domain's {@linkplain dev.caravan.effects.miou.Hook
 * hooks} run and its events are looked at. Operations that wait, and {@link
 * dev.caravan.effects.miou.Miou#yieldNow}, let other tasks run. Source: Miou, by Robur.
 */
@NullMarked
package dev.caravan.effects.miou;

import org.jspecify.annotations.NullMarked;
