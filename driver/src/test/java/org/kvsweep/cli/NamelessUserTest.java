package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamelessUserTest {
  @TempDir private Path folder;

  @Test
  void aUserWithAHomeFolderKeepsIt() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));

    assertThat(NamelessUser.home(Map.of("HOME", home.toString()), folder)).isEqualTo(home);
  }

  @Test
  void aUserWithoutOneGetsTheSameTemporaryFolderEachTime() throws IOException {
    Path home = NamelessUser.home(Map.of(), folder);

    assertThat(home).hasParent(folder);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
    assertThat(NamelessUser.home(Map.of("HOME", "relative"), folder)).isEqualTo(home);
    assertThat(NamelessUser.home(Map.of("HOME", "/no/such/folder"), folder)).isEqualTo(home);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(home));
  }

  @Test
  void aFolderThatOthersCanWriteToIsRefused() throws IOException {
    Path home = NamelessUser.home(Map.of(), folder);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> NamelessUser.home(Map.of(), folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot use %s as the home of a user without one: it is not a folder that belongs to"
                + " this user alone; remove it, or set HOME to a folder of your own",
            home);
  }

  @Test
  void aLinkInThePlaceOfTheFolderIsRefused() throws IOException {
    Path home = NamelessUser.home(Map.of(), folder);
    Path elsewhere = Files.move(home, folder.resolve("elsewhere"));
    Files.createSymbolicLink(home, elsewhere);

    assertThatThrownBy(() -> NamelessUser.home(Map.of(), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a folder that belongs to this user alone");
  }
}
