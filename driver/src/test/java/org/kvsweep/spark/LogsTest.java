package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
  private static final Logger UTILS = LoggerFactory.getLogger("org.apache.spark.util.Utils");
  private static final Logger EXECUTOR =
      LoggerFactory.getLogger("org.apache.spark.executor.Executor");

  @AfterEach
  void letSparkSpeak() {
    Configurator.setAllLevels("org.apache.spark", null);
  }

  /** The configuration of ./kvsweep has a level of its own for one of them. */
  @Test
  void sparkIsSilentWhereverALevelIsSetUntilTheNextSweep() {
    Configurator.setLevel("org.apache.spark", Level.WARN);
    Configurator.setLevel(UTILS.getName(), Level.ERROR);

    Logs.silenceSpark();
    assertThat(EXECUTOR.isErrorEnabled()).isFalse();
    assertThat(UTILS.isErrorEnabled()).isFalse();

    Logs.letSparkSpeak();
    assertThat(EXECUTOR.isErrorEnabled()).isTrue();
    assertThat(UTILS.isErrorEnabled()).isTrue();
  }

  @Test
  void whoReadsSparkAtInfoReadsOn() {
    Configurator.setLevel("org.apache.spark", Level.INFO);

    Logs.silenceSpark();

    assertThat(EXECUTOR.isInfoEnabled()).isTrue();
  }
}
