package org.kvsweep.model;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;

class SequenceEncoderGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenNetwork network = GoldenModels.network("encoder", variant);

    network.hasLossAndGradients();
    network.hasLogits();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    GoldenModels.network("encoder", variant).hasLossesOfAdam();
  }
}
