package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.PrintMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Every parameter of embedding, block and head against differences of the loss, by DL4J's checker.
 * The embedding is behind the block and the block behind the head, so the gradients of their inputs
 * are checked too.
 */
class LayerGradientsTest {
  private static DataType before;

  @BeforeAll
  static void computeInDouble() {
    before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void computeAsBefore() {
    Nd4j.setDefaultDataTypes(before, before);
  }

  @ParameterizedTest
  @CsvSource({
    "QKV, NONE, 0",
    "KV_POS, NONE, 0",
    // The same elements are dropped until the iteration changes.
    "KV, ENABLED, 0.2",
    "KV_POS, ENABLED, 0.2"
  })
  void agreeWithDifferencesOfTheLoss(AttentionVariant variant, WorkspaceMode mode, double dropout) {
    ComputationGraph network = new ComputationGraph(configuration(variant, mode, dropout));
    assertThat(agrees(network, encoder(variant, dropout))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "KV, embedding_embed.W",
    "QKV, block-0_attention.in.W",
    "KV_POS, block-0_attention.position.W"
  })
  void oneThatIsWrongByOnePercentIsNoticed(AttentionVariant variant, String parameter) {
    ComputationGraph network =
        new ComputationGraph(configuration(variant, WorkspaceMode.NONE, 0)) {
          @Override
          public void computeGradientAndScore() {
            super.computeGradientAndScore();
            gradient().getGradientFor(parameter).muli(1.01);
          }
        };
    assertThat(agrees(network, encoder(variant, 0))).isFalse();
  }

  private static TinyEncoder encoder(AttentionVariant variant, double dropout) {
    return new TinyEncoder(variant, DataType.DOUBLE, KernelChoice.PLAIN, dropout);
  }

  private static ComputationGraphConfiguration configuration(
      AttentionVariant variant, WorkspaceMode mode, double dropout) {
    ComputationGraphConfiguration configuration = encoder(variant, dropout).configuration(mode);
    // The checker compares what the updater makes of the gradients.
    configuration.getVertices().values().stream()
        .map(vertex -> ((LayerVertex) vertex).getLayerConf())
        .forEach(layer -> ((BaseLayer) layer.getLayer()).setIUpdater(new NoOp()));
    return configuration;
  }

  private static boolean agrees(ComputationGraph network, TinyEncoder encoder) {
    network.init();
    return GradientCheckUtil.checkGradients(
        new GraphConfig()
            .net(network)
            .inputs(new INDArray[] {encoder.ids("tokens")})
            .labels(new INDArray[] {encoder.ids("labels")})
            .epsilon(1e-6)
            .maxRelError(1e-5)
            .minAbsoluteError(1e-8)
            .print(PrintMode.FAILURES_ONLY)
            .exitOnFirstError(true));
  }
}
