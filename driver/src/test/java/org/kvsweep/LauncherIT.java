package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code kvsweep} at the root of the project, on the jar that this build has made. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("../kvsweep").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private Path javaHome;

  @BeforeEach
  void makeJavaHome() throws IOException {
    javaHome = Files.createDirectory(folder.resolve("jdk"));
  }

  @Test
  void runsACommandFromAnyFolder() throws Exception {
    Ended ended = launch(LAUNCHER, System.getProperty("java.home"), "--version");

    assertThat(ended.output()).startsWith("kvsweep ").contains("Spark 3.5", "Java 17");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void nobodySeesTheWarningOfTheVectorApiAndEverybodyWhyTheJvmDoesNotStart() throws Exception {
    Ended started = launch(LAUNCHER, System.getProperty("java.home"), "plan", "not-there.yaml");
    assertThat(started.errors())
        .startsWith("not-there.yaml: no such file")
        .doesNotContain("WARNING");

    Ended refused =
        shell(
            Map.of("KVSWEEP_JAVA_OPTS", "-Xmx1x"),
            // The filter may end after the JVM.
            "\"$1\" plan not-there.yaml 2>&1 | cat");
    assertThat(refused.output()).startsWith("Invalid maximum heap size: -Xmx1x");
  }

  @Test
  void saysWhetherErrorsGoToATerminal() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script of util-linux");
    releaseForSpark4();
    writeJava17("echo \"$KVSWEEP_ERRORS\"");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString()),
            """
            for to in /dev/stdout errors; do
              script -qec "release/kvsweep plan 2>$to" /dev/null </dev/null | tr -d '\\r'
            done
            """);

    assertThat(ended.output()).isEqualTo("terminal\nlog\n");
  }

  @Test
  void findsItsFolderThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);

    Ended ended = launch(link, System.getProperty("java.home"), "--version");
    Files.delete(link);

    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void passesOnTheExitCode() throws Exception {
    Ended ended = launch(LAUNCHER, System.getProperty("java.home"), "plan", "not-there.yaml");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors()).contains("not-there.yaml");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_391", "11.0.2", "21"})
  void refusesAnotherJavaThan17(String version) throws Exception {
    writeJava("echo 'openjdk version \"%s\" 2023-10-17' >&2".formatted(version));

    Ended ended = launch(LAUNCHER, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            """
            kvsweep: Cannot start: kvsweep needs Java 17, the newest that Spark 3.5 supports, \
            got %s at %s/bin/java. Set JAVA_HOME to a JDK 17.
            """
                .formatted(version, javaHome));
  }

  @ParameterizedTest
  @CsvSource({"17.0.15", "21", "21.0.13"})
  void aReleaseForSpark4TakesJava17And21(String version) throws Exception {
    Path launcher = releaseForSpark4();
    writeJava(
        """
        case $1 in
          -version) echo 'openjdk version "%s" 2026-10-20' >&2 ;;
          *) echo started ;;
        esac
        """
            .formatted(version));

    Ended ended = launch(launcher, javaHome.toString(), "--version");

    assertThat(ended.errors()).isEmpty();
    assertThat(ended.output()).isEqualTo("started\n");
  }

  @ParameterizedTest
  @CsvSource({"11.0.2", "25"})
  void aReleaseForSpark4RefusesAnotherJava(String version) throws Exception {
    Path launcher = releaseForSpark4();
    writeJava("echo 'openjdk version \"%s\" 2026-10-20' >&2".formatted(version));

    Ended ended = launch(launcher, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            """
            kvsweep: Cannot start: kvsweep needs Java 17 or 21, got %s at %s/bin/java. \
            Set JAVA_HOME to a JDK 17.
            """
                .formatted(version, javaHome));
  }

  /** Makes a folder that looks like an unpacked release, and returns its launcher. */
  private Path releaseForSpark4() throws IOException {
    Path release = Files.createDirectories(folder.resolve("release/lib/spark")).getParent();
    Files.createFile(release.resolve("spark/spark-core_2.13-4.2.0.jar"));
    Files.createFile(release.resolve("kvsweep.jar"));
    Files.createFile(release.resolve("jvm.options"));
    return Files.copy(LAUNCHER, release.resolveSibling("kvsweep"));
  }

  @Test
  void refusesAJavaHomeWithoutJava() throws Exception {
    Ended ended = launch(LAUNCHER, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: JAVA_HOME has no bin/java, got %s\n".formatted(javaHome));
  }

  @Test
  void runsTrialsOnOneThreadAndTakesMoreOptionsForTheJvm() throws Exception {
    writeJava17("echo \"threads $OMP_NUM_THREADS, $KVSWEEP_CALLED_AS\"; printf '%s\\n' \"$@\"");

    Ended ended = launch(LAUNCHER, javaHome.toString(), "run", "two words.yaml");

    assertThat(ended.output().lines())
        .contains("threads 1, " + LAUNCHER, "-Xmx99m", "-Da=b")
        .endsWith("org.kvsweep.cli.Main", "run", "two words.yaml");
  }

  @Test
  void runsWhereStandardErrorIsClosed() throws Exception {
    writeJava17("echo started");

    Ended ended = shell(Map.of("JAVA_HOME", javaHome.toString()), "\"$1\" report results/a 2>&-");

    assertThat(ended.output()).isEqualTo("started\n");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void onlyCommandsThatNameHdfsHaveTheSettingsOfHadoop() throws Exception {
    writeJava17("until [ \"$1\" = -cp ]; do shift; done; echo \"${2##*:}\"");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString(), "HADOOP_CONF_DIR", "/etc/hadoop"),
            """
            "$1" report hdfs:///results/a
            "$1" run a.yaml --out=hdfs://node1:8020/a
            "$1" run a.yaml --out results/hdfs:/a
            HADOOP_CONF_DIR= "$1" report hdfs:///results/a
            """);

    assertThat(ended.errors()).isEmpty();
    assertThat(ended.output().lines().map("/etc/hadoop"::equals))
        .containsExactly(true, true, false, false);
  }

  @Test
  void tellsCommandsTheNameByWhichItWasCalled() throws Exception {
    writeJava17("echo \"$KVSWEEP_CALLED_AS\"");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString()),
            """
            mkdir bin && ln -s "$1" bin/kvsweep && ln -s "$1" bin/ks
            bin/kvsweep; ./bin/kvsweep; PATH=$PWD/bin:$PATH; kvsweep; ks
            rm -r bin
            """);

    assertThat(ended.output())
        .isEqualTo(
            "bin/kvsweep\n./bin/kvsweep\nkvsweep\n%s/bin/ks\n".formatted(folder.toRealPath()));
  }

  @Test
  void saysWhatItDoesWhileItBuildsAndWhyThatFails() throws Exception {
    writeJava("echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    Files.writeString(javaHome.resolve("bin/javac"), "");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString()),
            """
            chmod +x "$JAVA_HOME/bin/javac"
            mkdir tree && cd tree && cp "$1" . && echo x >pom.xml
            printf '#!/bin/sh\necho "[INFO] busy"; echo "[ERROR] no network"; exit 1\n' >mvnw
            chmod +x mvnw && ./kvsweep --version
            """);

    assertThat(ended.errors())
        .isEqualTo(
            """
            kvsweep: building; the first time this takes minutes, to fetch the libraries
            [ERROR] no network
            kvsweep: Cannot build: Maven says why above
            """);
    assertThat(ended.exitCode()).isEqualTo(2);
  }

  @Test
  void twoCommandsAtOnceBuildOnce() throws Exception {
    assumeTrue(LocalMachine.hasProgram("flock"), "needs flock");
    writeJava17("echo started");
    Files.writeString(javaHome.resolve("bin/javac"), "");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString()),
            """
            chmod +x "$JAVA_HOME/bin/javac"
            mkdir -p shared/driver/src/main shared/worker-model/src/main && cd shared && cp "$1" .
            for pom in . driver worker-model; do touch -t 202001010000 $pom/pom.xml; done
            touch spark-core_2.12-3.5.9.jar
            cat >mvnw <<'EOF'
            #!/bin/sh
            echo built >>builds
            until grep -q waiting second; do sleep 0.1; done
            cd driver/target
            echo "$PWD/../../spark-core_2.12-3.5.9.jar" >spark.classpath
            for word; do case $word in -Dnative.platform=*) echo "${word#*=}" ;; esac; done >native.platform
            touch jvm.options kvsweep.jar
            EOF
            chmod +x mvnw
            touch second
            ./kvsweep --version 2>first &
            until [ -e builds ]; do sleep 0.1; done
            ./kvsweep --version 2>second
            wait
            cat builds second
            """);

    assertThat(ended.output())
        .isEqualTo(
            """
            started
            started
            built
            kvsweep: waiting for another kvsweep, which builds
            """);
  }

  @Test
  void saysNowAndThenThatItBuildsWhereThereIsNoTerminal() throws Exception {
    writeJava("echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    Files.writeString(javaHome.resolve("bin/javac"), "");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString()),
            """
            chmod +x "$JAVA_HOME/bin/javac"
            mkdir timeless && printf '#!/bin/sh\n' >timeless/sleep && chmod +x timeless/sleep
            mkdir silent && cd silent && cp "$1" . && echo x >pom.xml
            cat >mvnw <<'EOF'
            #!/bin/sh
            echo "[INFO] --- compiler:3.14.1:compile (default-compile) @ driver ---"
            until grep -q "40 s: compiler" ../errors; do :; done
            exit 1
            EOF
            chmod +x mvnw && PATH=$PWD/../timeless:$PATH ./kvsweep --version
            """);

    assertThat(ended.errors())
        .startsWith("kvsweep: building; the first time")
        .contains("\nkvsweep: building, 40 s: compiler of driver\n")
        .doesNotContain("\r", "\u001b");
  }

  /**
   * Another folder with this launcher and this build, whose name has all that names may have. Made
   * by a shell, since this process may itself be one that can't write such a name.
   */
  private static final String PROJECT =
      """
      set -e
      odd=$(printf 'gr\\303\\266\\303\\237e & "q" #%%20+! $x `y`')
      mkdir -p "$odd/driver/src/main" "$odd/worker-model/src/main" elsewhere/"$odd"
      cp "$1" "$odd/kvsweep"
      ln -s "${1%/*}/driver/target" "$odd/driver/target"
      for pom in . driver worker-model; do touch -t 202001010000 "$odd/$pom/pom.xml"; done
      """;

  @Test
  void buildsAgainWhatWasBuiltForAnotherPlatform() throws Exception {
    Ended ended =
        shell(
            Map.of(),
            PROJECT
                + """
                cd "$odd"
                rm driver/target
                mkdir driver/target
                for file in kvsweep.jar jvm.options spark.classpath; do
                  ln -s "${1%/*}/driver/target/$file" driver/target
                done
                echo another >driver/target/native.platform
                printf '#!/bin/sh\\necho "[ERROR] $*"; exit 1\\n' >mvnw
                chmod +x mvnw
                ./kvsweep --version
                """);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .startsWith("kvsweep: building")
        .contains(
            "-Dnative.platform="
                + Files.readString(LAUNCHER.resolveSibling("driver/target/native.platform"))
                    .strip());
  }

  /** Else it would build again what {@code ./mvnw} has built. */
  @Test
  void theBuildKnowsEachPlatformByTheSameName() throws IOException {
    String pom = Files.readString(LAUNCHER.resolveSibling("pom.xml"));

    assertThat(
            Pattern.compile("\\) echo ((?:linux|macosx)-\\w+) ;;")
                .matcher(Files.readString(LAUNCHER))
                .results())
        .hasSize(4)
        .allSatisfy(
            platform ->
                assertThat(pom)
                    .contains("<native.platform>" + platform.group(1) + "</native.platform>"));
  }

  @ParameterizedTest
  @CsvSource({
    "local-cluster, $sweep",
    "standalone, spark://it:7077 $sweep",
    "yarn, $sweep hdfs:///results",
    "kubernetes, https://it:6443 $sweep s3a://it/results"
  })
  void theScriptsForClustersTakeOptionsOfSpark(String cluster, String arguments) throws Exception {
    Ended ended =
        shell(
            Map.of(
                "SPARK_HOME",
                folder.toString(),
                "HADOOP_CONF_DIR",
                folder.toString(),
                "KVSWEEP_IMAGE",
                "it",
                "KVSWEEP_UPLOADS",
                "s3a://it/uploads"),
            """
            set -e
            mkdir bin
            for program in mkdir spark-submit; do printf '#!/bin/sh\\n' >bin/$program; done
            chmod +x bin/*
            PATH=$PWD/bin:$PATH
            sweep=${1%%/*}/sweeps/quickstart.yaml
            "${1%%/*}/cluster/%s/submit.sh" %s --dry-run -- --jars x.jar
            """
                .formatted(cluster, arguments));

    assertThat(ended.errors()).isEmpty();
    assertThat(ended.output())
        .containsSubsequence("--jars x.jar", "--properties-file ")
        .doesNotContain(" -- ");
  }

  private Ended shell(Map<String, String> environment, String script) throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script, "sh", LAUNCHER.toString())
            .directory(folder.toFile());
    builder.environment().putAll(environment);
    int exitCode = ChildProcess.start(builder, output, errors).exitCode();
    return new Ended(exitCode, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  @Test
  void worksInFoldersOfEveryNameInTheLocaleOfCronAndWithCdpath() throws Exception {
    Files.writeString(
        folder.resolve("m.yaml"),
        """
        name: mini
        task: {name: copy, length: 8}
        training: {epochs: 1}
        """);

    Ended ended =
        shell(
            Map.of("LC_ALL", "C", "CDPATH", "elsewhere:.", "OMP_NUM_THREADS", " 4,2"),
            PROJECT
                + """
                cp m.yaml "$odd/gr$odd.yaml"
                "$odd/kvsweep" plan "$odd/gr$odd.yaml"
                cd "./$odd"
                PATH=$PATH:. kvsweep plan "gr$odd.yaml"
                """);

    assertThat(ended.errors()).doesNotContain("Cannot", "Error");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.output().lines().filter("mini: 1 cell, 1 trial"::equals)).hasSize(2);
  }

  @Test
  void saysThatThereIsNoLocaleForNamesBeyondAscii() throws Exception {
    Ended ended =
        shell(
            Map.of("LC_ALL", "C"),
            """
            mkdir bin && printf '#!/bin/sh\\necho ANSI_X3.4-1968\\n' >bin/locale && chmod +x bin/locale
            PATH=$PWD/bin:$PATH "$1" translate x "$(printf 'l\\303\\244uft')"
            """);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: names beyond ASCII need a locale of UTF-8, and this machine has"
                + " none, got ä in an argument, the current folder or the folder of kvsweep\n");
  }

  @Test
  void refusesAFolderThatNoClassPathCanHold() throws Exception {
    Ended ended = shell(Map.of(), "mkdir a:b && cp \"$1\" a:b/kvsweep && a:b/kvsweep --version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: a class path of Java can't hold a ':', got the folder "
                + folder.toRealPath()
                + "/a:b. Move kvsweep into one without.\n");
  }

  @Test
  void refusesTooFewOpenFiles() throws Exception {
    Ended ended = shell(Map.of(), "ulimit -n 64 && \"$1\" --version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: expected that at least 256 files may be open, got a limit of 64"
                + " (ulimit -n)\n");
  }

  @Test
  void saysWhatAJavaThatCanNotStartSays() throws Exception {
    writeJava(
        "echo 'Error occurred during initialization of VM' >&2; echo 'No memory' >&2; exit 1");

    Ended ended = launch(LAUNCHER, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: %s/bin/java -version ends with exit code 1, saying: Error occurred during initialization of VM No memory\n"
                .formatted(javaHome));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      delimiter = '|',
      value = {
        "4,2|4",
        "1,1|1",
        "4 |4",
        " +8|8",
        "0|0",
        "2 , 3 ,4|2",
        "abc|",
        "4,x|",
        "-1|",
        "1.5|",
        " |"
      })
  void takesTheFirstOfAListOfThreads(String given, String taken) throws Exception {
    writeJava17("echo \"threads $OMP_NUM_THREADS.\"");

    Ended ended =
        shell(
            Map.of("JAVA_HOME", javaHome.toString(), "OMP_NUM_THREADS", given), "\"$1\" --version");

    if (taken == null) {
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.errors())
          .isEqualTo(
              "kvsweep: Cannot start: expected a whole number in OMP_NUM_THREADS, got "
                  + given
                  + "\n");
    } else {
      assertThat(ended.output()).isEqualTo("threads " + taken + ".\n");
    }
  }

  /** Writes a Java 17 that runs that command of the shell in place of a program. */
  private void writeJava17(String command) throws IOException {
    writeJava(
        """
        case $1 in
          -version) echo 'openjdk version "17.0.15" 2025-04-15' >&2 ;;
          *) %s ;;
        esac
        """
            .formatted(command));
  }

  private void writeJava(String script) throws IOException {
    Path java = Files.createDirectory(javaHome.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended launch(Path launcher, String home, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().putAll(Map.of("JAVA_HOME", home, "KVSWEEP_JAVA_OPTS", "-Xmx99m -Da=b"));
    int exitCode = ChildProcess.start(builder, output, errors).exitCode();
    return new Ended(exitCode, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  private record Ended(int exitCode, String output, String errors) {}
}
