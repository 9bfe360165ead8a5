package dev.caravan.docs.tour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One class file, wherever it lies. */
public interface ClassSource {
  /** The name under which trouble with it is reported. */
  String name();

  /**
   * Reads it. May be called any number of times, by any thread.
   *
   * @throws IOException if it cannot be read
   */
  byte[] bytes() throws IOException;

  /** A class file in a folder, or in the JDK's image. */
  record OfFile(String name, Path path) implements ClassSource {
    @Override
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(path);
    }
  }

  /** A class file in a jar. */
  record OfJar(String name, ZipFile jar, ZipEntry entry) implements ClassSource {
    @Override
    public byte[] bytes() throws IOException {
      try (InputStream in = jar.getInputStream(entry)) {
        return in.readAllBytes();
      }
    }
  }
}
