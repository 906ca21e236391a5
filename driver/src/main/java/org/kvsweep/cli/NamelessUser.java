package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A user id that has no name, as in containers ({@code docker run --user 12345}). Hadoop refuses to
 * read even a local file for such a user, and to Java the home folder is {@code ?}: a folder of
 * that name would appear wherever the program is started, with half a gigabyte of native code.
 */
final class NamelessUser {
  private static final String UNKNOWN = "?";

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private NamelessUser() {}

  /**
   * Gives this process a name for its user and a home folder, where the system has none. Has to
   * come before anything that asks for either.
   *
   * @throws IOException if there is no folder that could be the home
   */
  static void settle(Map<String, String> environment) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    if (UNKNOWN.equals(System.getProperty("user.name"))) {
      String name = environment.getOrDefault("HADOOP_USER_NAME", "" + id(temporary));
      System.setProperty("user.name", name);
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
    }
    if (UNKNOWN.equals(System.getProperty("user.home"))) {
      System.setProperty("user.home", home(environment, temporary).toString());
    }
  }

  /** {@code HOME}, which Java does not look at, if one can write there; else a temporary folder. */
  static Path home(Map<String, String> environment, Path temporary) throws IOException {
    Path home = Path.of(environment.getOrDefault("HOME", ""));
    return home.isAbsolute() && Files.isDirectory(home) && Files.isWritable(home)
        ? home
        : own(temporary);
  }

  /** The same one each time, so that native code is unpacked once. */
  private static Path own(Path temporary) throws IOException {
    Path folder = temporary.resolve("kvsweep-" + id(temporary));
    try {
      return Files.createDirectory(folder, forOwner());
    } catch (FileAlreadyExistsException there) {
      checkOwn(folder, temporary);
      return folder;
    }
  }

  /**
   * Checks whose folder it is: everybody can make one of this name, and put native code into it for
   * us to run.
   */
  private static void checkOwn(Path folder, Path temporary) throws IOException {
    boolean own =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                .equals(id(temporary))
            && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                .equals(OWNERS_ALONE);
    if (!own) {
      throw new IOException(
          "Cannot use "
              + folder
              + " as the home of a user without one: it is not a folder that belongs to this user"
              + " alone; remove it, or set HOME to a folder of your own");
    }
  }

  /** The number of this user; Java's own ways to it need the name. */
  private static Object id(Path temporary) throws IOException {
    Path mine = Files.createTempDirectory(temporary, "kvsweep-who", forOwner());
    try {
      return Files.getAttribute(mine, "unix:uid");
    } finally {
      Files.delete(mine);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> forOwner() {
    return PosixFilePermissions.asFileAttribute(OWNERS_ALONE);
  }
}
