package org.kvsweep.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** The results folder of a made-up sweep that runs: its trials end when a test says so. */
public final class SampleFolder implements AutoCloseable {
  private final SweepSpec sweep;
  private final FolderResultsStore store;
  private final SampleSweep sample = new SampleSweep();
  private final Deque<PlannedTrial> left;

  private SampleFolder(SweepSpec sweep, FolderResultsStore store) {
    this.sweep = sweep;
    this.store = store;
    this.left = new ArrayDeque<>(sweep.trials());
  }

  /** A sweep of 12 trials a seed, none of which has ended. */
  public static SampleFolder open(Path folder, String name, int seeds) throws IOException {
    return open(
        folder,
        """
        name: %s
        task: {name: toy-echo, length: [16, 64]}
        model: {attention: [qkv, kv, kv-pos], depth: [1, 2]}
        seeds: %d
        """
            .formatted(name, seeds));
  }

  /** A sweep of 18 trials, three for each of six tasks, none of which has ended. */
  public static SampleFolder ofManyTasks(Path folder) throws IOException {
    return open(
        folder,
        """
        name: many
        task: {name: [toy-echo, toy-parrot], length: [8, 16, 32]}
        model: {attention: [qkv, kv, kv-pos]}
        """);
  }

  /** That sweep of a toy task, none of whose trials has ended; its engines need not be here. */
  public static SampleFolder open(Path folder, String yaml) throws IOException {
    SweepSpec sweep = SweepFile.readSaved(yaml, "sample.yaml", TaskCatalog.load());
    return new SampleFolder(
        sweep,
        FolderResultsStore.open(
            folder.toString(), sweep.source(), new Configuration(false), Clock.systemUTC()));
  }

  /** Lets the next trials complete. */
  public SampleFolder complete(int trials) throws IOException {
    return complete(trials, spec -> TrainedModel.NONE);
  }

  /** Lets the next trials complete and keeps these models of them. */
  public SampleFolder complete(int trials, Function<TrialSpec, TrainedModel> models)
      throws IOException {
    for (int i = 0; i < trials; i++) {
      TrialSpec spec = left.remove().spec();
      double accuracy =
          switch (ModelKeys.attentionOf(spec)) {
            case QKV -> 0.98;
            case KV -> 0.6;
            case KV_POS -> 0.95;
          };
      record(spec, sample.completed(spec, accuracy), models.apply(spec));
    }
    return this;
  }

  /** Lets the next trials wait until it is decided whether they go on. */
  public SampleFolder setAside(int trials) throws IOException {
    store.setAside(left.stream().limit(trials).map(PlannedTrial::id).collect(Collectors.toSet()));
    return this;
  }

  /** Lets the next trials run, each half done, with that many points of its curve. */
  public SampleFolder run(int trials, int points) throws IOException {
    store.running(
        new RunningTrials(
            Optional.of(Duration.ofMinutes(5)),
            left.stream().limit(trials).map(trial -> running(trial, points)).toList()));
    return this;
  }

  /** Lets the first trial run again, half done, though it may have ended. */
  public SampleFolder runAgain() throws IOException {
    store.running(new RunningTrials(Optional.empty(), List.of(running(sweep.trials().get(0), 1))));
    return this;
  }

  private static RunningTrial running(PlannedTrial trial, int points) {
    List<Loss> losses = new ArrayList<>();
    for (int i = 1; i <= points; i++) {
      losses.add(new Loss(10L * i, 2.0 / i));
    }
    return new RunningTrial(
        trial.id(),
        1,
        "executor <b>1</b>",
        Instant.now(),
        50,
        100,
        1,
        2,
        Optional.of(Duration.ofSeconds(90)),
        losses,
        losses.stream().filter(point -> point.step() % 20 == 0).toList());
  }

  /** Lets the next trial end like that. */
  public SampleFolder end(TrialOutcome outcome) throws IOException {
    record(left.remove().spec(), outcome);
    return this;
  }

  private void record(TrialSpec spec, TrialOutcome outcome) throws IOException {
    record(spec, outcome, TrainedModel.NONE);
  }

  private void record(TrialSpec spec, TrialOutcome outcome, TrainedModel model) throws IOException {
    sample.add(spec, outcome);
    for (TrialRecord record : sample.results(sweep.name()).ended().values()) {
      if (record.spec().equals(spec)) {
        store.record(record, model, Keep.ALL);
      }
    }
  }

  /** The folder for reading. */
  public ResultsFolder folder() {
    return store.folder();
  }

  /** What has ended, as tables take it. */
  public SweepResults results() throws IOException {
    return SweepResults.of(sweep, store.folder().ended());
  }

  /** The sweep has ended. */
  @Override
  public void close() throws IOException {
    store.close();
  }
}
