package org.kvsweep.spark.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.trial.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders in which one executor keeps the states of its trials, by address. One that can't be
 * seen now may be seen later: a server that restarts is no reason to lose every state from then on.
 */
final class CheckpointPlaces {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointPlaces.class);

  // Where short trials can't see the folder at all, they shall not look for it all the time.
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private final Opening opening;
  private final LongSupplier nanoTime;
  private final Map<String, CheckpointFolder> folders = new ConcurrentHashMap<>();
  private final Map<String, Long> failures = new ConcurrentHashMap<>();

  /** Finds the folder at an address. */
  @FunctionalInterface
  interface Opening {
    CheckpointFolder at(String address) throws IOException;
  }

  CheckpointPlaces() {
    this(CheckpointPlaces::open, System::nanoTime);
  }

  CheckpointPlaces(Opening opening, LongSupplier nanoTime) {
    this.opening = opening;
    this.nanoTime = nanoTime;
  }

  private static CheckpointFolder open(String address) throws IOException {
    return CheckpointFolder.at(
        address, SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
  }

  /** The checkpoints of that trial; none where its folder can't be seen from this machine. */
  Checkpoints of(TrialOrder order) {
    CheckpointOrder wanted = order.checkpoints();
    if (wanted.address().isEmpty()) {
      return Checkpoints.NONE;
    }
    return folder(wanted.address())
        .map(folder -> folder.of(order.id().trial(), wanted.policy(), wanted.shorter()))
        .orElse(Checkpoints.NONE);
  }

  /** Returns the folder. Trials do not wait for each other here: a look may take for ever. */
  private Optional<CheckpointFolder> folder(String address) {
    CheckpointFolder known = folders.get(address);
    Long failure = failures.get(address);
    boolean tooSoon = failure != null && nanoTime.getAsLong() - failure < BETWEEN_LOOKS.toNanos();
    return known != null || tooSoon ? Optional.ofNullable(known) : look(address);
  }

  private Optional<CheckpointFolder> look(String address) {
    try {
      CheckpointFolder found = opening.at(address);
      folders.put(address, found);
      return Optional.of(found);
    } catch (IOException | RuntimeException | LinkageError | ServiceConfigurationError e) {
      // Errors are those of a file system whose classes this executor lacks.
      failures.put(address, nanoTime.getAsLong());
      LOG.warn("This trial starts again if it is interrupted: {}", e.toString());
      return Optional.empty();
    }
  }
}
