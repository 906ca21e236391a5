package org.kvsweep.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.EngineProvider;

/** What is known of GPUs without one. */
class GpuCodeTest {

  @ParameterizedTest
  @CsvSource({"7.0, false", "7.5, true", "9.0, true", "12.0, true", "12.1, true", "13.0, false"})
  void thereIsCodeForTheCardsOfSomeYears(double capability, boolean covered) {
    assertThat(new TorchEngine.Provider().hasCodeFor(capability)).isEqualTo(covered);
  }

  @Test
  void aCardWithoutCodeIsRefusedByItsCapability() {
    GpuCode.require("A card", 8.9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuCode.require("An old card", 6.1))
        .withMessage(
            "Cannot train on An old card: LibTorch has code for compute capability 7.5 to 12.1, got"
                + " 6.1");
  }

  @Test
  void theBuildForCpusSaysThatItIsNone() {
    EngineProvider provider = new TorchEngine.Provider();
    assertThat(provider.lackForGpus().orElseThrow()).contains("-Ptorch-gpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorchBackend().use(Optional.of(new Device(0, "A card"))))
        .withMessageStartingWith("Cannot train on GPU 0: the jar of the engine torch is for CPUs");
  }

  @Test
  void aLibraryOfCudaThatIsMissingIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LibTorch.refuse(missing("libcupti.so.13"), "train on a GPU", ""))
        .withMessage(
            "Cannot train on a GPU: the jar for GPUs needs libcupti.so.13, which is not here;"
                + " install CUDA 13, cuDNN 9 and NCCL 2 and name their folders in LD_LIBRARY_PATH"
                + " (docs/engines.md)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LibTorch.refuse(missing("libcuda.so.1"), "train on a GPU", ""))
        .withMessageContaining("libcuda.so.1, which is not here; install NVIDIA's driver");
    LinkageError other = new UnsatisfiedLinkError("libtorch_cpu.so: file too short");
    assertThatExceptionOfType(LinkageError.class)
        .isThrownBy(() -> LibTorch.refuse(other, "train on a GPU", ""))
        .isEqualTo(other);
  }

  /** What JavaCPP throws where a library that it loads needs one that is not there. */
  private static LinkageError missing(String library) {
    LinkageError error = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    error.initCause(
        new UnsatisfiedLinkError(
            "/home/me/.javacpp/cache/libjnitorch.so: %s: cannot open shared object file: No such file or directory"
                .formatted(library)));
    return error;
  }

  @Test
  void aShareOfTheMemoryIsANumberUpToOne() {
    assertThat(Cuda.fraction("0.25")).isEqualTo(0.25);
    for (String wrong : new String[] {"0", "1.5", "half"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cuda.fraction(wrong))
          .withMessageStartingWith("Cannot limit the memory of a GPU: ")
          .withMessageEndingWith("got " + wrong);
    }
  }
}
