package dev.caravan.docs.tour;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The class files of folders, jars and the JDK's image. What cannot be opened becomes a {@link
 * Problem} and the rest goes on. Only names are gathered here; the models read the files. Jars stay
 * open until {@link #close}.
 */
final class Input implements AutoCloseable {
  private static final String NO_INPUT = "is neither a folder, a readable jar nor a class file";

  private final String description;
  private final List<ClassSource> classes = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<ZipFile> jars = new ArrayList<>();

  private Input(String description) {
    this.description = description;
  }

  /**
   * Gathers the class files.
   *
   * @param paths folders, jars or class files; none stands for the running JDK
   */
  static Input of(List<Path> paths) {
    if (paths.isEmpty()) {
      return ofJdk();
    }
    Input input = new Input(String.join(", ", paths.stream().map(Path::toString).toList()));
    paths.forEach(input::addPath);
    return input.sorted();
  }

  private static Input ofJdk() {
    Input input = new Input("the JDK that runs this, " + Runtime.version() + " (jrt:/)");
    input.addFolder(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules"));
    return input.sorted();
  }

  /** Where the class files are, in words. */
  String description() {
    return description;
  }

  /** The class files, by name. */
  List<ClassSource> classes() {
    return Collections.unmodifiableList(classes);
  }

  /** What could not be opened. */
  List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  private Input sorted() {
    classes.sort(Comparator.comparing(ClassSource::name));
    problems.sort(Comparator.naturalOrder());
    return this;
  }

  private void addPath(Path path) {
    if (Files.isDirectory(path)) {
      addFolder(path);
    } else if (!Files.exists(path)) {
      problems.add(Problem.of(path.toString(), new NoSuchFileException(path.toString())));
    } else if (isNamed(path, ".class")) {
      addClass(path);
    } else {
      addJar(path);
    }
  }

  private void addFolder(Path folder) {
    try {
      // A link given by name is followed, links below it are not: they may form circles.
      Path start = Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
      Files.walkFileTree(start, new Visitor());
    } catch (IOException e) {
      problems.add(Problem.of(folder.toString(), e));
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isNamed(file, ".class")) {
        addClass(file);
      } else if (isNamed(file, ".jar")) {
        addJar(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      problems.add(Problem.of(file.toString(), failure));
      return FileVisitResult.CONTINUE;
    }
  }

  private void addClass(Path file) {
    boolean inImage = file.getFileSystem() != FileSystems.getDefault();
    classes.add(new ClassSource.OfFile(inImage ? file.toUri().toString() : file.toString(), file));
  }

  private void addJar(Path path) {
    ZipFile jar;
    try {
      jar = new ZipFile(path.toFile());
    } catch (ZipException _) { // its message speaks of headers, which helps nobody choose a path
      problems.add(new Problem(path.toString(), NO_INPUT));
      return;
    } catch (IOException e) {
      problems.add(Problem.of(path.toString(), e));
      return;
    }
    jars.add(jar);
    jar.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> addEntry(path, jar, entry));
  }

  private void addEntry(Path path, ZipFile jar, ZipEntry entry) {
    String name = path + "!/" + entry.getName();
    if (entry.getName().endsWith(".class")) {
      classes.add(new ClassSource.OfJar(name, jar, entry));
    } else if (entry.getName().endsWith(".jar")) {
      problems.add(new Problem(name, "a jar inside a jar is not opened"));
    }
  }

  private static boolean isNamed(Path file, String ending) {
    return file.toString().endsWith(ending);
  }

  @Override
  public void close() {
    for (ZipFile jar : jars) {
      try {
        jar.close();
      } catch (IOException e) {
        problems.add(Problem.of(jar.getName(), e));
      }
    }
  }
}
