package org.kvsweep.spark;

import com.esotericsoftware.kryo.Kryo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.kryo.Nd4jRegistrator;

/**
 * Tells Kryo every class that crosses the wire; it refuses all others. Driver and executors number
 * the classes in this order, so both need the same version of kvsweep.
 */
public final class KvsweepRegistrator extends Nd4jRegistrator {
  private static final List<Class<? extends Record>> RECORDS =
      List.of(
          TrialOrder.class,
          CheckpointOrder.class,
          CheckpointPolicy.class,
          Rungs.class,
          TrialReport.class,
          AttemptId.class,
          TrialId.class,
          Place.class,
          TrainedModel.class,
          TrialSpec.class,
          DataChecksums.class,
          Settings.class,
          TrialRun.class,
          EpochMetrics.class,
          TrialOutcome.Completed.class,
          TrialOutcome.Stopped.class,
          TrialOutcome.Diverged.class,
          TrialOutcome.Failed.class);

  private static final List<Class<?>> OTHERS =
      List.of(
          FailureKind.class,
          CheckpointPolicy.LastState.class,
          TrialReport.Halt.class,
          Duration.class,
          Keep.class,
          byte[].class,
          ArrayList.class,
          TreeMap.class,
          LinkedHashMap.class,
          LinkedHashSet.class);

  @Override
  public void registerClasses(Kryo kryo) {
    super.registerClasses(kryo);
    RECORDS.forEach(type -> register(kryo, type));
    OTHERS.forEach(kryo::register);
  }

  private static <T extends Record> void register(Kryo kryo, Class<T> type) {
    kryo.register(type, new RecordSerializer<>(type));
  }
}
