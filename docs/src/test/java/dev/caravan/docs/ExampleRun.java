package dev.caravan.docs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the {@code main} of an example and keeps what it prints. */
final class ExampleRun {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private ExampleRun() {}

  /**
   * Runs an example; one at a time, since standard output is one.
   *
   * @param reference {@code CLASS ARGUMENTS}, the class with slashes, below {@code
   *     dev.caravan.docs}
   * @return what it printed, without the last line end
   */
  static synchronized String output(String reference) throws Exception {
    String[] words = reference.split(" ");
    Class<?> example = Class.forName("dev.caravan.docs." + words[0].replace('/', '.'));
    String[] arguments = Arrays.copyOfRange(words, 1, words.length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      runWithin(LIMIT, example, arguments);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n").stripTrailing();
  }

  private static void runWithin(Duration limit, Class<?> example, String[] arguments)
      throws Exception {
    FutureTask<Object> run =
        new FutureTask<>(
            () -> example.getMethod("main", String[].class).invoke(null, (Object) arguments));
    Thread thread = new Thread(run, "example " + example.getSimpleName());
    thread.setDaemon(true);
    thread.start();
    try {
      run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      AssertionError error = new AssertionError(example + " still runs after " + limit);
      error.setStackTrace(thread.getStackTrace());
      throw error;
    } catch (ExecutionException e) {
      Throwable thrown =
          e.getCause() instanceof InvocationTargetException inner ? inner.getCause() : e.getCause();
      throw new AssertionError(example + " failed", thrown);
    }
  }
}
