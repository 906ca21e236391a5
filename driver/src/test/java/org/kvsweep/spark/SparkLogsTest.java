package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SparkLogsTest {
  private static final Logger UTILS = LoggerFactory.getLogger("org.apache.spark.util.Utils");
  private static final Logger EXECUTOR =
      LoggerFactory.getLogger("org.apache.spark.executor.Executor");

  private final SparkLogs logs = new SparkLogs();

  @AfterEach
  void letSparkSpeak() {
    Configurator.setAllLevels("org.apache.spark", null);
  }

  /** The configuration of ./kvsweep has a level of its own for one of them. */
  @Test
  void sparkIsSilentWhereverALevelIsSetUntilTheNextSweep() {
    Configurator.setLevel("org.apache.spark", Level.WARN);
    Configurator.setLevel(UTILS.getName(), Level.ERROR);

    logs.silence();
    logs.silence();
    assertThat(EXECUTOR.isErrorEnabled()).isFalse();
    assertThat(UTILS.isErrorEnabled()).isFalse();

    logs.speak();
    assertThat(EXECUTOR.isWarnEnabled()).isTrue();
    assertThat(UTILS.isErrorEnabled()).isTrue();
    assertThat(UTILS.isWarnEnabled()).as("a level of its own").isFalse();
  }

  @Test
  void whoReadsSparkAtInfoReadsOn() {
    Configurator.setLevel("org.apache.spark", Level.INFO);

    logs.silence();

    assertThat(EXECUTOR.isInfoEnabled()).isTrue();
  }
}
