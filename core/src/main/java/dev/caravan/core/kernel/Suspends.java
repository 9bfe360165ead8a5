package dev.caravan.core.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that may suspend its caller. A pool task that suspends leaves its worker free for
 * other tasks; a plain thread parks. Such a method declares no checked exception; unless its
 * Javadoc says otherwise it throws {@link Cancelled} when the caller's {@link CancelScope} is
 * cancelled and {@link Interrupted} when its thread is interrupted, whichever is decided first, and
 * returns normally if what it waits for was decided before either.
 */
@Documented
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
@Retention(RetentionPolicy.CLASS)
public @interface Suspends {}
