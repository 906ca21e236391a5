package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A stand-in for nvidia-smi that knows one card. */
final class PretendedGpu {
  private static final Path DISCOVERY =
      Path.of("../cluster/gpu/discover-gpus.sh").toAbsolutePath().normalize();

  private PretendedGpu() {}

  /** A script that runs ours for Spark's workers, with the stand-in, which lies in that folder. */
  static Path discovery(Path folder, String capability) throws IOException {
    put(folder, 0, capability);
    return script(
        folder.resolve("discover.sh"), "PATH=" + folder + ":$PATH exec " + DISCOVERY + "\n");
  }

  /** Puts a stand-in into that folder which knows the card of that number. */
  static void put(Path folder, int number, String capability) throws IOException {
    script(
        folder.resolve("nvidia-smi"),
        """
        case $1 in
          --query-gpu=index) echo %d ;;
          *) echo '%d, Pretended Card, 8192 MiB, %s' ;;
        esac
        """
            .formatted(number, number, capability));
  }

  private static Path script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
