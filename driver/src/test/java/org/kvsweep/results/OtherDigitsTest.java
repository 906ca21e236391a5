package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;

/** A results folder where the digits of the user's language are not 0 to 9. */
class OtherDigitsTest {
  private static final LeaseHolder ONE = new LeaseHolder("node1", "machine 1", 101);
  private static final LeaseHolder OTHER = new LeaseHolder("node2", "machine 2", 202);
  private static final TrialRecord TRIAL = SampleTrials.completed(1, 10);

  @TempDir Path temporary;
  private final MovableClock clock = new MovableClock();
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void speakPersian() {
    Locale.setDefault(new Locale("fa", "IR"));
    assertThat("%d".formatted(7)).isEqualTo("۷");
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  private FolderResultsStore open(LeaseHolder holder) throws IOException {
    return FolderResultsStore.open(
        new LocalFiles(temporary, "results/sweep"),
        "name: s\n",
        holder,
        Duration.ofSeconds(60),
        clock);
  }

  private Checkpoints checkpoints() {
    return new CheckpointFolder(new LocalFiles(temporary, "results/sweep"))
        .of(TRIAL.id(), CheckpointPolicy.STANDARD);
  }

  @Test
  void everyNameIsInAscii() throws IOException {
    FolderResultsStore store = open(ONE);
    store.record(SampleTrials.completed(2, 10));
    checkpoints().save(7, out -> out.write('x'));
    assertThat(checkpoints().steps()).containsExactly(7L);
    store.close();

    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.map(file -> temporary.relativize(file).toString()))
          .allMatch(name -> name.matches("\\p{ASCII}*"))
          .contains(
              "lease/0000000000000001.json",
              "checkpoints/" + TRIAL.id() + "-0000000000000007.checkpoint");
    }
    try (FolderResultsStore next = open(OTHER)) {
      assertThat(next.ended()).hasSize(1);
      assertThat(next.folder().fingerprint()).matches("\\p{ASCII}*");
    }
  }

  @Test
  void driversOfTwoLanguagesKeepEachOtherOut() throws IOException {
    FolderResultsStore store = open(LeaseHolder.current());
    Locale.setDefault(Locale.ENGLISH);

    assertThatExceptionOfType(FolderInUseException.class)
        .isThrownBy(() -> open(LeaseHolder.current()));
    store.close();
  }

  @Test
  void namesInOtherDigitsAreNoneOfOurs() throws IOException {
    open(ONE).close();
    List<Path> others =
        List.of(
            temporary.resolve("lease/۰۰۰۰۰۰۰۰۰۰۰۰۰۰۰۹.json"),
            temporary.resolve("lease/٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١.json"),
            temporary.resolve("checkpoints/" + TRIAL.id() + "-۰۰۰۰۰۰۰۰۰۰۰۰۰۰۰۷.checkpoint"));
    Files.createDirectories(temporary.resolve("checkpoints"));
    for (Path other : others) {
      Files.writeString(other, "of an earlier build");
    }

    try (FolderResultsStore store = open(OTHER)) {
      assertThat(checkpoints().steps()).isEmpty();
      assertThat(store.record(TRIAL)).isTrue();
    }
    assertThat(others).allMatch(Files::exists);
  }
}
