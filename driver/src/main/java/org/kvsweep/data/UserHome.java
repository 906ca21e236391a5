package org.kvsweep.data;

import java.nio.file.Path;
import java.util.Map;

/** The home folder of the user. */
public final class UserHome {
  private UserHome() {}

  /** The folder that {@code HOME} names, or what the JVM takes for it. */
  public static Path of(Map<String, String> environment) {
    // An empty HOME would make it a folder below the current one.
    String home = environment.getOrDefault("HOME", "");
    return Path.of(Path.of(home).isAbsolute() ? home : System.getProperty("user.home"));
  }
}
