package org.kvsweep.benchmark;

import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.CharacterModel;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.NumberModel;
import org.kvsweep.model.SequenceEncoder;
import org.kvsweep.model.VisionTransformer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model to be timed, with a batch of random inputs; dropout as the peer has it.
 *
 * @param network weights drawn from seed 1
 * @param cost of one batch
 * @param rows tokens of a batch
 * @param features tokens [B, T] or images [B, channels, height, width]
 * @param labels class ids, [B, T] or [B, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TimedModel(
    ComputationGraphConfiguration network,
    ModelCost cost,
    long rows,
    INDArray features,
    INDArray labels) {

  private static final int DIGITS = 10;
  private static final int CHARACTERS = 65;
  private static final int NUMBER_WORDS = 30;
  private static final double DROPOUT = 0.1;

  /** The models of the paper that classify each token or image. */
  enum Kind {
    ENCODER,
    CHARACTERS,
    NUMBERS,
    VISION
  }

  /** Sizes as the peer's options name them; length is of tokens, image and patch of pixels. */
  record Shape(
      int batch, int length, int width, int depth, int heads, int image, int patch, int channels) {}

  static TimedModel of(Kind kind, AttentionVariant variant, Shape s, KernelChoice kernels) {
    TokenShape tokens = new TokenShape(s.batch, s.length);
    return switch (kind) {
      case ENCODER -> {
        var model = new SequenceEncoder(variant, DIGITS, s.width, s.depth, s.heads, DROPOUT);
        yield ofTokens(
            model.network(s.length, 1, DataType.FLOAT, kernels), model.cost(tokens), s, DIGITS);
      }
      case CHARACTERS -> {
        var model =
            new CharacterModel(variant, CHARACTERS, s.length, s.width, s.depth, s.heads, DROPOUT);
        yield ofTokens(
            model.network(1, DataType.FLOAT, kernels), model.cost(tokens), s, CHARACTERS);
      }
      case NUMBERS -> {
        var model =
            new NumberModel(variant, NUMBER_WORDS, s.width, s.depth, s.heads, DROPOUT, DROPOUT);
        yield ofTokens(
            model.network(s.length, 1, DataType.FLOAT, kernels),
            model.cost(tokens),
            s,
            NUMBER_WORDS);
      }
      case VISION -> {
        var patches = new PatchShape(s.channels, s.image, s.patch);
        var model =
            new VisionTransformer(variant, patches, DIGITS, s.width, s.depth, s.heads, s.width);
        yield new TimedModel(
            model.network(1, DataType.FLOAT, kernels),
            model.cost(s.batch),
            (long) s.batch * (patches.count() + 1),
            Nd4j.randn(DataType.FLOAT, s.batch, s.channels, s.image, s.image),
            ids(DIGITS, s.batch, 1));
      }
    };
  }

  private static TimedModel ofTokens(
      ComputationGraphConfiguration network, ModelCost cost, Shape s, int classes) {
    return new TimedModel(
        network,
        cost,
        (long) s.batch * s.length,
        ids(classes, s.batch, s.length),
        ids(classes, s.batch, s.length));
  }

  private static INDArray ids(int classes, int rows, int columns) {
    Random random = new Random(1);
    float[] drawn = new float[rows * columns];
    IntStream.range(0, drawn.length).forEach(i -> drawn[i] = random.nextInt(classes));
    return Nd4j.createFromArray(drawn).reshape(rows, columns);
  }
}
