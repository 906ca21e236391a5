package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;

class LeaseTest {
  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final LeaseHolder ONE = new LeaseHolder("node1", "machine 1", 101);
  private static final LeaseHolder OTHER = new LeaseHolder("node2", "machine 2", 202);

  @TempDir Path temporary;
  private final MovableClock clock = new MovableClock();
  private FolderFiles files;

  @BeforeEach
  void openFolder() {
    files = new LocalFiles(temporary, "results/sweep");
  }

  private Lease take(LeaseHolder holder) throws IOException {
    return Lease.take(files, holder, EXPIRY, clock);
  }

  @Test
  void isRefusedWhileAnotherDriverHasIt() throws IOException {
    take(ONE);
    clock.advance(Duration.ofSeconds(59));

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> take(OTHER))
        .withMessage(
            "Cannot write to results/sweep: process 101 on node1 does since 2026-01-31T12:00:00Z, "
                + "last heard of 59 s ago; stop it or choose another folder "
                + "(without a sign of life it is taken for dead after 60 s)");
  }

  @Test
  void isRefusedToASecondStoreOfTheSameProcess() throws IOException {
    take(LeaseHolder.current());

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> take(LeaseHolder.current()));
  }

  @Test
  void isKeptByHeartbeats() throws IOException {
    Lease lease = take(ONE);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(30));
      lease.beat();
    }

    assertThatExceptionOfType(FolderInUseException.class).isThrownBy(() -> take(OTHER));
  }

  @Test
  void isTakenOverFromASilentDriver() throws IOException {
    Lease lost = take(ONE);
    clock.advance(Duration.ofSeconds(61));
    Lease taken = take(OTHER);

    assertThatCode(taken::check).doesNotThrowAnyException();
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lost::check)
        .withMessage(
            "Cannot write to results/sweep: process 202 on node2 took over after this driver had "
                + "been silent since 2026-01-31T12:00:00Z");
    assertThatCode(lost::checkHeld).as("its heart has not beaten").doesNotThrowAnyException();
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::beat);
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::checkHeld);
    assertThatCode(taken::checkHeld).doesNotThrowAnyException();
  }

  @Test
  void isLostAlsoWhenTheDriverThatTookOverIsGoneAgain() throws IOException {
    Lease lost = take(ONE);
    clock.advance(Duration.ofSeconds(61));
    take(OTHER).close();
    take(OTHER).close();

    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::check);
    lost.close();
    assertThat(files.names("lease")).containsExactly("0000000000000003.json");
  }

  @Test
  void isFreeAtOnceAfterItWasGivenBack() throws IOException {
    take(ONE).close();

    assertThatCode(() -> take(OTHER).check()).doesNotThrowAnyException();
  }

  @Test
  void isTakenOverAtOnceFromAProcessThatHasEndedOnTheSameMachine() throws Exception {
    Process process = new ProcessBuilder("sleep", "1000").start();
    LeaseHolder child = new LeaseHolder("here", LeaseHolder.current().machine(), process.pid());
    take(child);
    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> take(LeaseHolder.current()));

    process.destroyForcibly().waitFor();

    assertThatCode(() -> take(LeaseHolder.current()).check()).doesNotThrowAnyException();
  }

  @Test
  void tellsNothingFromAProcessNumberOfAnotherMachine() {
    LeaseHolder dead = new LeaseHolder("here", "another machine", Long.MAX_VALUE);

    assertThat(LeaseHolder.current().knowsToBeDead(dead)).isFalse();
  }

  @Test
  void isTakenOverWhereItsFileIsDamaged() throws IOException {
    Lease lost = take(ONE);
    Files.writeString(temporary.resolve("lease/0000000000000001.json"), "{\"host\":");

    take(OTHER);

    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::check);
  }

  @Test
  void goesToOneOfManyDriversThatAskAtOnce() throws Exception {
    goesToOneOf(8);
  }

  private void goesToOneOf(int many) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Callable<Boolean>> drivers = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        LeaseHolder holder = new LeaseHolder("node" + i, "machine " + i, i);
        drivers.add(
            () -> {
              try {
                take(holder);
                return true;
              } catch (FolderInUseException e) {
                return false;
              }
            });
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

  @Test
  void goesToOneAlsoWhereSeveralCreateTheSameFile() throws Exception {
    files = new ObjectStoreFiles(new LocalFiles(temporary, "results/sweep"), 4);

    goesToOneOf(4);
  }

  @Test
  void isLostToADriverThatCreatedTheSameFileLater() throws IOException {
    files = new ObjectStoreFiles(new LocalFiles(temporary, "results/sweep"), 1);
    Lease lease = take(ONE);
    LeaseFile other = new LeaseFile(OTHER, clock.instant(), clock.instant(), EXPIRY, false);
    files.create(ResultsLayout.lease(1), other.write());

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lease::beat)
        .withMessage(
            "Cannot write to results/sweep: process 202 on node2 began in the same instant and has"
                + " it");
  }

  @Test
  void fencesALateDriverOutOfTheStore() throws IOException {
    FolderResultsStore late = FolderResultsStore.open(files, "name: s\n", ONE, EXPIRY, clock);
    clock.advance(Duration.ofSeconds(61));
    FolderResultsStore next = FolderResultsStore.open(files, "name: s\n", OTHER, EXPIRY, clock);

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> late.record(SampleTrials.completed(1, 10)));
    assertThat(next.ended()).isEmpty();
    assertThat(next.record(SampleTrials.failed(1, 20))).isTrue();
    late.close();
    next.close();
  }

  @Test
  void survivesAFewHeartbeatsThatCouldNotBeWritten() throws IOException {
    FaultyFiles faulty = new FaultyFiles(files);
    Lease lease = Lease.take(faulty, ONE, EXPIRY, clock);
    faulty.failWrites(2);
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofSeconds(15));
      assertThatExceptionOfType(IOException.class).isThrownBy(lease::beat);
    }
    clock.advance(Duration.ofSeconds(15));
    lease.beat();
    clock.advance(Duration.ofSeconds(59));

    assertThatExceptionOfType(FolderInUseException.class).isThrownBy(() -> take(OTHER));
    assertThatCode(lease::check).doesNotThrowAnyException();
  }

  @Test
  void beatsByItself() throws Exception {
    CountDownLatch beats = new CountDownLatch(5);
    Clock counted =
        new MovableClock() {
          @Override
          public Instant instant() {
            beats.countDown();
            return super.instant();
          }
        };

    try (Lease lease = Lease.take(files, ONE, Duration.ofMillis(200), counted)) {
      lease.startHeart();
      assertThat(beats.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }
}
