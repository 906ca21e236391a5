package org.kvsweep.spark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where processes of this machine wait for connections, as Linux has it in /proc. */
final class ListeningSockets {
  private static final String LISTENS = "0A";

  /** 127.0.0.1, and the same as IPv6 has it, in two ways; each word in this machine's order. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:0100007F|0000000000000000FFFF00000100007F|00000000000000000000000001000000):.*");

  private ListeningSockets() {}

  /** The addresses, in hexadecimal, on which that process or a child of it listens for others. */
  static List<String> beyondLoopback(ProcessHandle process) throws IOException {
    List<String> open = new ArrayList<>();
    of(process.pid(), open);
    for (ProcessHandle child : process.descendants().toList()) {
      try {
        of(child.pid(), open);
      } catch (NoSuchFileException ended) {
        // A process that has ended listens no more.
      }
    }
    return open.stream().filter(address -> !LOOPBACK.matcher(address).matches()).toList();
  }

  private static void of(long pid, List<String> open) throws IOException {
    Path folder = Path.of("/proc", String.valueOf(pid));
    Set<String> own = sockets(folder);
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(folder.resolve(table))) {
        String[] columns = line.strip().split(" +", -1);
        if (columns[3].equals(LISTENS) && own.contains("socket:[" + columns[9] + "]")) {
          open.add(columns[1]);
        }
      }
    }
  }

  private static Set<String> sockets(Path process) throws IOException {
    Set<String> links = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        try {
          links.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException closed) {
          // Closed meanwhile.
        }
      }
    }
    return links;
  }
}
