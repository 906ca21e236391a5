package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.kvsweep.MovableClock;

/** What results keep to on a file system that is a service: that a trial is recorded once. */
abstract class RemoteStoreContract {
  private static final LeaseHolder HERE = LeaseHolder.current();
  private static final LeaseHolder ONE = new LeaseHolder("node1", "machine 1", 101);
  private static final LeaseHolder OTHER = new LeaseHolder("node2", "machine 2", 202);
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  private final MovableClock clock = new MovableClock();

  /** A URI that ends in a slash, below which folders can be made. */
  abstract String root();

  abstract Configuration hadoop();

  private FolderFiles files(TestInfo test) throws IOException {
    return FolderFiles.open(folder(test), hadoop());
  }

  private String folder(TestInfo test) {
    return root() + test.getTestMethod().orElseThrow().getName();
  }

  private FolderResultsStore open(FolderFiles files, LeaseHolder holder) throws IOException {
    return SmallSegments.open(files, holder, 1000, clock);
  }

  @Test
  void filesAreCreatedOnceReplacedListedMovedAndDeleted(TestInfo test) throws IOException {
    FolderFiles files = files(test);

    assertThat(files.names("")).isEmpty();
    assertThat(files.create("a/1", "naïve\n")).isTrue();
    assertThat(files.create("a/1", "second")).isFalse();
    assertThat(files.read("a/1")).contains("naïve\n");
    files.replace("a/2", "first");
    files.replace("a/2", "second");
    assertThat(files.read("a/2")).contains("second");
    assertThat(files.names("a")).containsExactly("1", "2");
    files.move("a/2", "a/3");
    files.delete("a/1");
    files.delete("a/1");
    assertThat(all(test)).containsExactly("3");
  }

  @Test
  void aWriteThatFailsInTheMiddleLeavesTheOldFile(TestInfo test) throws IOException {
    FolderFiles files = files(test);
    files.replace("a/1", "as it was");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                files.write(
                    "a/1",
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }));

    assertThat(files.read("a/1")).contains("as it was");
    assertThat(all(test)).containsExactly("1");
  }

  private List<String> all(TestInfo test) throws IOException {
    Path folder = new Path(folder(test));
    RemoteIterator<LocatedFileStatus> files =
        FileSystem.get(folder.toUri(), hadoop()).listFiles(folder, true);
    List<String> names = new ArrayList<>();
    while (files.hasNext()) {
      names.add(files.next().getPath().getName());
    }
    return names;
  }

  @Test
  void trialsAreThereForTheNextDriver(TestInfo test) throws IOException {
    TrialRecord trial = SampleTrials.completed(1, 10);
    try (FolderResultsStore store = open(files(test), HERE)) {
      assertThat(store.record(trial)).isTrue();
      assertThat(store.record(trial)).isFalse();
      assertThatExceptionOfType(FolderInUseException.class)
          .isThrownBy(() -> open(files(test), HERE));
    }

    try (FolderResultsStore next = open(files(test), OTHER)) {
      assertThat(next.ended().values()).containsExactly(trial);
      assertThat(next.record(SampleTrials.failed(1, 20))).isFalse();
      assertThat(next.ended().values()).containsExactly(trial);
    }
  }

  @Test
  void trialsInSegmentsAreThereForTheNextDriver(TestInfo test) throws IOException {
    List<TrialRecord> trials =
        IntStream.range(0, 7).mapToObj(i -> SampleTrials.completed(i, 10 * i)).toList();
    try (FolderResultsStore store = SmallSegments.open(files(test), ONE, 3, clock)) {
      for (TrialRecord trial : trials) {
        assertThat(store.record(trial)).isTrue();
      }
    }

    assertThat(files(test).names("trials")).hasSize(1);
    assertThat(files(test).names("segments")).hasSize(2);
    assertThat(ResultsFolder.of(files(test)).ended().trials().values())
        .containsExactlyElementsOf(trials);
    try (FolderResultsStore next = SmallSegments.open(files(test), OTHER, 3, clock)) {
      assertThat(next.ended().values()).containsExactlyElementsOf(trials);
      assertThat(next.record(SampleTrials.failed(1, 20))).isFalse();
      next.remove(List.of(trials.get(1).id()));
      assertThat(next.record(SampleTrials.failed(1, 20))).isTrue();
    }
  }

  @Test
  void aLateDriverIsFencedOut(TestInfo test) throws IOException {
    FolderResultsStore late = open(files(test), ONE);
    clock.advance(Duration.ofSeconds(61));
    FolderResultsStore next = open(files(test), OTHER);

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> late.record(SampleTrials.completed(1, 10)));
    assertThat(next.ended()).isEmpty();
    assertThat(next.record(SampleTrials.failed(1, 20))).isTrue();
    late.close();
    next.close();
  }

  @Test
  void ofManyDriversThatAskAtOnceOneGetsTheFolder(TestInfo test) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Boolean>> drivers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        LeaseHolder holder = new LeaseHolder("node" + i, HERE.machine(), HERE.pid());
        FolderFiles files = files(test);
        drivers.add(() -> takes(files, holder));
      }
      int taken = 0;
      for (Future<Boolean> driver : threads.invokeAll(drivers)) {
        taken += driver.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean takes(FolderFiles files, LeaseHolder holder) throws IOException {
    try {
      return Lease.take(files, holder, EXPIRY, clock) != null;
    } catch (FolderInUseException refused) {
      return false;
    }
  }
}
