package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RanCommandTest {
  @Test
  void isTheCommandWithItsOptionsAndItsDataFolder() {
    assertThat(
            RanCommand.of(
                "bin/kvsweep",
                List.of("run", "my sweep.yaml", "--slots", "2"),
                List.of("--data", "/data")))
        .isEqualTo("bin/kvsweep run 'my sweep.yaml' --slots 2 --data /data");
  }

  @Test
  void asksForNoTrialToBeTrainedAgain() {
    assertThat(RanCommand.of("kvsweep", List.of("run", "--retry", "failed", "a.yaml"), List.of()))
        .isEqualTo("kvsweep run a.yaml");
    assertThat(RanCommand.of("kvsweep", List.of("run", "a.yaml", "--retry=diverged"), List.of()))
        .isEqualTo("kvsweep run a.yaml");
  }

  @Test
  void itShowsNoSecret() {
    assertThat(
            RanCommand.of(
                "kvsweep",
                List.of("run", "a.yaml", "--conf", "spark.hadoop.fs.s3a.secret.key=abc"),
                List.of()))
        .isEqualTo("kvsweep run a.yaml --conf 'spark.hadoop.fs.s3a.secret.key=(not shown)'");
  }
}
