package org.kvsweep.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The places of a sweep's data files.
 *
 * @param beside the folder of the sweep file, in which files that it names are looked for first
 * @param dataFolder where all others lie
 */
public record DataPlaces(Path beside, Path dataFolder) {

  /** The places for a sweep file. */
  public static DataPlaces of(Path sweepFile, Path dataFolder) {
    return new DataPlaces(sweepFile.toAbsolutePath().normalize().getParent(), dataFolder);
  }

  /** Returns the folders in which files are looked for that a sweep file names, in that order. */
  Set<Path> both() {
    return new LinkedHashSet<>(List.of(beside, dataFolder));
  }

  /** Returns whether a file lies in none of them, after all links have been followed. */
  boolean isOutside(Path realFile) throws IOException {
    for (Path place : both()) {
      if (place.toFile().isDirectory() && realFile.startsWith(place.toRealPath())) {
        return false;
      }
    }
    return true;
  }
}
