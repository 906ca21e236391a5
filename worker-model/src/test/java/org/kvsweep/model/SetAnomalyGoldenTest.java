package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The golden files hold the reference's encoder blocks and head, put together for sets. */
class SetAnomalyGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenNetwork network = GoldenModels.network("anomaly", variant);

    network.hasLossAndGradients();
    network.hasLogits();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    GoldenModels.network("anomaly", variant).hasLossesOfAdam();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void probabilitiesOfASetSumToOneAndSurviveSaving(AttentionVariant variant, @TempDir Path folder)
      throws IOException {
    GoldenCase golden = GoldenCase.read("anomaly", variant.label());
    ComputationGraph network = GoldenModels.anomaly(golden, variant, 0.2).network();
    File file = folder.resolve("model.zip").toFile();

    ModelSerializer.writeModel(network, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);

    INDArray probabilities = network.outputSingle(golden.input(0)).dup();
    assertThat(probabilities.shape()).containsExactly(3, 5);
    for (double sum : probabilities.sum(1).toDoubleVector()) {
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    assertThat(restored.outputSingle(golden.input(0)).data().asDouble())
        .containsExactly(probabilities.data().asDouble());
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
  }

  @Test
  void withoutPositionTheOrderOfASetDoesNotMatter() throws IOException {
    GoldenCase golden = GoldenCase.read("anomaly", "kv");
    ComputationGraph network = GoldenModels.anomaly(golden, AttentionVariant.KV, 0).network();
    INDArray sets = golden.input(0);
    INDArray straight = network.outputSingle(sets).dup();
    INDArray turned = Nd4j.create(DataType.DOUBLE, sets.shape());
    for (int member = 0; member < 5; member++) {
      for (int set = 0; set < 3; set++) {
        for (int feature = 0; feature < 6; feature++) {
          turned.putScalar(
              new long[] {set, member, feature}, sets.getDouble(set, 4 - member, feature));
        }
      }
    }
    INDArray other = network.outputSingle(turned);

    for (int set = 0; set < 3; set++) {
      for (int member = 0; member < 5; member++) {
        assertThat(other.getDouble(set, member))
            .isCloseTo(straight.getDouble(set, 4 - member), within(1e-12));
      }
    }
  }
}
