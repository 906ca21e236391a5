package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildIdentityTest {
  private static final BuildIdentity DRIVER = new BuildIdentity("1.0 (commit a)", "3.5.9", "12");

  @TempDir private Path folder;

  @Test
  void knowsWhatItIsBuiltFrom() {
    BuildIdentity here = BuildIdentity.here();

    assertThat(here.kvsweep()).matches("\\d\\S* \\(commit \\S+\\)");
    assertThat(here.spark()).isEqualTo(BuildIdentity.properties().get("spark"));
    assertThat(BuildIdentity.of(here.toMap())).isEqualTo(here);
  }

  @Test
  void aJarForAnotherLineOfSparkIsToldSo() {
    assertThatCode(BuildIdentity::requireItsSpark).doesNotThrowAnyException();
    assertThatCode(() -> BuildIdentity.requireSpark("3.5.9", "3.5.1")).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuildIdentity.requireSpark("3.5.9", "4.2.0"))
        .withMessageStartingWith(
            "Cannot run on Spark 4.2.0: this kvsweep.jar is built for Spark 3.5");
  }

  @Test
  void equalBuildsDifferInNothing() {
    assertThat(DRIVER.differencesFrom(DRIVER)).isEmpty();
    assertThat(new BuildIdentity("1.0 (commit a)", "3.5.9", "").differencesFrom(DRIVER)).isEmpty();
  }

  @Test
  void saysWhatDiffers() {
    assertThat(new BuildIdentity("0.9 (commit b)", "3.5.1", "34").differencesFrom(DRIVER))
        .containsExactly(
            "kvsweep 0.9 (commit b), the driver 1.0 (commit a)", "Spark 3.5.1, the driver 3.5.9");
    assertThat(new BuildIdentity("1.0 (commit a)", "3.5.9", "34").differencesFrom(DRIVER))
        .containsExactly("another build of kvsweep 1.0 (commit a) (classes 34), the driver 12");
  }

  @Test
  void theChecksumIsThatOfOurClassesAlone() throws IOException {
    String one = checksum("one.jar", "org/kvsweep/A.class", "x");

    assertThat(checksum("two.jar", "org/kvsweep/A.class", "x")).isEqualTo(one);
    assertThat(checksum("three.jar", "org/kvsweep/A.class", "y")).isNotEqualTo(one);
    assertThat(checksum("four.jar", "org/other/A.class", "x"))
        .isEqualTo(checksum("five.jar", "org/other/B.class", "y"));
  }

  private String checksum(String name, String entry, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return BuildIdentity.checksum(jar.toFile());
  }
}
