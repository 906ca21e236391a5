package org.kvsweep.torch;

import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.training.Backend;
import org.kvsweep.training.Environment;
import org.kvsweep.training.Learner;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** Computes with LibTorch. What is measured of a trained network runs in Deeplearning4j. */
final class TorchBackend implements Backend {
  /**
   * The words of LibTorch's allocators, of the GPU and of the CPU, and of what takes memory of the
   * GPU beside them: CUDA itself, cuBLAS and cuDNN.
   */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "CUDA out of memory|CUDA error: out of memory|CU(BLAS|DNN)_STATUS_ALLOC_FAILED"
              + "|can't allocate memory|not enough memory|std::bad_alloc");

  /**
   * The words of CUDA's other errors. After most of them, such as an illegal address or a failed
   * assertion, CUDA refuses everything until the process is started anew.
   */
  private static final Pattern CUDA_ERROR = Pattern.compile("CUDA error:");

  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([0-9.]+)");

  private Optional<Device> given = Optional.empty();
  private TorchDevice device = new TorchDevice.Cpu();

  @Override
  public void use(Optional<Device> chosen) {
    given = chosen;
    Blas.useOneThread();
    torch.set_num_threads(1);
    beRepeatable();
    if (chosen.isPresent()) {
      int index = chosen.get().index();
      refuseLack(index);
      Cuda.use(index);
      device = new TorchDevice.Gpu((byte) index);
    } else {
      device = new TorchDevice.Cpu();
    }
  }

  private static void refuseLack(int index) {
    new TorchEngine.Provider()
        .lackForGpus()
        .ifPresent(
            lack -> {
              throw new IllegalArgumentException(
                  "Cannot train on GPU %d: %s".formatted(index, lack));
            });
  }

  /** Equal trials give equal bits: no algorithm may depend on who comes first. */
  private static void beRepeatable() {
    Context context = torch.globalContext();
    context.setDeterministicAlgorithms(true, false);
    // Against reading what was never written, which costs a pass over every new tensor.
    context.setDeterministicFillUninitializedMemory(false);
    context.setDeterministicCuDNN(true);
  }

  @Override
  public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
    ComputationGraphConfiguration configuration = task.network(KernelChoice.AUTO);
    if (!KernelLayer.isOutputOf(configuration)) {
      throw new IllegalArgumentException(
          "Cannot train the network with LibTorch: it has layers of Deeplearning4j; take engine: %s out of the sweep file"
              .formatted(spec.engine()));
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    TorchNetwork made = new TorchNetwork(network, device, spec.seed());
    return new TorchLearner(made, task, plan, bfloat16(spec));
  }

  private static boolean bfloat16(TrialSpec spec) {
    return TrainingKeys.precision(spec.training()) == Precision.BFLOAT16;
  }

  @Override
  public SortedMap<String, String> environment(TrialSpec spec) {
    SortedMap<String, String> environment =
        Environment.describe(
            spec.engine(),
            KernelChoice.AUTO.kernels(DataType.FLOAT),
            given.map(this::describe).orElse("cpu"));
    environment.put("torch", describe(spec));
    return environment;
  }

  private String describe(Device gpu) {
    return "gpu %d, %s".formatted(gpu.index(), Cuda.describe(gpu.index()));
  }

  private static String describe(TrialSpec spec) {
    Matcher version = VERSION.matcher(torch.show_config().getString());
    return "%s, %s%s"
        .formatted(
            version.find() ? version.group(1) : "unknown",
            torch.get_cpu_capability().getString(),
            bfloat16(spec) ? ", autocast to bfloat16" : "");
  }

  @Override
  public FailureKind kind(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    if (OUT_OF_MEMORY.matcher(message).find()) {
      return FailureKind.OUT_OF_MEMORY;
    }
    return CUDA_ERROR.matcher(message).find()
        ? FailureKind.NATIVE_CRASH
        : FailureKind.INTERNAL_ERROR;
  }
}
