package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

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
import org.apache.commons.lang3.function.FailableConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.MovableClock;
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
    return new LeaseTaking(files, holder, clock, pause -> {}).take(EXPIRY);
  }

  /** A process on this machine that has not ended. */
  private static LeaseHolder here(String host) {
    LeaseHolder self = LeaseHolder.current();
    return new LeaseHolder(host, self.machine(), self.pid());
  }

  /** Takes the lease while the driver that has it beats. */
  private Lease takeFrom(Lease beating, LeaseHolder holder) throws IOException {
    FailableConsumer<Duration, IOException> beats =
        pause -> {
          clock.advance(pause);
          beating.beat();
        };
    return new LeaseTaking(files, holder, clock, beats).take(EXPIRY);
  }

  @Test
  void isRefusedAtOnceWhileAnotherDriverOfThisMachineHasIt() throws IOException {
    take(here("node1"));
    clock.advance(Duration.ofSeconds(59));

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(
            () -> new LeaseTaking(files, here("node2"), clock, pause -> fail("waits")).take(EXPIRY))
        .withMessage(
            "Cannot write to results/sweep: process %d on node1 writes there since 2026-01-31T12:00:00Z, "
                + "last heard of 59 s ago; stop it (kvsweep stop results/sweep) or choose another folder "
                + "(without a sign of life it is taken for dead after 60 s)",
            LeaseHolder.current().pid());
  }

  @Test
  void isRefusedOnceADriverOfAnotherMachineBeats() throws IOException {
    Lease lease = take(ONE);
    clock.advance(Duration.ofSeconds(1));
    List<Duration> pauses = new ArrayList<>();
    FailableConsumer<Duration, IOException> aBeatAfterSomeTime =
        pause -> {
          pauses.add(pause);
          clock.advance(pause);
          if (pauses.size() == 7) {
            lease.beat();
          }
        };

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> new LeaseTaking(files, OTHER, clock, aBeatAfterSomeTime).take(EXPIRY))
        .withMessage(
            "Cannot write to results/sweep: process 101 on node1 writes there since 2026-01-31T12:00:00Z, "
                + "heard of just now; stop it (kvsweep stop results/sweep) or choose another folder");
    assertThat(pauses).hasSize(7);
    assertThatCode(lease::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"0, 60", "10, 50", "39, 21", "59, 20"})
  void isTakenOverFromADriverOfAnotherMachineThatIsSilentUntilItExpires(int silent, int watched)
      throws IOException {
    Lease lost = take(ONE);
    clock.advance(Duration.ofSeconds(silent));
    List<Duration> pauses = new ArrayList<>();

    Lease taken = new LeaseTaking(files, OTHER, clock, pauses::add).take(EXPIRY);

    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(watched), Duration.ofSeconds(watched + 3));
    taken.check();
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::check);
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

    assertThatExceptionOfType(FolderInUseException.class).isThrownBy(() -> takeFrom(lease, OTHER));
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
  void isLostWhereTheFolderIsGone() throws IOException {
    files = new LocalFiles(temporary.resolve("sweep"), "results/sweep");
    Lease lease = take(ONE);
    Files.move(temporary.resolve("sweep"), temporary.resolve("moved"));

    String message =
        "Cannot write to results/sweep: lease/0000000000000001.json of this driver is not there any"
            + " more, so the results folder is gone or another one is mounted there; run the same"
            + " command again once it is back";
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lease::check)
        .withMessage(message);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lease::beat)
        .withMessage(message);
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::checkHeld);
    lease.close();
    assertThat(temporary.resolve("sweep")).doesNotExist();

    Files.move(temporary.resolve("moved"), temporary.resolve("sweep"));
    assertThatCode(lease::check).as("it is back").doesNotThrowAnyException();
  }

  @Test
  void isLostWhereAnotherFolderHasALeaseOfTheSameNumber() throws IOException {
    Lease lease = take(ONE);
    lease(1, ofOther());

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lease::beat)
        .withMessageContaining("another one is mounted there");
    assertThat(files.read(ResultsLayout.lease(1))).hasValue(ofOther().write());
  }

  @Test
  void isKeptWhereAListingLagsBehind() throws IOException {
    files =
        new OtherFiles(files) {
          @Override
          public List<String> names(String subfolder) {
            return List.of();
          }
        };
    Lease lease = take(ONE);

    lease.check();
    clock.advance(Duration.ofSeconds(15));
    lease.beat();
    lease.checkHeld();
  }

  @Test
  void aStoreWritesNothingIntoAFolderThatIsGone() throws IOException {
    Path folder = temporary.resolve("sweep");
    files = new LocalFiles(folder, "results/sweep");
    FolderResultsStore store = SmallSegments.open(files, ONE, 1000, clock);
    Files.move(folder, temporary.resolve("moved"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> store.record(SampleTrials.completed(1, 10)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.folder().writeDerived("report.html", "text"))
        .withMessage(
            "Cannot write to results/sweep: the results folder is gone, or another one is mounted"
                + " there");
    store.close();
    assertThat(folder).doesNotExist();
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
  void tellsNothingFromAProcessThatIsNotSeenWhereOtherUsersAreHidden() {
    LeaseHolder self = LeaseHolder.current();
    LeaseHolder unseen = new LeaseHolder("here", self.machine(), self.pid() + 1);

    assertThat(self.knowsToBeDead(unseen, pid -> pid == self.pid())).isFalse();
    assertThat(self.knowsToBeDead(unseen, pid -> pid == self.pid() || pid == 1)).isTrue();
  }

  @Test
  void isTakenOverWhereItsFileIsDamaged() throws IOException {
    Lease lost = take(ONE);
    Files.writeString(temporary.resolve("lease/0000000000000001.json"), "{\"host\":");

    take(OTHER);

    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lost::check);
  }

  private void lease(long number, LeaseFile lease) throws IOException {
    files.replace(ResultsLayout.lease(number), lease.write());
  }

  private LeaseFile ahead(Duration by) {
    Instant time = clock.instant().plus(by);
    return new LeaseFile(ONE, time, time, EXPIRY, false);
  }

  @Test
  void isTakenOverFromADriverOfTheFutureThatDoesNotBeatWhileWeWatch() throws IOException {
    lease(1, ahead(Duration.ofHours(2)));
    List<Duration> pauses = new ArrayList<>();

    Lease lease = new LeaseTaking(files, OTHER, clock, pauses::add).take(EXPIRY);

    lease.check();
    Duration watched = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(watched).isBetween(EXPIRY, EXPIRY.plusSeconds(5));
  }

  @Test
  void isRefusedWhereADriverOfTheFutureBeats() throws IOException {
    LeaseFile held = ahead(Duration.ofSeconds(7194));
    lease(1, held);
    FailableConsumer<Duration, IOException> oneBeat =
        pause -> {
          clock.advance(pause);
          lease(1, held.beating(held.heartbeat().plus(pause)));
        };

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> new LeaseTaking(files, OTHER, clock, oneBeat).take(EXPIRY))
        .withMessage(
            "Cannot write to results/sweep: process 101 on node1 writes there since 2026-01-31T13:59:54Z, "
                + "heard of just now, and its clock is 7194 s ahead of this one; "
                + "stop it (kvsweep stop results/sweep) or choose another folder");
  }

  @Test
  void isRefusedWhereADriverOfThePastBeats() throws IOException {
    LeaseFile held = ahead(Duration.ofSeconds(-90));
    lease(1, held);
    List<Duration> pauses = new ArrayList<>();
    FailableConsumer<Duration, IOException> aBeatAfterSomeTime =
        pause -> {
          pauses.add(pause);
          clock.advance(pause);
          if (pauses.size() == 8) {
            lease(1, held.beating(clock.instant().minusSeconds(90)));
          }
        };

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> new LeaseTaking(files, OTHER, clock, aBeatAfterSomeTime).take(EXPIRY))
        .withMessage(
            "Cannot write to results/sweep: process 101 on node1 writes there since 2026-01-31T11:58:30Z, "
                + "heard of just now, and its clock is 90 s behind this one; "
                + "stop it (kvsweep stop results/sweep) or choose another folder");
    assertThat(pauses).hasSize(8);
  }

  @Test
  void isRefusedWhereADriverThatWasSuspendedGoesOn() throws IOException {
    LeaseFile held = ahead(Duration.ofHours(-1));
    lease(1, held);

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(
            () ->
                new LeaseTaking(
                        files, OTHER, clock, pause -> lease(1, held.beating(clock.instant())))
                    .take(EXPIRY))
        .withMessageContaining(", heard of just now; stop it");
  }

  @Test
  void isTakenOverFromASilentDriverThatMissesAHeartbeatWhileWeWatch() throws IOException {
    lease(1, ahead(Duration.ofSeconds(-61)));
    List<Duration> pauses = new ArrayList<>();

    Lease lease = new LeaseTaking(files, OTHER, clock, pauses::add).take(EXPIRY);

    lease.check();
    Duration watched = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(watched).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(25));
  }

  @Test
  void isTakenAtOnceWhereADriverOfTheFutureGivesItBackOrEnds() throws Exception {
    LeaseFile held = ahead(Duration.ofHours(2));
    lease(1, held);
    List<Duration> pauses = new ArrayList<>();
    FailableConsumer<Duration, IOException> released =
        pause -> {
          pauses.add(pause);
          lease(1, held.released(held.heartbeat()));
        };
    new LeaseTaking(files, OTHER, clock, released).take(EXPIRY).close();
    assertThat(pauses).hasSize(1);

    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LeaseHolder dead = new LeaseHolder("here", OTHER.machine(), process.pid());
    Instant later = clock.instant().plus(Duration.ofHours(2));
    lease(9, new LeaseFile(dead, later, later, EXPIRY, false));
    new LeaseTaking(files, OTHER, clock, pause -> pauses.add(pause)).take(EXPIRY).check();
    assertThat(pauses).hasSize(1);
  }

  @Test
  void aHeartbeatOfAClockASecondAheadIsOfNow() throws IOException {
    Instant time = clock.instant().plusSeconds(3);
    lease(1, new LeaseFile(here("node1"), time, time, EXPIRY, false));

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> take(here("node2")))
        .withMessageContaining("last heard of 0 s ago");
  }

  @Test
  void readersCountAHeartbeatOfTheFutureFromWhenTheySawIt() throws IOException {
    ResultsFolder folder = new ResultsFolder(files);
    lease(1, ahead(Duration.ofHours(2)));
    assertThat(folder.inUse(clock.instant())).isTrue();
    clock.advance(Duration.ofSeconds(59));
    assertThat(folder.inUse(clock.instant())).isTrue();

    lease(1, ahead(Duration.ofHours(2)));
    clock.advance(Duration.ofSeconds(59));
    assertThat(folder.inUse(clock.instant())).as("it beat in between").isTrue();

    clock.advance(Duration.ofSeconds(61));
    assertThat(folder.inUse(clock.instant())).isFalse();
  }

  @Test
  void readersSeeADriverOfThePastFromItsNextHeartbeatOn() throws IOException {
    ResultsFolder folder = new ResultsFolder(files);
    lease(1, ahead(Duration.ofSeconds(-90)));
    assertThat(folder.inUse(clock.instant())).as("its clock is believed at first").isFalse();

    for (int beat = 0; beat < 3; beat++) {
      clock.advance(Duration.ofSeconds(15));
      lease(1, ahead(Duration.ofSeconds(-90)));
      assertThat(folder.inUse(clock.instant())).isTrue();
    }
    clock.advance(Duration.ofSeconds(61));
    assertThat(folder.inUse(clock.instant())).isFalse();
  }

  @Test
  void aHeartbeatBetweenTwoLooksThatAreFarApartIsNoneOfNow() throws IOException {
    ResultsFolder folder = new ResultsFolder(files);
    lease(1, ahead(Duration.ZERO));
    assertThat(folder.inUse(clock.instant())).isTrue();

    lease(1, ahead(Duration.ofMinutes(10)));
    clock.advance(Duration.ofHours(1));

    assertThat(folder.inUse(clock.instant())).isFalse();
  }

  @Test
  void aReaderWhoHasOneLookWaitsForTheNextHeartbeatOfASilentDriver() throws IOException {
    LeaseFile held = ahead(Duration.ofSeconds(-90));
    lease(1, held);
    List<Duration> pauses = new ArrayList<>();
    assertThat(new LeaseView(files).isHeld(OTHER, clock.instant(), pauses::add)).isFalse();
    assertThat(pauses).isNotEmpty();
    FailableConsumer<Duration, IOException> oneBeat =
        pause -> lease(1, held.beating(held.heartbeat().plus(pause)));
    assertThat(new LeaseView(files).isHeld(OTHER, clock.instant(), oneBeat)).isTrue();

    pauses.clear();
    lease(1, held.released(held.heartbeat()));
    assertThat(new LeaseView(files).isHeld(OTHER, clock.instant(), pauses::add)).isFalse();
    lease(2, ahead(Duration.ZERO));
    assertThat(new LeaseView(files).isHeld(OTHER, clock.instant(), pauses::add)).isTrue();
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z"
      })
  void ofAnImpossibleTimeIsDamaged(String time) throws IOException {
    String text = ahead(Duration.ZERO).write().replaceAll("2026-[^\"]*", time);
    files.create(ResultsLayout.lease(1), text);

    assertThat(new ResultsFolder(files).inUse(clock.instant())).isFalse();
    Lease lease = take(OTHER);
    clock.advance(EXPIRY);
    lease.beat();

    assertThat(files.names("lease")).containsExactly("0000000000000002.json");
  }

  @Test
  void isTakenWhereSomethingElseHasTheNameOfAFile() throws Exception {
    Path leases = Files.createDirectories(temporary.resolve("lease"));
    Files.createDirectories(leases.resolve("0000000000000001.json/not-empty"));
    take(OTHER).close();
    Files.createSymbolicLink(leases.resolve("0000000000000003.json"), Path.of("none"));
    take(OTHER).close();
    assertThat(new ProcessBuilder("mkfifo", leases + "/0000000000000005.json").start().waitFor())
        .isZero();
    assertThat(new ResultsFolder(files).inUse(clock.instant())).isFalse();
    take(OTHER).check();

    assertThat(files.names("lease"))
        .as("what is ours goes, with links and pipes of its names")
        .containsExactly("0000000000000001.json", "0000000000000006.json");
  }

  @Test
  void numbersHaveAnEndThatIsSaid() throws IOException {
    Path leases = Files.createDirectories(temporary.resolve("lease"));
    Files.writeString(leases.resolve("9999999999999999.json"), "not ours");
    take(ONE).close();
    take(ONE).close();
    assertThat(files.names("lease")).containsExactly("10000000000000001.json");

    Files.writeString(leases.resolve("999999999999999999.json"), "not ours");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> take(ONE))
        .withMessage(
            "Cannot take the lease of results/sweep: there is no number above that of "
                + "lease/999999999999999999.json; delete that file");
  }

  @Test
  void isGivenUpWhereTheNextNumberIsAlwaysTaken() {
    files =
        new OtherFiles(files) {
          @Override
          public boolean create(String name, String text) {
            return false;
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> take(ONE))
        .withMessageStartingWith(
            "Cannot take the lease of results/sweep: the next number was taken 50 times");
  }

  @Test
  void aHostNameDoesNotSteerTheTerminal() throws IOException {
    lease(
        1,
        new LeaseFile(
            here("node\u001b[2J\u202e\n"), clock.instant(), clock.instant(), EXPIRY, false));

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> take(here("node2")))
        .withMessageContaining(" on node\uFFFD[2J\uFFFD\uFFFD writes there since");
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
        LeaseHolder holder = here("node" + i);
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

  /** Files where renaming one over another is the only way to create one. */
  private FolderFiles withoutHardLinks() {
    return new LocalFiles(
        temporary,
        "results/sweep",
        (name, existing) -> {
          throw new UnsupportedOperationException("no links");
        });
  }

  private LeaseFile ofOther() {
    return new LeaseFile(OTHER, clock.instant(), clock.instant(), EXPIRY, false);
  }

  @Test
  void isLookedAtAgainWhereARenameMayHaveReplacedIt() throws IOException {
    files = withoutHardLinks();
    List<Duration> pauses = new ArrayList<>();
    Lease lease = new LeaseTaking(files, ONE, clock, pauses::add).take(EXPIRY);
    lease.check();
    assertThat(pauses).containsExactly(Duration.ofSeconds(5));

    files.replace(ResultsLayout.lease(1), ofOther().write());

    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(lease::check);
  }

  @Test
  void isNotTakenWhereTheRenameOfAnotherDriverCameLater() {
    files = withoutHardLinks();

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(
            () ->
                new LeaseTaking(
                        files,
                        ONE,
                        clock,
                        pause -> {
                          clock.advance(pause);
                          files.replace(ResultsLayout.lease(1), ofOther().write());
                        })
                    .take(EXPIRY));
  }

  @Test
  void fencesALateDriverOutOfTheStore() throws IOException {
    FolderResultsStore late = SmallSegments.open(files, ONE, 1000, clock);
    clock.advance(Duration.ofSeconds(61));
    FolderResultsStore next = SmallSegments.open(files, OTHER, 1000, clock);

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

    assertThatExceptionOfType(FolderInUseException.class).isThrownBy(() -> takeFrom(lease, OTHER));
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
