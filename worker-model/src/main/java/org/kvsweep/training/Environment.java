package org.kvsweep.training;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.cpu.Blas;
import org.nd4j.linalg.factory.Nd4j;

/** The facts that the numbers of a trial may depend on beside its spec. */
public final class Environment {
  /** The name of the kernels, which the last digits depend on. */
  public static final String KERNELS = "kernels";

  private static final String DEVICE = "device";

  /**
   * The number that a machine gives one of its GPUs, as {@link org.kvsweep.trial.Device} has it.
   */
  private static final Pattern NUMBER_OF_GPU = Pattern.compile("^gpu [0-9]+");

  private Environment() {}

  /**
   * The facts of this process, by name.
   *
   * @param engine that trains
   * @param kernels of the network where Deeplearning4j runs it
   * @param device that computes
   */
  public static SortedMap<String, String> describe(String engine, Kernels kernels, String device) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("engine", engine);
    environment.put(KERNELS, kernels.name());
    environment.put(DEVICE, device);
    environment.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    environment.put("blas", Blas.description());
    environment.put("jvm", Runtime.version().toString());
    environment.put("processor", Processor.name());
    environment.put("cpus", System.getenv().getOrDefault("OMP_NUM_THREADS", "unset"));
    return environment;
  }

  /**
   * Returns the facts that have to be the same where a training goes on: all but the number of its
   * GPU, since another of the same kind computes the same.
   */
  static SortedMap<String, String> comparable(SortedMap<String, String> environment) {
    SortedMap<String, String> comparable = new TreeMap<>(environment);
    comparable.computeIfPresent(
        DEVICE, (key, device) -> NUMBER_OF_GPU.matcher(device).replaceFirst("gpu"));
    return comparable;
  }
}
