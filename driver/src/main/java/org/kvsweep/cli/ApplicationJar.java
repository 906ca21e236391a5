package org.kvsweep.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Finds the jar that this program runs from. */
final class ApplicationJar {
  /** Returns the path of the jar; empty if the program runs from a folder of classes. */
  Optional<Path> path() {
    CodeSource source = ApplicationJar.class.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source)
        .map(CodeSource::getLocation)
        .filter(location -> location.getProtocol().equals("file"))
        .map(location -> Path.of(URI.create(location.toString())))
        .filter(Files::isRegularFile);
  }
}
