package org.kvsweep.spark.executor;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.trial.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders in which one executor keeps the states of its trials, by address. */
final class CheckpointPlaces {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointPlaces.class);

  private final Map<String, Optional<CheckpointFolder>> folders = new ConcurrentHashMap<>();

  /** The checkpoints of that trial; none where its folder can't be seen from this machine. */
  Checkpoints of(TrialOrder order) {
    CheckpointOrder wanted = order.checkpoints();
    if (wanted.address().isEmpty()) {
      return Checkpoints.NONE;
    }
    return folders
        .computeIfAbsent(wanted.address(), CheckpointPlaces::open)
        .map(folder -> folder.of(order.id().trial(), wanted.policy(), wanted.shorter()))
        .orElse(Checkpoints.NONE);
  }

  private static Optional<CheckpointFolder> open(String address) {
    try {
      return Optional.of(
          CheckpointFolder.at(
              address, SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf())));
    } catch (IOException | RuntimeException e) {
      LOG.warn("Trials here start again if they are interrupted: {}", e.toString());
      return Optional.empty();
    }
  }
}
