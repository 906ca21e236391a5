package org.kvsweep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * "Trains" once four trials run side by side, and says which GPU each had. Comes to executors in a
 * jar of its own.
 */
public final class GpuTellingEngine implements TrialEngine {
  static final String NAME = "gpu-telling";

  private static final int SIDE_BY_SIDE = 4;

  /** Lists this engine. */
  public static final class Provider implements EngineProvider {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public TrialEngine create() {
      return new GpuTellingEngine();
    }
  }

  /** Writes the jar that has this engine alone. */
  static Path jar(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Class<?> type : List.of(GpuTellingEngine.class, Provider.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(jar);
        }
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + EngineProvider.class.getName()));
      jar.write(Provider.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    try {
      Files.createFile(context.dataFolder().resolve("trial-" + spec.seed()));
      for (long step = 1; running(context.dataFolder()) < SIDE_BY_SIDE; step++) {
        boolean stop =
            context.report(new TrialProgress(1, 2, step, Long.MAX_VALUE, 0.5, 10))
                == TrialContext.Answer.STOP;
        if (stop || new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)) {
          return new TrialOutcome.Stopped(TrialRun.none(), "told to stop");
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Cannot tell the others in " + context.dataFolder(), e);
    } catch (InterruptedException interrupted) {
      return new TrialOutcome.Stopped(TrialRun.none(), "interrupted");
    }
    TreeMap<String, String> environment = new TreeMap<>();
    context.device().ifPresent(device -> environment.put("device", device.toString()));
    Map<String, Double> metrics = Map.of("test-accuracy", 0.5, "test-loss", 0.5);
    return new TrialOutcome.Completed(
        new TrialRun(
            1,
            1,
            1,
            1,
            0.001,
            0.001,
            0.001,
            1,
            environment,
            List.of(new EpochMetrics(1, 1, 0.001, metrics))));
  }

  private static long running(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("trial-")).count();
    }
  }
}
