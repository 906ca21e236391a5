package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;

/** {@code cluster/slurm/sweep.sh} as a job of a real Slurm. */
@Tag("nightly")
class SlurmIT {
  private static final String SCRIPT =
      Path.of("../cluster/slurm/sweep.sh").toAbsolutePath().normalize().toString();

  @TempDir private Path folder;

  @Test
  void aJobWhoseTimeIsOverIsQueuedAgainAndGoesOnToTheLastBit() throws Exception {
    assumeTrue(SlurmCluster.canRun(), "needs root and apt-get install slurm-wlm");
    Path sweep = Files.writeString(folder.resolve("queued.yaml"), ClusterSweep.named("queued"));
    Path results = folder.resolve("results");
    Path output = folder.resolve("output");

    try (SlurmCluster slurm = new SlurmCluster(Files.createDirectory(folder.resolve("slurm")))) {
      String job =
          slurm.submit(
              output,
              SCRIPT,
              sweep.toString(),
              results.toString(),
              "--conf",
              "spark.executor.memory=1g");
      slurm.await("recorded a trial", () -> ClusterSweep.recorded(results) > 0);

      slurm.run("scancel", "--signal=USR1", "--batch", job);
      slurm.awaitJob(job, "Restarts=1");
      assertThat(ClusterSweep.recorded(results)).as(Files.readString(output)).isLessThan(9);

      slurm.await("recorded all", () -> ClusterSweep.recorded(results) == 9);
      slurm.awaitJob(job, "JobState=COMPLETED");
    }

    assertThat(Files.readString(output))
        .contains("it is queued again and goes on where it is", "9 trials, 9 completed");
    List<TrialRecord> ended =
        List.copyOf(
            ResultsFolder.at(results.toString(), new Configuration()).ended().trials().values());
    assertThat(ended).hasSize(9);
    TrainingHere.assertThatNumbersAreTheSame(ended);
  }
}
