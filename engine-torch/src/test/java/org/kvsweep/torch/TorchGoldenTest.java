package org.kvsweep.torch;

import java.io.IOException;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.model.GoldenModels;
import org.kvsweep.model.GoldenNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** All models in all variants in double, held to the reference as those of the first engine are. */
@SuppressWarnings("try") // the scopes matter, not the objects
class TorchGoldenTest {

  static Stream<Arguments> cases() {
    return GoldenModels.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsLossAndGradientsAgreeWithTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenNetwork golden = GoldenModels.network(model, variant);
    try (PointerScope scope = new PointerScope();
        TorchNetwork network = network(golden)) {
      Tensor logits = network.logits(golden.batch().features());
      TorchLoss loss = loss(network, golden, logits);

      golden.areLogits(array(logits));
      golden.isLoss(loss.mean().item_double());
      golden.isLoss(loss.score().meanLoss());
      golden.areGradients(array(gradients(network, loss)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveStepsOfAdamGiveTheLossesOfTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenNetwork golden = GoldenModels.network(model, variant);
    try (PointerScope scope = new PointerScope();
        TorchNetwork network = network(golden)) {
      Tensor zeros = torch.zeros_like(network.parameters().detach());
      TorchAdam adam = new TorchAdam(null, network.parameters(), zeros, zeros.clone());

      golden.haveLossesOfAdam(
          step -> {
            adam.step(gradients(network, loss(network, golden)), step);
            return loss(network, golden).mean().item_double();
          });
    }
  }

  private static TorchNetwork network(GoldenNetwork golden) {
    return new TorchNetwork(golden.network(), new TorchDevice.Cpu(), 1);
  }

  private static TorchLoss loss(TorchNetwork network, GoldenNetwork golden) {
    return loss(network, golden, network.logits(golden.batch().features()));
  }

  private static TorchLoss loss(TorchNetwork network, GoldenNetwork golden, Tensor logits) {
    Tensor labels = TorchDevice.shared(golden.batch().labels());
    return TorchLoss.of(logits, labels, network.smoothing());
  }

  private static Tensor gradients(TorchNetwork network, TorchLoss loss) {
    TensorVector ends = new TensorVector(loss.mean());
    return torch.grad(ends, new TensorVector(network.parameters())).get(0);
  }

  /** A copy of a tensor. */
  private static INDArray array(Tensor tensor) {
    INDArray array = Nd4j.create(DataType.DOUBLE, tensor.sizes().vec().get());
    TorchDevice.shared(array).copy_(tensor.detach());
    return array;
  }
}
