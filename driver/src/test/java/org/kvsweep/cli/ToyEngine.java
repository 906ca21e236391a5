package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.spark.OlderCardsEngine;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * "Trains" the toy tasks: an accuracy that the attention decides. A parrot of 9 echoes diverges,
 * one of 8 fails until there is {@code seed} in the data folder, one of 7 goes on until it is told
 * to stop. Every training leaves a line in {@code trained} in the data folder.
 */
public final class ToyEngine implements TrialEngine {
  static final String NAME = "toy";
  static final String TRAINED = "trained";
  static final String SEED = "seed";

  /** Lists this engine. */
  public static final class Provider implements OlderCardsEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public TrialEngine create() {
      return new ToyEngine();
    }
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    Object echoes = spec.task().values().getOrDefault("echoes", 1L);
    if (echoes.equals(7L)) {
      goOn(context);
      return new TrialOutcome.Stopped(TrialRun.none(), "told to stop");
    }
    note(context.dataFolder(), TrialId.of(spec) + "\n");
    if (echoes.equals(9L)) {
      return new TrialOutcome.Diverged(TrialRun.none(), 5);
    }
    if (echoes.equals(8L) && !Files.exists(context.dataFolder().resolve(SEED))) {
      return new TrialOutcome.Failed(
          TrialRun.none(), FailureKind.BAD_CONFIGURATION, "the parrot is silent", "");
    }
    return new TrialOutcome.Completed(run(spec));
  }

  static TrialRun run(TrialSpec spec) {
    double accuracy =
        switch (ModelKeys.attentionOf(spec)) {
          case QKV -> 0.9;
          case KV -> 0.5;
          case KV_POS -> 0.8;
        };
    Map<String, Double> metrics =
        Map.of("test-accuracy", accuracy + spec.seed() / 1000.0, "test-loss", 1 - accuracy);
    return new TrialRun(
        100,
        200,
        300,
        10,
        0.001,
        0.01,
        0.02,
        400,
        new TreeMap<>(),
        List.of(new EpochMetrics(1, 10, 0.01, metrics)));
  }

  private static void goOn(TrialContext context) {
    note(context.dataFolder(), "going on\n");
    Answer answer = Answer.CONTINUE;
    for (long step = 1; answer == Answer.CONTINUE && !context.cancelled(); step++) {
      answer = context.report(new TrialProgress(1, 2, step, Long.MAX_VALUE, 0.5, 100));
      Thread.onSpinWait();
    }
  }

  private static synchronized void note(Path folder, String line) {
    try {
      Files.writeString(
          folder.resolve(TRAINED), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot leave a note in " + folder, e);
    }
  }
}
