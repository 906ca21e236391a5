package org.kvsweep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataFolderTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void whatTheUserChoseComesFirst() {
    Map<String, String> environment = Map.of("KVSWEEP_DATA", "/b", "XDG_CACHE_HOME", "/c");

    assertThat(DataFolder.locate(Optional.of(Path.of("/a")), environment, HOME))
        .isEqualTo(Path.of("/a"));
    assertThat(DataFolder.locate(Optional.empty(), environment, HOME)).isEqualTo(Path.of("/b"));
  }

  @Test
  void elseItIsInTheCacheFolder() {
    assertThat(DataFolder.locate(Optional.empty(), Map.of("XDG_CACHE_HOME", "/c"), HOME))
        .isEqualTo(Path.of("/c/kvsweep/data"));
    assertThat(DataFolder.locate(Optional.empty(), Map.of("KVSWEEP_DATA", " "), HOME))
        .isEqualTo(Path.of("/home/ada/.cache/kvsweep/data"));
  }

  @Test
  void aRelativeCacheFolderDoesNotCountAndARelativeChoiceIsHere() {
    assertThat(DataFolder.locate(Optional.empty(), Map.of("XDG_CACHE_HOME", "c"), HOME))
        .isEqualTo(Path.of("/home/ada/.cache/kvsweep/data"));
    assertThat(DataFolder.locate(Optional.of(Path.of("x/../y")), Map.of(), HOME))
        .isEqualTo(Path.of("y").toAbsolutePath());
  }
}
