package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** The task of the page on networks of one's own: compiled as it stands there, and trained. */
class OwnNetworkPageTest {
  @TempDir private Path folder;

  @Test
  void thePagesNetworkIsTrained() throws Exception {
    Path classes =
        PageCode.of("own-networks.md")
            .compiled(
                folder,
                "org.kvsweep.task.TaskProvider",
                "com.example.Rings",
                System.getProperty("java.class.path"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      TrialSpec spec =
          TaskCatalog.load()
              .complete(Map.of("name", "rings"), Map.of(), Map.of("updater", "nadam"), 1);

      TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(folder));

      assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
      assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.95);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
