package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsRootTest {
  private final Configuration hadoop = new Configuration(false);
  @TempDir private Path folder;

  private void results(String name) throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.open(
            folder.resolve(name).toString(), "name: x\n", hadoop, Clock.systemUTC())) {
      store.record(SampleTrials.completed(1, 10));
    }
  }

  private ResultsRoot root(String name) throws IOException {
    return ResultsRoot.at(folder.resolve(name).toString(), hadoop);
  }

  @Test
  void findsResultsFoldersBelowItselfAndNothingElse() throws IOException {
    results("root/a");
    results("root/team/b c");
    results("root/.hidden/d");
    results("beside");
    Files.createDirectories(folder.resolve("root/empty/deeper"));
    Files.writeString(folder.resolve("root/notes.txt"), "x");

    assertThat(root("root").look().names()).containsExactly("a", "team/b c");
    assertThat(root("root").look().sweep("team/b c").orElseThrow().ended().trials()).hasSize(1);
    assertThat(root("root/a").look().names()).containsExactly(ResultsRoot.ITSELF);
  }

  @Test
  void linksOutOfItAreNotFollowedAndThoseWithinFindNothingTwice() throws IOException {
    results("root/a");
    results("root/team/b");
    results("beside");
    Path root = folder.resolve("root");
    Files.createSymbolicLink(root.resolve("out"), folder.resolve("beside"));
    Files.createSymbolicLink(root.resolve("up"), folder);
    Files.createSymbolicLink(root.resolve("team/loop"), root);
    Files.createSymbolicLink(root.resolve("0-again"), root.resolve("team/b"));
    Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("circle"), root.resolve("circle"));
    Files.createSymbolicLink(folder.resolve("link"), root);

    assertThat(root("root").look().names()).containsExactly("a", "team/b");
    assertThat(root("root").look().linksOut()).containsExactly("out", "up");
    assertThat(root("root").look().sweep("out")).isEmpty();
    assertThat(root("link").look().linksOut()).containsExactly("out", "up");
    assertThat(root("link").look().names()).containsExactly("a", "team/b");
    assertThat(root("link").look().sweep("a").orElseThrow().ended().trials()).hasSize(1);
  }

  @Test
  void theFilesOfASweepDoNotLeadOutEither() throws IOException {
    results("root/a");
    results("root/b");
    results("beside");
    Path secret = Files.writeString(folder.resolve("secret"), "of somebody");
    Path sweep = folder.resolve("root/a").resolve(ResultsLayout.SWEEP);
    Files.delete(sweep);
    Files.createSymbolicLink(sweep, secret);
    Path trials = folder.resolve("root/b").resolve(ResultsLayout.TRIALS);
    Files.move(trials, folder.resolve("root/elsewhere"));
    Files.createSymbolicLink(trials, folder.resolve("root/elsewhere"));

    FoundSweeps root = root("root").look();
    assertThat(root.sweep("a").orElseThrow().sweepSource()).isEmpty();
    assertThat(root.sweep("a").orElseThrow().sweepFault())
        .contains(
            "Cannot read %s: it is a link that leads out of the results folder".formatted(sweep));
    assertThat(root.sweep("b").orElseThrow().ended().trials()).hasSize(1);
    Files.delete(trials);
    Files.createSymbolicLink(trials, folder.resolve("beside").resolve(ResultsLayout.TRIALS));
    assertThatThrownBy(() -> root.sweep("b").orElseThrow().ended())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out");
  }

  /** A local file system on which some folders may not be listed, also not by root. */
  public static final class PartlyForbidden extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("partly:///");
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path folder) throws IOException {
      switch (folder.getName()) {
        case "lost+found" -> throw new AccessDeniedException(folder.toString());
        case "colleague" -> throw new AccessControlException("Permission denied");
        default -> {
          return super.listStatus(folder);
        }
      }
    }
  }

  @Test
  void foldersThatMayNotBeReadAreLeftOut() throws IOException {
    results("root/a");
    results("root/lost+found/b");
    results("root/colleague/c");
    hadoop.setClass("fs.partly.impl", PartlyForbidden.class, FileSystem.class);

    ResultsRoot root = ResultsRoot.at("partly://" + folder.resolve("root"), hadoop);

    assertThat(root.look().names()).containsExactly("a");
    ResultsRoot forbidden = ResultsRoot.at("partly://" + folder.resolve("root/lost+found"), hadoop);
    assertThatThrownBy(forbidden::look).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void neverOpensANameThatItHasNotFound() throws IOException {
    results("root/a");
    results("beside");

    for (String name : new String[] {"../beside", "a/../../beside", "/", "", "a/", "./a", "b"}) {
      assertThat(root("root").look().sweep(name)).as(name).isEmpty();
    }
  }

  @Test
  void aFolderThatWasRemovedSinceIsNoSweep() throws IOException {
    results("root/a");
    FoundSweeps found = root("root").look();

    FileUtils.deleteDirectory(folder.resolve("root/a").toFile());

    assertThat(found.names()).containsExactly("a");
    assertThat(found.sweep("a")).isEmpty();
  }

  @Test
  void aRootThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> root("nowhere"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot look for results below ")
        .hasMessageEndingWith("nowhere: expected a folder, got none");
  }

  @Test
  void aFolderIsInUseWhileItsDriverHoldsIt() throws IOException {
    Instant now = Instant.now();
    Path place = folder.resolve("root/a");
    try (FolderResultsStore store =
        FolderResultsStore.open(place.toString(), "name: x\n", hadoop, Clock.systemUTC())) {
      assertThat(store.folder().inUse(now)).isTrue();
      assertThat(store.folder().inUse(now.plusSeconds(3600))).isFalse();
    }

    assertThat(root("root").look().sweep("a").orElseThrow().inUse(now)).isFalse();
  }

  @Test
  void theFingerprintChangesWithEachTrialAndTheSweepFile() throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.open(
            folder.resolve("a").toString(), "name: x\n", hadoop, Clock.systemUTC())) {
      String empty = store.folder().fingerprint();
      store.record(SampleTrials.completed(1, 10));
      String one = store.folder().fingerprint();
      Files.writeString(folder.resolve("a/sweep.yaml"), "name: y\n");

      assertThat(one).isNotEqualTo(empty);
      assertThat(store.folder().fingerprint()).isNotEqualTo(one);
    }
  }

  @Test
  void onlyNewTrialsAreRead() throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.open(
            folder.resolve("a").toString(), "name: x\n", hadoop, Clock.systemUTC())) {
      store.record(SampleTrials.completed(1, 10));
      EndedTrials first = store.folder().ended();
      // As far as a listing shows it stays as it was, so the file is not looked into again.
      Path file = folder.resolve("a/trials/" + SampleTrials.completed(1, 10).id() + ".json");
      FileTime written = Files.getLastModifiedTime(file);
      Files.writeString(file, "x".repeat((int) Files.size(file)));
      Files.setLastModifiedTime(file, written);
      store.record(SampleTrials.completed(2, 20));

      EndedTrials second = store.folder().endedSince(first);

      assertThat(second.trials()).hasSize(2);
      assertThat(second.damaged()).isEmpty();
      assertThat(store.folder().ended().damaged()).hasSize(1);
    }
  }
}
