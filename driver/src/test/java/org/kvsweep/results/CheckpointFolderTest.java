package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.TrialId;

class CheckpointFolderTest {
  private static final LeaseHolder SELF = new LeaseHolder("here", "machine", 1);
  private static final TrialId TRIAL = SampleTrials.completed(1, 10).id();

  @TempDir Path temporary;
  private FolderFiles files;
  private FolderResultsStore store;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() throws IOException {
    files = new LocalFiles(temporary.resolve("sweep"), "results/sweep");
    store = reopen();
    String address = store.checkpointAddress().orElseThrow();
    checkpoints =
        CheckpointFolder.at(address, new Configuration()).of(TRIAL, CheckpointPolicy.STANDARD);
  }

  private FolderResultsStore reopen() throws IOException {
    return FolderResultsStore.open(
        files, "name: sweep\n", SELF, Duration.ofSeconds(60), new MovableClock());
  }

  private void save(long step, String state) throws IOException {
    checkpoints.save(step, out -> out.write(state.getBytes(StandardCharsets.UTF_8)));
  }

  private String load(long step) throws IOException {
    return checkpoints.load(step, CheckpointFolderTest::text);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private Path file(long step) {
    return temporary.resolve("sweep").resolve(name(TRIAL, step));
  }

  private static String name(TrialId trial, long step) {
    return "checkpoints/" + ResultsLayout.checkpointFileName(trial, step);
  }

  @Test
  void givesBackWhatWasSaved() throws IOException {
    save(7, "seven");

    assertThat(load(7)).isEqualTo("seven");
    assertThat(checkpoints.policy()).isEqualTo(CheckpointPolicy.STANDARD);
  }

  @Test
  void nothingIsSavedWhereTheResultsFolderIsGone() throws IOException {
    Path folder = temporary.resolve("sweep");
    Files.move(folder, temporary.resolve("moved"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> save(7, "seven"))
        .withMessageEndingWith("the results folder is gone, or another one is mounted there");
    assertThat(folder).doesNotExist();
  }

  @Test
  void aLongerTrialFindsTheLastStateOfAShorterOneUntilItHasItsOwn() throws IOException {
    TrialId longer = SampleTrials.completed(2, 10).id();
    CheckpointFolder folder = new CheckpointFolder(files);
    Checkpoints.Writer nine = out -> out.write("nine".getBytes(StandardCharsets.UTF_8));
    checkpoints.saveLast(9, nine);
    assertThat(store.folder().lastStates()).as("nobody asked for it").isEmpty();
    folder.of(TRIAL, CheckpointPolicy.NEVER.keepingLast()).saveLast(9, nine);
    assertThat(store.record(SampleTrials.completed(1, 10))).isTrue();

    assertThat(store.folder().lastStates()).containsExactly(TRIAL);
    assertThat(folder.of(longer, CheckpointPolicy.STANDARD).steps()).isEmpty();
    Checkpoints continued = folder.of(longer, CheckpointPolicy.STANDARD, Optional.of(TRIAL));
    assertThat(continued.steps()).containsExactly(9L);
    assertThat(continued.load(9, CheckpointFolderTest::text)).isEqualTo("nine");
    continued.save(12, out -> out.write('x'));
    assertThat(continued.steps()).containsExactly(12L, 9L);
    assertThat(continued.load(12, CheckpointFolderTest::text)).isEqualTo("x");

    store.close();
    store = reopen();
    assertThat(store.folder().lastStates()).as("kept for later").containsExactly(TRIAL);
  }

  @Test
  void keepsTheNewestTwo() throws IOException {
    save(7, "seven");
    save(8, "eight");
    save(9, "nine");

    assertThat(checkpoints.steps()).containsExactly(9L, 8L);
    assertThat(load(8)).isEqualTo("eight");
    assertThat(Files.exists(file(7))).isFalse();
  }

  @Test
  void aTrialThatGoesOnFromAnOlderOneReplacesTheNewer() throws IOException {
    save(100, "of another computer");
    save(200, "of another computer");
    save(50, "fifty");

    assertThat(checkpoints.steps()).containsExactly(50L);
  }

  @Test
  void trialsDoNotSeeEachOther() throws IOException {
    Checkpoints other =
        new CheckpointFolder(files)
            .of(SampleTrials.completed(2, 10).id(), CheckpointPolicy.STANDARD);
    save(7, "seven");
    other.save(9, out -> out.write('x'));

    assertThat(checkpoints.steps()).containsExactly(7L);
    assertThat(other.steps()).containsExactly(9L);
  }

  @Test
  void everyDamageIsFoundBeforeAnythingIsRead() throws IOException {
    save(7, "a state of some length");
    byte[] good = Files.readAllBytes(file(7));
    Random random = new Random(1);
    for (int at = 0; at < good.length; at++) {
      byte[] flipped = good.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(7), flipped);
      assertThatIllegalArgumentException().as("bit in byte %d", at).isThrownBy(() -> load(7));
      Files.write(file(7), java.util.Arrays.copyOf(good, at));
      assertThatIllegalArgumentException().as("cut to %d", at).isThrownBy(() -> load(7));
    }
    Files.write(file(7), java.util.Arrays.copyOf(good, good.length + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> load(7));
    Files.write(file(7), good);
    assertThat(load(7)).isEqualTo("a state of some length");
  }

  @Test
  void theCheckpointOfAnotherTrialIsRefusedWhateverItsName() throws IOException {
    TrialId otherTrial = SampleTrials.completed(2, 10).id();
    new CheckpointFolder(files).of(otherTrial, CheckpointPolicy.STANDARD).save(7, out -> {});
    files.move(name(otherTrial, 7), name(TRIAL, 7));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(7))
        .withMessage(
            "Cannot use a checkpoint of trial %s: it is of another trial, got %s",
            TRIAL, otherTrial);
  }

  @Test
  void aStateThatFailsInTheMiddleLeavesTheOlderOnes() throws IOException {
    save(7, "seven");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                checkpoints.save(
                    8,
                    out -> {
                      out.write('x');
                      throw new IOException("No space left on device");
                    }));

    assertThat(checkpoints.steps()).containsExactly(7L);
    assertThat(load(7)).isEqualTo("seven");
  }

  @Test
  void theyGoWhenTheTrialHasEnded() throws IOException {
    save(7, "seven");

    store.record(SampleTrials.completed(1, 10));

    assertThat(checkpoints.steps()).isEmpty();
  }

  @Test
  void whatAnAttemptLeftAfterTheEndOfItsTrialGoesWithTheNextDriver() throws IOException {
    store.record(SampleTrials.completed(1, 10));
    store.close();
    save(7, "late");

    reopen().close();

    assertThat(checkpoints.steps()).isEmpty();
  }

  @Test
  void thoseOfATrialThatIsTrainedAgainOnOtherDataStay() throws IOException {
    TrialRecord old = OtherData.trial(1, 10, "1");
    assertThat(old.id()).isEqualTo(TRIAL);
    store.record(old);
    store.close();
    save(7, "of the other data");

    try (FolderResultsStore next = reopen()) {
      next.reopen(List.of(old));
      assertThat(load(7)).isEqualTo("of the other data");
      next.record(OtherData.trial(1, 20, "2"));
    }
    assertThat(checkpoints.steps()).isEmpty();
    save(8, "late");
    try (FolderResultsStore next = reopen()) {
      next.reopen(List.of());
    }
    assertThat(checkpoints.steps()).isEmpty();
  }

  @Test
  void theyStayForTheNextDriverOtherwise() throws IOException {
    save(7, "seven");
    store.close();

    reopen().close();

    assertThat(load(7)).isEqualTo("seven");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> CheckpointFolder.at(temporary.resolve("none").toString(), new Configuration()))
        .withMessageContaining("the results folder can't be seen from here");
  }
}
