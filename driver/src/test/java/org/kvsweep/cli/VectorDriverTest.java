package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VectorDriverTest {
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  @Test
  void repeatsTheCommandOfSparkSubmitWithTheVectorApi() {
    assertThat(
            VectorDriver.of(
                List.of("/jdk/bin/java", "-cp", "/s/jars/*", "-Xmx1g", SUBMIT, "k.jar", "run", ""),
                17))
        .contains(
            new VectorDriver(
                List.of(
                    "/jdk/bin/java",
                    "--add-modules=jdk.incubator.vector",
                    "-Dkvsweep.firstDriver=17",
                    "-cp",
                    "/s/jars/*",
                    "-Xmx1g",
                    SUBMIT,
                    "k.jar",
                    "run",
                    "")));
  }

  @Test
  void leavesOtherProgramsAlone() {
    assertThat(VectorDriver.of(List.of("java", "-cp", "k.jar", "org.kvsweep.cli.Main"), 17))
        .isEmpty();
    assertThat(VectorDriver.of(List.of(), 17)).isEmpty();
    assertThat(VectorDriver.ofThisProcess()).as("a test is none of Spark's drivers").isEmpty();
  }
}
