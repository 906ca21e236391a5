package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.lang3.function.Failable;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class LocalFilesTest extends FolderFilesContract {
  @Override
  FolderFiles files(Path folder) {
    return new LocalFiles(folder, "results");
  }

  @Test
  void standForPathsAndForUrisOfThisMachine() throws IOException {
    Configuration hadoop = new Configuration(false);
    String folder = temporary.resolve("with space + sign").toString();

    FolderFiles.open(folder, hadoop).create("a", "text");

    assertThat(FolderFiles.open("file://" + folder, hadoop).read("a")).contains("text");
    assertThat(temporary.resolve("with space + sign/a")).hasContent("text");
  }

  @Test
  void aFileThatIsDeletedWhileItIsReadIsThereOrNot() throws Exception {
    Path real = temporary.toRealPath();
    LocalFiles files = new LocalFiles(temporary, "results");
    LocalFiles bounded = files.within(real);
    Files.createFile(temporary.resolve("format.json"));
    Path file = temporary.resolve("a");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                Failable.run(
                    () -> {
                      Files.writeString(file, "");
                      Files.delete(file);
                    });
              }
            });

    try {
      for (int i = 0; i < 20_000; i++) {
        assertThat(files.read("a").orElse("")).isEmpty();
        assertThat(bounded.readOwn("a").orElse("")).isEmpty();
      }
    } finally {
      over.set(true);
      writer.join();
    }
  }

  @Test
  void aNameWithAColonIsAFolderAndNoFileSystem() throws IOException {
    Configuration hadoop = new Configuration(false);

    assertThat(HadoopPath.of("run-10:15", hadoop).getName()).isEqualTo("run-10:15");
    assertThat(HadoopPath.of("run-10:15/deeper", hadoop).getName()).isEqualTo("deeper");
    assertThat(HadoopPath.of("C:\\res", hadoop).getName()).isEqualTo("C:\\res");
    assertThat(HadoopPath.of("C:/res", hadoop).toUri().getScheme()).isNull();
    assertThat(HadoopPath.of("run-10:/15", hadoop).toUri().getScheme()).isNull();
    assertThat(HadoopPath.of("//tmp//x", hadoop).toUri().getPath()).isEqualTo("/tmp/x");
    assertThat(HadoopPath.of("file:/tmp/x", hadoop).toUri().getScheme()).isEqualTo("file");
    assertThat(HadoopPath.of("file:///tmp/10:15", hadoop).getName()).isEqualTo("10:15");
    assertThat(HadoopPath.of("hdfs://node:8020/x", hadoop).toUri().getAuthority())
        .isEqualTo("node:8020");

    FolderFiles files = FolderFiles.open(temporary + "/10:15", hadoop);
    files.create("a", "text");
    assertThat(temporary.resolve("10:15/a")).hasContent("text");
    assertThat(FolderFiles.open(files.address(), hadoop).read("a")).contains("text");
  }

  @Test
  void whatIsNoFolderIsRefusedInASentence() {
    Configuration hadoop = new Configuration(false);

    assertThatIOException()
        .isThrownBy(() -> HadoopPath.of("s3b://bucket/x", hadoop))
        .withMessageStartingWith(
            "Cannot use s3b://bucket/x: the classes of the file system s3b are not here");
    hadoop.set("fs.s3b.impl", "org.apache.hadoop.fs.s3b.NotHere");
    for (String folder : List.of("s3b://bucket/x", "s3b:/x")) {
      assertThatIOException()
          .isThrownBy(() -> HadoopPath.of(folder, hadoop))
          .withMessage(
              "Cannot use %s: the classes of the file system s3b are not here, name its jars in"
                  + " KVSWEEP_CLASSPATH",
              folder);
    }
    assertThatIOException()
        .isThrownBy(() -> HadoopPath.of("", hadoop))
        .withMessage("Cannot use a folder: expected its name or URI, got an empty text");
    assertThatIOException()
        .isThrownBy(() -> HadoopPath.of("a\0b", hadoop))
        .withMessageStartingWith("Cannot use a folder: ");
  }

  @Test
  void linksAndPipesAreSaidToBeSo() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("results"));
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("none"));
    Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    Files.createSymbolicLink(folder.resolve("folder"), temporary);
    Files.createSymbolicLink(folder.resolve("zeros"), Path.of("/dev/zero"));
    assertThat(new ProcessBuilder("mkfifo", folder + "/pipe").start().waitFor()).isZero();

    Map<String, String> kinds =
        Map.of(
            "nowhere", "it is a link that leads nowhere",
            "circle", "it is a link that leads nowhere",
            "folder", "expected a file, got a folder",
            "zeros", "expected a file, got a pipe or device",
            "pipe", "expected a file, got a pipe or device");
    kinds.forEach(
        (name, why) -> {
          String message = "Cannot read %s: %s".formatted(folder.resolve(name), why);
          assertThatIOException().isThrownBy(() -> files().read(name)).withMessage(message);
          assertThatIOException().isThrownBy(() -> files().open(name)).withMessage(message);
        });
    assertThat(files().names("")).containsExactlyInAnyOrderElementsOf(kinds.keySet());
    assertThat(files().sizes("")).isEmpty();
    assertThat(files().create("nowhere", "text")).isFalse();

    files().delete("folder");
    assertThat(folder).as("behind the link that was deleted").exists();
    files().replace("circle", "text");
    assertThat(files().read("circle")).contains("text");
  }
}
