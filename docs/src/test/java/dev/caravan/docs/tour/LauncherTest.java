package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code caravan} of the repository's root. */
class LauncherTest {
  private static final Path ROOT = root();
  @TempDir Path folder;

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("caravan"))) {
      at = at.getParent();
    }
    return at;
  }

  private record Result(int exit, String out, String err) {}

  private Result run(List<String> command, String path) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    if (path != null) {
      builder.environment().put("PATH", path);
    }
    int exit = builder.start().waitFor();
    return new Result(exit, Files.readString(out), Files.readString(err));
  }

  private Result caravan(String... args) throws Exception {
    return caravanAt(ROOT, args);
  }

  private Result caravanAt(Path root, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("caravan").toString()));
    command.addAll(List.of(args));
    return run(command, null);
  }

  @Test
  void isAScriptForBashAndForSh() throws Exception {
    String script = ROOT.resolve("caravan").toString();
    assertThat(run(List.of("bash", "-n", script), null)).isEqualTo(new Result(0, "", ""));
    assertThat(run(List.of("sh", "-n", script), null)).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void explainsItself() throws Exception {
    Result result = caravan();
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("Usage: caravan", "tour", "bench", "docs", "Exit codes");
    assertThat(caravan("--help")).isEqualTo(result);
    assertThat(caravan("docs", "--help").out()).contains("Usage: caravan docs", "--serve PORT");
  }

  @Test
  void refusesAnUnknownCommand() throws Exception {
    Result result = caravan("fly");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("'fly'", "tour, bench and docs");
  }

  @Test
  void saysHowToGetNodeWhereThereIsNone() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    String sh = which("sh");
    Path dirname = bin.resolve("dirname");
    Files.writeString(dirname, "#!" + sh + "\nexec " + which("dirname") + " \"$@\"\n");
    Files.setPosixFilePermissions(dirname, PosixFilePermissions.fromString("rwxr-xr-x"));
    Result result = run(List.of(sh, ROOT.resolve("caravan").toString(), "docs"), bin.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("needs node", "docs/chapters");
  }

  @Test
  void refusesAnUnknownExercise() throws Exception {
    Result result = caravan("docs", "--exercise", "SumOfTree", "retry");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("no exercise 'retry'; did you mean Retry?", "The exercises: ", "SumOfTree");
    assertThat(caravan("docs", "--exercise", "Nope").err())
        .contains("no exercise 'Nope'\n")
        .doesNotContain("did you mean");
  }

  /** The script that the Maven wrapper and the launcher look for a JDK with. */
  @Nested
  class FindingAJdk {
    @BeforeEach
    void makeAPathWithoutJava() throws Exception {
      for (String tool : List.of("grep", "sed")) {
        executable("bin/" + tool, "exec " + which(tool) + " \"$@\"");
      }
    }

    private void executable(String name, String command) throws Exception {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "#!" + which("sh") + "\n" + command + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String jdk(String name, String version) throws Exception {
      executable(name + "/bin/java", "exit 9");
      executable(name + "/bin/javac", "exit 9");
      Files.writeString(folder.resolve(name + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
      return folder.resolve(name).toString();
    }

    private Result find(String... homes) throws Exception {
      String script = ". '" + ROOT.resolve("build/find-jdk25.sh") + "'; echo \"$JAVA_HOME $PATH\"";
      String settings = "unset JAVA_HOME; CARAVAN_JDK_DIRS='" + String.join(":", homes) + "'; ";
      return run(List.of(which("sh"), "-c", settings + script), folder.resolve("bin").toString());
    }

    @Test
    void takesTheFirstOfTheRightVersionAndPutsItFirstOnThePath() throws Exception {
      String home = jdk("the right one", "25.0.1");
      String path = home + "/bin:" + folder.resolve("bin");
      assertThat(find(folder + "/none", jdk("old", "24.0.2"), home, jdk("later", "25")))
          .isEqualTo(new Result(0, home + " " + path + "\n", ""));
    }

    @Test
    void refusesAnyOtherVersion() throws Exception {
      assertIsTold(find(jdk("old", "2.5"), jdk("new", "26-ea"), jdk("odd", "250.1")));
    }

    @Test
    void saysHowToGetOneWhereThereIsNone() throws Exception {
      assertIsTold(find());
    }

    private void assertIsTold(Result result) {
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines())
          .satisfiesExactly(
              what -> assertThat(what).contains("JDK 25", "none was found"),
              how -> assertThat(how).contains("sdk install java 25", "apt install"));
    }
  }

  private String which(String tool) throws Exception {
    return run(List.of("sh", "-c", "command -v " + tool), null).out().strip();
  }

  /** With a Maven and a Java that only say how they were called. */
  @Nested
  class Building {
    private static final String JAR = "docs/target/tour.jar";
    private Path root;
    private List<Path> sources;

    @BeforeEach
    void makeARepository() throws Exception {
      root = Files.createDirectories(folder.resolve("a repository"));
      script("caravan", Files.readString(ROOT.resolve("caravan")));
      script(
          "mvnw", "#!/bin/sh\npwd\necho \"mvnw $*\" >>calls\nmkdir -p docs/target\ntouch " + JAR);
      script("bin/java", "#!/bin/sh\npwd\nprintf '<%s>' \"$@\"\nexit 7\n");
      script("build/find-jdk25.sh", "JAVA_HOME=$root\n");
      sources = new ArrayList<>(List.of(script("pom.xml", "")));
      for (String module : List.of("core", "effects-style", "docs")) {
        sources.add(script(module + "/pom.xml", ""));
        sources.add(script(module + "/src/main/java/A.java", ""));
      }
      try (var files = Files.walk(root)) {
        for (Path file : files.toList()) {
          setTime(file, Instant.parse("2026-01-01T00:00:00Z"));
        }
      }
    }

    private Path script(String name, String text) throws IOException {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void setTime(Path file, Instant time) throws IOException {
      Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private List<String> builds() throws IOException {
      return Files.readAllLines(root.resolve("calls"));
    }

    @Test
    void happensOnFirstUseAndInOneLine() throws Exception {
      Result result = caravanAt(root, "tour", "--input", "a b");
      assertThat(result.err().lines()).singleElement().asString().contains("building the tour");
      assertThat(result.exit()).as("the exit code of Java").isEqualTo(7);
      assertThat(result.out())
          .startsWith(folder.toRealPath() + "\n")
          .endsWith("<-jar><" + root.toRealPath().resolve(JAR) + "><--input><a b>");
      assertThat(builds()).singleElement().asString().contains("package -pl docs -am");
    }

    @Test
    void happensAgainOnlyWhenSourcesAreNewer() throws Exception {
      caravanAt(root, "tour");
      assertThat(caravanAt(root, "tour").err()).isEmpty();
      assertThat(builds()).hasSize(1);
      for (Path source : sources) {
        int before = builds().size();
        FileTime time = Files.getLastModifiedTime(source);
        setTime(source, Instant.now().plusSeconds(60));
        assertThat(caravanAt(root, "tour").err()).as("%s is newer", source).contains("building");
        assertThat(builds()).hasSize(before + 1);
        Files.setLastModifiedTime(source, time);
      }
    }

    @Test
    void showsWhatWentWrong() throws Exception {
      script("mvnw", "#!/bin/sh\necho '[INFO] noise'\necho '[ERROR] it broke'\nexit 1\n");
      Result result = caravanAt(root, "tour");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("[ERROR] it broke", "failed").doesNotContain("noise");
    }

    @Test
    void worksThroughALink() throws Exception {
      Path link = Files.createSymbolicLink(folder.resolve("tool"), root.resolve("caravan"));
      Result result = run(List.of(link.toString(), "tour"), null);
      assertThat(result.exit()).isEqualTo(7);
    }

    @Nested
    class OfExercises {
      private static final String REPORTS = "docs/target/surefire-reports";

      @BeforeEach
      void addExercises() throws Exception {
        script("docs/site/build.sh", Files.readString(ROOT.resolve("docs/site/build.sh")));
        script("docs/src/test/java/dev/caravan/docs/exercises/a/OneTest.java", "");
        script("docs/src/test/java/dev/caravan/docs/exercises/b/TwoTest.java", "");
        script("one.txt", "Tests run: 1, Failures: 0, Errors: 0");
        script(
            "two.txt",
            """
            Tests run: 2, Failures: 1, Errors: 1 <<< FAILURE! -- in b.TwoTest
            b.TwoTest.adds -- Time elapsed: 0.1 s <<< FAILURE!
            org.opentest4j.AssertionFailedError:\s

            expected: 1
            \tat b.TwoTest.adds(TwoTest.java:7)
            Caused by: java.lang.Error: deep
            \t... 9 more
            b.TwoTest.takes -- Time elapsed: 0.1 s <<< ERROR!
            java.lang.IllegalStateException: second
            """);
        script(
            "mvnw",
            """
            #!/bin/sh
            echo "$*" >>calls
            echo '[ERROR] noise'
            mkdir -p %1$s
            cp one.txt %1$s/dev.caravan.docs.exercises.a.OneTest.txt
            echo printed >%1$s/dev.caravan.docs.exercises.a.OneTest-output.txt
            cp two.txt %1$s/dev.caravan.docs.exercises.b.TwoTest.txt
            """
                .formatted(REPORTS));
      }

      @Test
      void saysOfEachWhetherItPassedAndWhyNot() throws Exception {
        String two = "not yet: Two\n  adds:\n    expected: 1\n  and 1 more\n";
        assertThat(caravanAt(root, "docs", "--exercise", "One"))
            .isEqualTo(new Result(0, "printed\npassed: One\n", ""));
        assertThat(caravanAt(root, "docs", "--exercise", "Two")).isEqualTo(new Result(1, two, ""));
        assertThat(caravanAt(root, "docs", "--exercise"))
            .isEqualTo(new Result(1, "printed\npassed: One\n" + two, ""));
        assertThat(builds().getLast()).contains("-Dtest=OneTest,TwoTest ", "spotless.check.skip");
      }

      @Test
      void showsWhatDoesNotCompile() throws Exception {
        script("mvnw", "#!/bin/sh\necho '[ERROR] /a/One.java:[1,2] no'\necho noise\nexit 1\n");
        Result result = caravanAt(root, "docs", "--exercise", "One");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
            .startsWith("/a/One.java:[1,2] no\ncaravan docs: no exercise was tested");
      }
    }
  }
}
