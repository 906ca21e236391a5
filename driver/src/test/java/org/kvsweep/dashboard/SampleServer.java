package org.kvsweep.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.task.TaskCatalog;

/** Dashboards for tests, on a free port of the loopback address. */
final class SampleServer {
  private SampleServer() {}

  /** Starts the dashboard of the results below that folder. */
  static DashboardServer over(Path root, Clock clock, Optional<String> token) throws IOException {
    SweepLibrary library =
        new SweepLibrary(
            ResultsRoot.at(root.toString(), new Configuration(false)),
            TaskCatalog.load(),
            "kvsweep test",
            clock);
    return DashboardServer.start(
        library, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token);
  }
}
