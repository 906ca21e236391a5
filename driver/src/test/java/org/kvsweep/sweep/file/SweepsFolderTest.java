package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;

/** The sweep files that come with kvsweep. */
class SweepsFolderTest {
  private static final Path FOLDER = Path.of("..", "sweeps");
  private static final Pattern ROW =
      Pattern.compile("\\| \\[.*]\\((.*\\.yaml)\\) \\|.*\\| (\\d+) \\|");
  private static final TaskCatalog CATALOG = TaskCatalog.load();

  @Test
  void everyFileIsValidAndStandsInTheIndexWithItsTrials() throws IOException {
    Map<String, Integer> index = new TreeMap<>();
    ROW.matcher(Files.readString(FOLDER.resolve("README.md")))
        .results()
        .forEach(row -> index.put(row.group(1), Integer.valueOf(row.group(2))));
    Map<String, Integer> found = new TreeMap<>();
    for (Path file : files()) {
      found.put(
          FOLDER.relativize(file).toString().replace('\\', '/'),
          SweepFile.read(file, CATALOG).trials().size());
    }

    assertThat(found).isEqualTo(index).containsKey("quickstart.yaml");
  }

  @Test
  void everyFileComparesTheAttentionsOfThePaperOrSaysWhatItCompares() throws IOException {
    for (Path file : files()) {
      SweepSpec sweep = SweepFile.read(file, CATALOG);
      if (sweep.source().contains("\ncompare: ")) {
        assertThat(sweep.compared().orElseThrow().sides()).hasSizeGreaterThan(1);
      } else {
        assertThat(sweep.compared().orElseThrow().sides())
            .as(file.toString())
            .containsExactlyInAnyOrder("qkv", "kv", "kv-pos");
      }
    }
  }

  @Test
  void namesAreDifferentSoThatResultsDontMix() throws IOException {
    List<String> names =
        files().stream().map(file -> SweepFile.read(file, CATALOG).name()).toList();

    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void thePapersGridIsThePapers() {
    SweepSpec sweep = SweepFile.read(FOLDER.resolve("paper/swap.yaml"), CATALOG);

    assertThat(sweep.axes())
        .containsExactly(
            new Axis(SettingPath.of("task.length"), List.of(64L, 128L)),
            new Axis(SettingPath.of("model.attention"), List.of("qkv", "kv", "kv-pos")),
            new Axis(SettingPath.of("model.width"), List.of(64L, 256L)),
            new Axis(SettingPath.of("model.depth"), List.of(2L, 4L)),
            new Axis(SettingPath.of("model.heads"), List.of(2L, 4L)));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
