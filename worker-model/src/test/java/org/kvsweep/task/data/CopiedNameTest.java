package org.kvsweep.task.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedNameTest {
  @Test
  void onlyFilesOutsideOfTheDataFolderGetOtherNames() {
    assertThat(CopiedName.of("mnist/train.gz")).isEqualTo("mnist/train.gz");
    assertThat(CopiedName.of("a/../text.txt")).isEqualTo("a/../text.txt");
    assertThat(CopiedName.of("../b/text.txt")).isEqualTo("kvsweep-outside/up/b/text.txt");
    assertThat(CopiedName.of("/b/text.txt")).isEqualTo("kvsweep-outside/root/b/text.txt");
  }

  @Test
  void filesAreReadFromACopyByTheNamesThatTheyHaveOutside(@TempDir Path copy) throws IOException {
    for (String dataset : List.of("/no/such/folder", "../elsewhere")) {
      Path file = copy.resolve(CopiedName.of(dataset + "/text.txt"));
      Files.createDirectories(file.getParent());
      Files.writeString(file, dataset);

      DataFiles files = new DataFiles(copy, dataset);

      assertThat(new String(files.bytes("text.txt", 100), StandardCharsets.UTF_8))
          .isEqualTo(dataset);
      assertThat(files.seen().sha256()).containsOnlyKeys(dataset + "/text.txt");
    }
  }
}
