package org.kvsweep.training;

import java.util.SortedMap;
import java.util.TreeMap;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.cpu.Blas;
import org.nd4j.linalg.factory.Nd4j;

/** The facts that the numbers of a trial may depend on beside its spec. */
final class Environment {
  private Environment() {}

  static SortedMap<String, String> describe(Kernels kernels) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("engine", "dl4j");
    environment.put("kernels", kernels.name());
    environment.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    environment.put("blas", Blas.description());
    environment.put("jvm", Runtime.version().toString());
    environment.put("processor", Processor.name());
    environment.put("cpus", System.getenv().getOrDefault("OMP_NUM_THREADS", "unset"));
    return environment;
  }
}
