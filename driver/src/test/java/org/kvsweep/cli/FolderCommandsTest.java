package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.lang3.function.Failable;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Keep;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import picocli.CommandLine;

/** The commands on results folders: list, watch, log, stop and rm. */
class FolderCommandsTest {
  private static final TrialOutcome FAILED =
      new TrialOutcome.Failed(
          TrialRun.none(),
          FailureKind.INTERNAL_ERROR,
          "it is \u001b[2Jhostile",
          "java.lang.Error\n\tat \u001b[2Jsomewhere");

  @TempDir private Path root;

  private SampleFolder open(String name) throws IOException {
    return SampleFolder.open(root.resolve(name), name, 1);
  }

  private String place(String name) {
    return root.resolve(name).toString();
  }

  @Test
  void theListSaysStatesCountsAndTheBest() throws IOException {
    open("failed").complete(11).end(FAILED).close();
    SampleFolder.open(root.resolve("deep/whole"), "whole", 1).complete(12).close();
    try (SampleFolder running = open("running").complete(5)) {
      Files.createDirectories(root.resolve("later"));
      Files.writeString(root.resolve("later/format.json"), "{\"format\":9}");

      Cli.Result list = Cli.run(Map.of("COLUMNS", "200"), "list", root.toString());

      assertThat(list.code()).isZero();
      assertThat(list.err()).isEmpty();
      assertThat(list.out().lines())
          .anyMatch(line -> line.matches("sweep +state +ended +failed +last +best"))
          .anyMatch(
              line ->
                  line.matches(
                      "deep/whole +complete +12/12 +0 .* ago +toy-echo length=16 qkv 0\\.98\\d+,"
                          + " toy-echo length=64 qkv 0\\.98\\d+"))
          .anyMatch(line -> line.matches("failed +with failures +12/12 +1 .*"))
          .anyMatch(line -> line.matches("later +unreadable +.*another version of kvsweep.*"))
          .anyMatch(line -> line.matches("running +running +5/12 +0 .*"));
      assertThat(Cli.run(Map.of("COLUMNS", "60"), "list", root.toString()).out().lines())
          .allMatch(line -> line.length() <= 60)
          .anyMatch(line -> line.matches("sweep +state +ended +best"))
          .anyMatch(
              line -> line.matches("deep/whole +complete +12/12 +toy-echo length=16 qkv 0.*"));
      assertThat(running.folder().location()).isNotEmpty();
    }
    Path empty = Files.createDirectory(root.resolve("empty"));
    assertThat(Cli.run("list", empty.toString()).out())
        .isEqualTo("No sweeps below " + empty + ".\n");
  }

  @Test
  void theListNamesLinksThatItDoesNotFollow() throws IOException {
    SampleFolder.open(root.resolve("listed/own"), "own", 1).complete(12).close();
    open("beside").complete(12).close();
    Files.createDirectory(root.resolve("listed/team"));
    Path listed = root.resolve("listed");
    Files.createSymbolicLink(listed.resolve("again"), listed.resolve("own"));
    Files.createSymbolicLink(listed.resolve("nowhere"), root.resolve("none"));
    assertThat(Cli.run("list", listed.toString()).err()).isEmpty();

    Files.createSymbolicLink(listed.resolve("team/\u001b[2Jlink"), root.resolve("beside"));
    Cli.Result one = Cli.run("list", listed.toString());
    assertThat(one.code()).isZero();
    assertThat(one.out().lines()).hasSize(2);
    assertThat(one.err())
        .isEqualTo(
            "1 link leads out of %s and is not followed: team/\uFFFD[2Jlink\n".formatted(listed));

    for (String name : List.of("a", "b", "c", "d", "e")) {
      Files.createSymbolicLink(listed.resolve(name), root.resolve("beside"));
    }
    assertThat(Cli.run("list", listed.toString()).err())
        .isEqualTo(
            "6 links lead out of %s and are not followed: a, b, c, d and 2 more\n"
                .formatted(listed));
    for (String command : List.of("list", "dashboard")) {
      assertThat(Cli.run(command, "--help").out().replaceAll("\\s+", " "))
          .as(command)
          .contains("Links that lead out of it are not followed.");
    }
  }

  @Test
  void theListSaysThatItHasNotLookedIntoAllFolders() throws IOException {
    Path large = root.resolve("large");
    SampleFolder.open(large.resolve("a"), "a", 1).complete(12).close();
    for (int i = 1; i < ResultsRoot.MOST_FOLDERS; i++) {
      Files.createDirectory(large.resolve("b" + i));
    }

    Cli.Result listed = Cli.run("list", large.toString());

    assertThat(listed.out().lines()).hasSize(2);
    assertThat(listed.err())
        .isEqualTo(
            "Looked into the first 10,000 folders below %s only; name one further down\n"
                .formatted(large));
  }

  @Test
  void aFolderThatIsNotThereIsAWrongCommandLineForEveryCommand() {
    for (String command : List.of("report", "best", "watch", "list", "dashboard", "log", "stop")) {
      Cli.Result none = Cli.run(command, place("none"));

      assertThat(none.code()).as(command).isEqualTo(2);
      assertThat(none.err()).as(command).startsWith("Cannot ").contains(place("none"));
    }
  }

  @Test
  void aListForAProgramHasAllColumnsInFull() throws IOException {
    String name = "2026-11-29-" + "long".repeat(30);
    SampleFolder.open(root.resolve(name), "whole", 1).complete(12).close();
    SampleFolder.open(root.resolve("2026-11-30"), "later", 1).close();

    Cli.Result list = Cli.run("list", root.toString());

    assertThat(list.out().lines())
        .anyMatch(line -> line.matches("sweep +state +ended +failed +last +best"))
        .anyMatch(
            line -> line.matches(name + " +complete +12/12 +0 .* ago +toy-echo length=16 qkv .*"))
        .anyMatch(line -> line.matches("2026-11-30 +incomplete +0/12 +0 +- *"));
    assertThat(Cli.run("list", place(name)).out().lines().skip(1))
        .allMatch(line -> line.matches("[0-9a-f]{16}  completed  toy-echo .* test-accuracy .*"));
  }

  @Test
  void theTrialsOfOneFolderAreListedWithTheirIds() throws IOException {
    try (SampleFolder sample = open("one").complete(1).end(FAILED).setAside(2).run(1, 2)) {
      Cli.Result list = Cli.run(Map.of("COLUMNS", "200"), "list", place("one"));

      assertThat(list.err()).isEmpty();
      assertThat(list.out().lines()).hasSize(13);
      assertThat(list.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
          .containsExactlyElementsOf(
              sample.results().trials().keySet().stream().map(TrialId::value).toList());
      assertThat(list.out())
          .containsPattern("[0-9a-f]{16}  completed +toy-echo qkv length=16 .*test-accuracy 0\\.98")
          .contains("internal-error: it is ", "set aside  ", "open  ")
          .containsPattern("[0-9a-f]{16}  running \\d+ % +toy-echo")
          .doesNotContain("\u001b");
      assertThat(Cli.run(Map.of("COLUMNS", "60"), "list", place("one")).out())
          .containsPattern("\n[0-9a-f]{8}  completed +qkv length=16 depth=1 +0\\.98");
    }
  }

  @Test
  void watchingShowsWhatEndsUntilTheSweepDoes() throws IOException {
    SampleFolder sample = open("watched").complete(2).run(1, 2);
    int[] looks = {0};
    WatchCommand watch =
        Cli.watch(
            () -> {
              looks[0]++;
              if (looks[0] < 3) {
                sample.complete(4).end(FAILED);
              } else {
                sample.close();
              }
            });

    Cli.Result watched = Cli.execute(watch, place("watched"));

    assertThat(watched.code()).isEqualTo(1);
    assertThat(watched.err()).isEmpty();
    assertThat(watched.out())
        .startsWith("watched: 2 completed, 10 missing\n")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d  toy-echo .* running, \\d+ %")
        .contains("completed, test-accuracy 0.", "[7/12]", "[12/12]", "failed (internal-error: ")
        .contains("watched: 12 trials, 10 completed, 2 failed\n", "Best in toy-echo")
        .doesNotContain("\u001b");
    assertThat(looks[0]).isEqualTo(3);
    Cli.Result over = Cli.execute(watch, place("watched"));
    assertThat(over.out()).startsWith("watched: 10 completed, 2 failed; no sweep runs here now\n");
    assertThat(looks[0]).isEqualTo(3);
  }

  @Test
  void watchingGoesOnAfterTheMachineHasSlept() throws IOException {
    SampleFolder sample = open("slept").complete(2);
    MovableClock clock = new MovableClock(Instant.now());
    int[] looks = {0};
    WatchCommand watch =
        Cli.watch(
            clock,
            () -> {
              looks[0]++;
              if (looks[0] == 1) {
                clock.advance(Duration.ofSeconds(70));
                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                    .execute(
                        () -> Failable.run(() -> beat(root.resolve("slept"), clock.instant())));
              } else {
                sample.complete(10).close();
              }
            });

    Cli.Result watched = Cli.execute(watch, place("slept"));

    assertThat(watched.code()).isZero();
    assertThat(looks[0]).isEqualTo(2);
    assertThat(watched.out()).contains("slept: 12 trials, 12 completed\n");
  }

  /** Writes the heartbeat of a folder's lease as its driver would. */
  private static void beat(Path results, Instant now) throws IOException {
    try (Stream<Path> leases = Files.list(results.resolve("lease"))) {
      Path lease = leases.max(Comparator.naturalOrder()).orElseThrow();
      String beating =
          Files.readString(lease).replaceFirst("\"heartbeat\":\"[^\"]+", "\"heartbeat\":\"" + now);
      Files.writeString(lease, beating);
    }
  }

  @Test
  void watchingEndsWhereNobodyReadsOn() throws IOException {
    try (SampleFolder sample = open("unread").complete(2)) {
      WatchCommand watch = Cli.watch(() -> fail("it goes on watching"));
      PrintWriter closed = new PrintWriter(Writer.nullWriter());
      closed.close();

      new CommandLine(watch).setOut(closed).execute(place("unread"));

      assertThat(closed.checkError()).isTrue();
      assertThat(sample.results().ended()).hasSize(2);
    }
  }

  @Test
  void theLogOfATrialSaysHowItEndedAndWhy() throws IOException {
    String completed;
    String failed;
    String open;
    try (SampleFolder sample = open("logged").complete(1)) {
      completed = id(sample);
      sample.end(FAILED);
      failed =
          sample.results().ended().keySet().stream()
              .filter(id -> !id.value().equals(completed))
              .findFirst()
              .orElseThrow()
              .value();
      open =
          sample.results().trials().keySet().stream()
              .map(TrialId::value)
              .filter(id -> !id.equals(completed) && !id.equals(failed))
              .findFirst()
              .orElseThrow();
      assertThat(Cli.run("log", place("logged") + "/" + open).out())
          .endsWith("has not ended; the sweep runs\n");
    }

    Cli.Result log = Cli.run("log", place("logged") + "/" + completed.substring(0, 8));
    assertThat(log.err()).isEmpty();
    assertThat(log.code()).isZero();
    assertThat(log.out())
        .startsWith(completed + ": toy-echo qkv length=16 depth=1 seed=0\n")
        .contains("  task: length 16, name toy-echo\n", "\ncompleted in ", ", attempt 1\n")
        .containsPattern("\nepoch +step +time +test-accuracy +train-loss ");
    assertThat(Cli.run("log", place("logged") + "/" + failed).out())
        .contains("\nfailed in ", "internal-error: it is ", "java.lang.Error\n\tat ")
        .doesNotContain("\u001b");
    Cli.Result unknown = Cli.run("log", place("logged") + "/" + "0123456789abcdef");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("Cannot find the trial: 0 in ");
    assertThat(Cli.run("log", place("logged")).err())
        .startsWith("Cannot find the trial: expected RESULTS/TRIAL, got " + place("logged"))
        .contains("; it has these trials:\n  ")
        .containsPattern(
            "\n  " + completed + "  toy-echo qkv length=16 depth=1 seed=0, test-accuracy 0[.]98")
        .containsPattern("\n  " + open + "  toy-echo \\S+ length=\\d+ depth=\\d seed=0\n");
    assertThat(Cli.run("log", place("logged") + "/../x").err()).startsWith("Cannot find ");
  }

  @Test
  void theLogShowsCountsWholeAndSmallNumbersAsTheyAre() throws IOException {
    TrialRun run = SampleTrials.run(1);
    EpochMetrics last =
        new EpochMetrics(3, 900, 12, Map.of("best-step", 1140.0, "validation-loss", 3e-5));
    String id;
    try (SampleFolder sample = open("numbers")) {
      sample.end(new TrialOutcome.Completed(run.withMetrics(900, List.of(last))));
      id = id(sample);
    }

    assertThat(Cli.run("log", place("numbers") + "/" + id).out())
        .contains(", validation-loss 3.0e-05, attempt 1\n")
        .containsPattern("\n +3 +900 +12 s +1,140 +3\\.0e-05\n");
  }

  @Test
  void theLogAndTheReportSayThatAModelWasNotSaved() throws IOException {
    TrialRun run =
        SampleTrials.run(1).withEnvironment(SavedModel.ERROR, "no temporary folder could be made");
    String id;
    try (SampleFolder sample = open("unsaved")) {
      sample.end(new TrialOutcome.Completed(run));
      id = id(sample);
    }

    assertThat(Cli.run("log", place("unsaved") + "/" + id).out())
        .contains("\nmodel not saved: no temporary folder could be made\n");
    assertThat(Cli.run("report", place("unsaved")).out())
        .contains(
            "Models: none kept; 1 not saved, 'kvsweep log %s/%s' says why\n"
                .formatted(place("unsaved"), id));
  }

  private static String id(SampleFolder sample) throws IOException {
    return sample.results().ended().keySet().iterator().next().value();
  }

  @Test
  void stoppingAsksTheDriverThatRunsAndNobodyElse() throws IOException {
    try (SampleFolder sample = open("stopped").complete(1)) {
      Cli.Result ended = Cli.run("stop", place("stopped") + "/" + id(sample));
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).startsWith("Cannot stop trial ").endsWith(": it has ended\n");
      assertThat(root.resolve("stopped/stop")).doesNotExist();

      Cli.Result stop = Cli.run("stop", place("stopped") + "/");
      assertThat(stop.err()).isEmpty();
      assertThat(stop.out()).isEqualTo("Asked the sweep in " + place("stopped") + " to stop.\n");
      assertThat(root.resolve("stopped/stop/sweep.json")).exists();
      String open =
          sample.results().trials().keySet().stream()
              .map(TrialId::value)
              .filter(id -> !id.equals(trialOf(sample)))
              .findFirst()
              .orElseThrow();
      assertThat(Cli.run("stop", place("stopped") + "/" + open).out())
          .contains("Asked trial " + open);
      assertThat(root.resolve("stopped/stop/" + open + ".json")).exists();
    }
    assertThat(root.resolve("stopped/stop")).isEmptyDirectory();
    Cli.Result nobody = Cli.run("stop", place("stopped"));
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).startsWith("Cannot stop ").endsWith(": no sweep runs in it\n");
    assertThat(Cli.run("stop", root.toString()).code()).isEqualTo(2);
  }

  @Test
  void aStopThroughALinkIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("sweep.json"), "another's");
    try (SampleFolder sample = open("linked")) {
      Files.createSymbolicLink(root.resolve("linked/stop"), elsewhere);
      String trial = sample.results().trials().keySet().iterator().next().value();

      for (String what : List.of("", "/" + trial)) {
        Cli.Result stop = Cli.run("stop", place("linked") + what);

        assertThat(stop.code()).isEqualTo(1);
        assertThat(stop.err())
            .isEqualTo(
                "Cannot write to %s/stop: expected a folder, got a link\n"
                    .formatted(place("linked")));
        assertThat(stop.out()).isEmpty();
      }
    }
    assertThat(elsewhere.resolve("sweep.json")).hasContent("another's");
    assertThat(elsewhere).isDirectoryNotContaining("glob:**/[0-9a-f]*");
  }

  private static String trialOf(SampleFolder sample) {
    try {
      return id(sample);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Cli.Result rm(String answer, String... words) {
    return rm(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), words);
  }

  private Cli.Result rm(InputStream answers, String... words) {
    return Cli.execute(new RmCommand(TaskCatalog::load, answers, Clock.systemUTC()), words);
  }

  @Test
  void trialsAreRemovedAfterAQuestion() throws IOException {
    String results = place("removed");
    try (SampleFolder sample = open("removed").complete(4).end(FAILED)) {
      Cli.Result used = rm("y\n", results, "--status", "failed");
      assertThat(used.code()).isEqualTo(1);
      assertThat(used.err()).startsWith("Cannot ");
      assertThat(sample.results().ended()).hasSize(5);
    }
    Path trials = root.resolve("removed/trials");

    Cli.Result no = rm("no\n", results, "--status", "failed");
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.out())
        .contains("toy-echo", " failed\n", "Remove 1 trial from " + results + "? [y/N] ")
        .endsWith("Nothing was removed.\n");
    assertThat(rm("", results, "--status", "failed").code()).isEqualTo(1);
    assertThat(trials.toFile().list()).hasSize(5);

    assertThat(rm("y\n", results, "--status", "failed").out()).contains("Removed 1 trial; ");
    assertThat(trials.toFile().list()).hasSize(4);
    assertThat(rm("", results, "--filter", "attention=qkv", "--yes").code()).isZero();
    assertThat(trials.toFile().list()).hasSizeLessThan(4);
    assertThat(rm("", results, "--status", "failed").out()).isEqualTo("No trial matches.\n");
    Cli.Result one =
        rm(
            "",
            results + "/" + trials.toFile().list()[0].replace(".json", ""),
            "--status",
            "failed",
            "--yes");
    assertThat(one.code()).isEqualTo(2);
    assertThat(one.err()).startsWith("Cannot use --filter or --status with one trial: ");
    assertThat(trials.toFile().list()).isNotEmpty();
    Cli.Result all = rm("y\n", results);
    assertThat(all.code()).isEqualTo(2);
    assertThat(all.err()).startsWith("Cannot remove all trials of " + results);
    assertThat(rm("y\n", results, "--filter", "depth=9").code()).isEqualTo(2);
    assertThat(root.resolve("removed/sweep.yaml")).content().contains("name: removed");
  }

  @Test
  void theQuestionTellsTheTrialsApart() throws IOException {
    open("alike").complete(4).close();

    assertThat(rm("no\n", place("alike"), "--filter", "attention=qkv").out())
        .containsPattern("[0-9a-f]{16}  toy-echo qkv length=16 depth=1 seed=0 completed, ")
        .containsPattern("[0-9a-f]{16}  toy-echo qkv length=16 depth=2 seed=0 completed, ");
  }

  /** Results of two depths whose sweep file has only the first of them now. */
  private String narrowed() throws IOException {
    String yaml =
        """
        name: narrowed
        task: {name: toy-echo}
        model: {attention: [qkv, kv], depth: %s}
        """;
    SampleFolder.open(root.resolve("narrowed"), yaml.formatted("[1, 2]")).complete(4).close();
    SampleFolder.open(root.resolve("narrowed"), yaml.formatted("1")).close();
    return place("narrowed");
  }

  @Test
  void theQuestionNamesWhatVariedBeforeTheSweepFileChanged() throws IOException {
    String results = narrowed();

    assertThat(rm("no\n", results, "--filter", "depth=2").out())
        .containsPattern("[0-9a-f]{16}  toy-echo qkv depth=2 seed=0 completed, ")
        .containsPattern("[0-9a-f]{16}  toy-echo kv depth=2 seed=0 completed, ")
        .doesNotContain("depth=1");
    assertThat(rm("no\n", results, "--filter", "depth=1", "--filter", "attention=kv").out())
        .containsPattern("[0-9a-f]{16}  toy-echo kv depth=1 seed=0 completed, ");
  }

  @Test
  void theLogNamesWhatVariedBeforeTheSweepFileChanged() throws IOException {
    String results = narrowed();

    Cli.Result log = Cli.run("log", results);
    assertThat(log.err())
        .contains("toy-echo qkv depth=1 seed=0, ", "toy-echo qkv depth=2 seed=0, ");
    String old =
        log.err()
            .lines()
            .filter(line -> line.contains("depth=2"))
            .findFirst()
            .orElseThrow()
            .strip();
    String id = old.substring(0, 16);
    assertThat(Cli.run("log", results + "/" + id).out())
        .as("though no other trial is read")
        .containsPattern("^" + id + ": toy-echo \\S+ depth=2 seed=0\n");
    assertThat(rm("no\n", results + "/" + id).out()).contains(" depth=2 seed=0 completed, ");
  }

  @Test
  void aTrialThatLacksTheComparedKeyHasALabelEvenSo() throws IOException {
    String before = "name: before\ntask: {name: toy-parrot, echoes: [1, 2]}\n";
    SampleFolder.open(root.resolve("moved"), before).complete(2).close();
    String now =
        """
        name: now
        task: {name: toy-gallery, folder: f}
        model: {patch: [1, 2]}
        compare: model.patch
        """;
    SampleFolder.open(root.resolve("moved"), now).close();

    assertThat(rm("no\n", place("moved"), "--status", "completed").out())
        .containsPattern("[0-9a-f]{16}  toy-parrot echoes=1 seed=0 completed, ")
        .containsPattern("[0-9a-f]{16}  toy-parrot echoes=2 seed=0 completed, ");
  }

  @Test
  void aChoiceOfTrialsTellsThemApart() throws IOException {
    try (SampleFolder sample = SampleFolder.open(root.resolve("choice"), "choice", 2)) {
      List<String> ids = sample.results().trials().keySet().stream().map(TrialId::value).toList();
      assertThat(ids).hasSizeGreaterThan(16); // so that two begin alike
      String shared =
          ids.stream()
              .map(id -> id.substring(0, 1))
              .filter(digit -> ids.stream().filter(id -> id.startsWith(digit)).count() > 1)
              .findFirst()
              .orElseThrow();

      Cli.Result stop = Cli.run("stop", place("choice") + "/" + shared);

      assertThat(stop.code()).isEqualTo(2);
      assertThat(stop.err())
          .containsPattern(
              "\n  " + shared + "\\S{15}  toy-echo \\S+ length=\\d+ depth=\\d seed=\\d\n");
    }
    SampleFolder.open(root.resolve("models"), "models", 1)
        .complete(12, spec -> new TrainedModel(new byte[] {1}))
        .close();
    assertThat(Cli.run("attention", place("models")).err())
        .contains("; these trials have models:\n")
        .containsPattern("[0-9a-f]{16}  toy-echo qkv depth=2 length=16 seed=0, test-accuracy ");
  }

  @Test
  void whatARunHasTrainedAnewSinceTheQuestionStays() throws IOException {
    TrialRecord anew;
    try (SampleFolder sample = open("asked").complete(1)) {
      anew = sample.results().ended().values().iterator().next();
    }
    TrialRecord failed = anew.withOutcome(FAILED);
    try (FolderResultsStore store = reopen("asked")) {
      store.remove(List.of(anew.id()));
      store.record(failed, TrainedModel.NONE, Keep.NONE);
    }
    InputStream answers =
        new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int from, int most) {
            try (FolderResultsStore run = reopen("asked")) {
              run.reopen(run.ended().values());
              run.record(anew, TrainedModel.NONE, Keep.NONE);
              return super.read(into, from, most);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };

    Cli.Result rm = rm(answers, place("asked"), "--status", "failed");

    assertThat(rm.err()).isEmpty();
    assertThat(rm.out())
        .contains("Remove 1 trial from ", "Removed 0 trials; ")
        .endsWith("Left 1 trial that changed since the question.\n");
    assertThat(rm.code()).isEqualTo(1);
    try (FolderResultsStore store = reopen("asked")) {
      assertThat(store.ended().values()).containsExactly(anew);
    }
  }

  private FolderResultsStore reopen(String name) throws IOException {
    return FolderResultsStore.open(
        place(name),
        Files.readString(root.resolve(name + "/sweep.yaml")),
        new Configuration(false),
        Clock.systemUTC());
  }
}
