package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private ServerSocket other;
  private String taken;

  @BeforeEach
  void takeAPort() throws IOException {
    other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    taken = String.valueOf(other.getLocalPort());
  }

  @AfterEach
  void letItGo() throws IOException {
    other.close();
  }

  private static SparkConf conf(String master) {
    return new LoopbackConf(false)
        .set("spark.master", master)
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.port.maxRetries", "0");
  }

  /** Spark may try 1,000 ports: others may take some meanwhile, but hardly all of them. */
  @Test
  void portsAfterWhichOneIsFreeStayAsTheyAre() {
    SparkConf conf =
        conf("local[2]")
            .set("spark.port.maxRetries", "1000")
            .set("spark.ui.port", taken)
            .set("spark.driver.port", taken);

    FreePorts.choose(conf);

    assertThat(conf.get("spark.ui.port")).isEqualTo(taken);
    assertThat(conf.get("spark.driver.port")).isEqualTo(taken);
    assertThat(conf.contains("spark.driver.blockManager.port")).isFalse();
  }

  @Test
  void whereNobodyElseHasToKnowThePortAnyFreeOneDoes() {
    SparkConf conf =
        conf("local[2]")
            .set("spark.ui.port", taken)
            .set("spark.driver.port", taken)
            .set("spark.blockManager.port", taken);

    FreePorts.choose(conf);

    assertThat(conf.get("spark.ui.port")).isEqualTo("0");
    assertThat(conf.get("spark.driver.port")).isEqualTo("0");
    assertThat(conf.get("spark.driver.blockManager.port")).isEqualTo("0");
  }

  @Test
  void aClusterIsToldThatAPortOfItsDriverIsTaken() {
    SparkConf conf = conf("spark://h:7077").set("spark.driver.port", taken);

    assertThatThrownBy(() -> FreePorts.choose(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot start Spark: expected spark.driver.port to be free or one of the 0 ports after"
                + " it, got %s, and all are taken",
            taken);
  }

  @Test
  void aUiThatIsOffNeedsNoPort() {
    SparkConf conf = conf("local[2]").set("spark.ui.enabled", "false").set("spark.ui.port", taken);

    FreePorts.choose(conf);

    assertThat(conf.get("spark.ui.port")).isEqualTo(taken);
  }
}
