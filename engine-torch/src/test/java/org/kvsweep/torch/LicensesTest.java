package org.kvsweep.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The jar holds the licenses of LibTorch, of the version that it holds. */
class LicensesTest {
  @Test
  void theLicensesOfLibTorchAreThere() throws IOException {
    assertThat(text("pytorch/LICENSE")).contains("From PyTorch:");
    assertThat(text("pytorch/NOTICE")).contains("Caffe2");
    assertThat(text("gcc-runtime.txt")).contains("Runtime Library Exception");
  }

  private static String text(String name) throws IOException {
    try (InputStream text = LicensesTest.class.getResourceAsStream("/META-INF/licenses/" + name)) {
      assertThat(text).as("licenses/ has no folder of this version of PyTorch").isNotNull();
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
