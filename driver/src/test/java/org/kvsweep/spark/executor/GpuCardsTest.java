package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;

class GpuCardsTest {
  private static final String LINES =
      "0, NVIDIA A100-SXM4-40GB, 40960 MiB, 8.0\n1, NVIDIA H100 80GB HBM3, 81559 MiB, 9.0\n";

  private static final EngineProvider DL4J = EngineCatalog.load().provider(EngineCatalog.DEFAULT);

  private static Map<String, ResourceInformation> lease(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  @Test
  void aTaskComputesOnTheGpuThatSparkGaveIt() {
    GpuCards cards = GpuCards.of(List.of("0"), "", LINES);

    assertThat(cards.leasedTo(lease("0")))
        .contains(new Device(0, "NVIDIA A100-SXM4-40GB, 40960 MiB"));
    assertThat(cards.leasedTo(lease("0")).orElseThrow())
        .hasToString("gpu 0, NVIDIA A100-SXM4-40GB, 40960 MiB");
    assertThat(GpuCards.none().leasedTo(lease("3"))).contains(new Device(3, ""));
    assertThat(cards.leasedTo(Map.of())).isEmpty();
    assertThat(cards.leasedTo(lease())).isEmpty();
  }

  @Test
  void anAddressThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> GpuCards.none().leasedTo(lease("GPU-5ab")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a number from 0")
        .hasMessageEndingWith("got GPU-5ab");
  }

  @Test
  void aCardTooNewIsNamedIfItIsOneOfTheExecutors() {
    assertThat(GpuCards.of(List.of("0"), "", LINES).unfit(DL4J::hasCodeFor)).isEmpty();
    assertThat(GpuCards.of(List.of("0", "1"), "", LINES).unfit(DL4J::hasCodeFor))
        .contains("GPU 1 (NVIDIA H100 80GB HBM3, compute capability 9.0)");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5, false",
    "3.7, true",
    "8.6, true",
    "8.9, true",
    "9.0, false",
    "12.0, false",
    "[N/A], true"
  })
  void theCudaBuildHasCodeForSomeCardsOnly(String capability, boolean fits) {
    GpuCards cards = GpuCards.of(List.of("0"), "", "0, A card, 1 MiB, " + capability);

    assertThat(cards.unfit(DL4J::hasCodeFor).isEmpty()).isEqualTo(fits);
  }

  @Test
  void aTrialIsKeptOffACardThatItsEngineHasNoCodeFor() {
    GpuCards cards = GpuCards.of(List.of("0", "1"), "", LINES);

    cards.require(new Device(0, ""), DL4J);
    assertThatThrownBy(() -> cards.require(new Device(1, ""), DL4J))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot train on GPU 1 (NVIDIA H100 80GB HBM3, compute capability 9.0): the engine dl4j"
                + " has no code for it");
  }

  @Test
  void whereSomeCardsAreVisibleTheirPlacesAreTheAddresses() {
    GpuCards second = GpuCards.of(List.of("0"), "1", LINES);

    assertThat(second.leasedTo(lease("0")))
        .contains(new Device(0, "NVIDIA H100 80GB HBM3, 81559 MiB"));
    assertThat(second.unfit(DL4J::hasCodeFor))
        .contains("GPU 0 (NVIDIA H100 80GB HBM3, compute capability 9.0)");
    assertThat(GpuCards.of(List.of("0", "1"), "GPU-5ab,1", LINES).leasedTo(lease("0")))
        .as("one that is named otherwise")
        .contains(new Device(0, ""));
  }

  @Test
  void whatNvidiaSmiSaysElseIsIgnored() {
    assertThat(GpuCards.of(List.of("0"), "", "No devices were found").unfit(DL4J::hasCodeFor))
        .isEmpty();
  }
}
