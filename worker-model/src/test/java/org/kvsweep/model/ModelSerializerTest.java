package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models go through DL4J's files as those of any of its networks. */
class ModelSerializerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void aRestoredModelGivesTheSameOutputsToTheBit(AttentionVariant variant) throws IOException {
    TinyEncoder encoder = new TinyEncoder(variant, DataType.FLOAT, KernelChoice.AUTO, 0.2);
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    train(network, encoder, 3);

    ComputationGraph restored = throughAFile(network);

    INDArray tokens = encoder.ids("others");
    assertThat(bits(restored.outputSingle(tokens))).isEqualTo(bits(network.outputSingle(tokens)));
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "ENABLED"})
  void trainingGoesOnFromAFileAsIfItHadNotStopped(WorkspaceMode mode) throws IOException {
    TinyEncoder encoder =
        new TinyEncoder(AttentionVariant.KV_POS, DataType.FLOAT, KernelChoice.AUTO, 0.2);
    ComputationGraph network = encoder.network(mode);
    train(network, encoder, 3);

    ComputationGraph restored = throughAFile(network);
    assertThat(restored.getConfiguration().getIterationCount()).isEqualTo(3);
    assertThat(bits(moments(restored))).isEqualTo(bits(moments(network)));
    train(network, encoder, 3);
    train(restored, encoder, 3);

    assertThat(bits(restored.params())).isEqualTo(bits(network.params()));
    assertThat(bits(moments(restored))).isEqualTo(bits(moments(network)));
  }

  @Test
  void theIterationCountIsPartOfTheModelBecauseDropoutDependsOnIt() throws IOException {
    TinyEncoder encoder =
        new TinyEncoder(AttentionVariant.QKV, DataType.FLOAT, KernelChoice.AUTO, 0.5);
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    train(network, encoder, 3);
    ComputationGraph restored = throughAFile(network);
    restored.getConfiguration().setIterationCount(7);

    train(network, encoder, 1);
    train(restored, encoder, 1);

    assertThat(bits(restored.params())).isNotEqualTo(bits(network.params()));
  }

  private static void train(ComputationGraph network, TinyEncoder encoder, int steps) {
    for (int step = 0; step < steps; step++) {
      network.fit(encoder.data());
    }
  }

  private ComputationGraph throughAFile(ComputationGraph network) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    return ModelSerializer.restoreComputationGraph(file, true);
  }

  private static INDArray moments(ComputationGraph network) {
    return network.getUpdater().getStateViewArray();
  }

  private static float[] bits(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
