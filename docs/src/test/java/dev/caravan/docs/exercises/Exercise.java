package dev.caravan.docs.exercises;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** What all exercises share. */
public final class Exercise {
  private Exercise() {}

  /**
   * What the hole of an exercise throws.
   *
   * @param hint what to write there
   */
  public static UnsupportedOperationException yours(String hint) {
    return new UnsupportedOperationException("this exercise is yours: " + hint);
  }

  /**
   * What the tests of an exercise test: its solution, or, with {@code -Dcaravan.exercise=true}, the
   * class with the hole.
   */
  public static <T> T subject(Class<T> exercise, Object... arguments) {
    try {
      Class<?> type =
          Boolean.getBoolean("caravan.exercise")
              ? exercise
              : Class.forName(exercise.getName() + "Solution");
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return exercise.cast(constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      throw new AssertionError("cannot make a " + exercise.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot make a " + exercise.getSimpleName(), e);
    }
  }
}
