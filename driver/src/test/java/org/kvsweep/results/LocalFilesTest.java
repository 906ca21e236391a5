package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class LocalFilesTest extends FolderFilesContract {
  @Override
  FolderFiles files() {
    return new LocalFiles(temporary.resolve("results"), "results");
  }

  @Test
  void standForPathsAndForUrisOfThisMachine() throws IOException {
    Configuration hadoop = new Configuration(false);
    String folder = temporary.resolve("with space + sign").toString();

    FolderFiles.open(folder, hadoop).create("a", "text");

    assertThat(FolderFiles.open("file://" + folder, hadoop).read("a")).contains("text");
    assertThat(temporary.resolve("with space + sign/a")).hasContent("text");
  }
}
