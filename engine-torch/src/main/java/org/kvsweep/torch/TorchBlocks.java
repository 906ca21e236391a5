package org.kvsweep.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.kvsweep.attention.AttentionFacts;
import org.kvsweep.attention.BlockFacts.ResidualInput;
import org.kvsweep.attention.DecoderBlock;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.attention.LanguageBlock;
import org.kvsweep.attention.LanguageBlockLayer;
import org.kvsweep.attention.VisionBlock;

/** The transformer blocks as functions of tensors: [B, T, D] to [B, T, D]. */
final class TorchBlocks {
  private TorchBlocks() {}

  static Tensor encoder(EncoderBlock block, LayerPass pass) {
    double rate = block.getDropoutRate();
    Tensor x = pass.input();
    TorchAttention attention =
        new TorchAttention(pass, "attention", block, block.attentionFacts(), 0);
    Tensor middle = pass.norm(x.add(pass.drop(attention.self(x, null), rate)), "norm1");
    return pass.norm(middle.add(pass.drop(pass.feedForward(middle, rate), rate)), "norm2");
  }

  static Tensor vision(VisionBlock block, LayerPass pass) {
    TorchAttention attention =
        new TorchAttention(pass, "attention", block, block.attentionFacts(), 0);
    Tensor x = pass.input();
    Tensor middle = x.add(attention.self(pass.norm(x, "norm1"), null));
    Tensor hidden = torch.gelu(pass.linear(pass.norm(middle, "norm2"), "up"));
    return middle.add(pass.linear(hidden, "down"));
  }

  static Tensor language(LanguageBlock block, LayerPass pass) {
    boolean addsToNormal = block.getFacts().residual() == ResidualInput.AFTER_NORM;
    Tensor x = pass.input();
    Tensor hidden = block.getFacts().padded() ? hidden(block, pass.sideInput(0)) : null;
    Tensor n = pass.norm(x, "norm1");
    Tensor middle =
        (addsToNormal ? n : x)
            .add(pass.drop(selfAttention(block, pass).self(n, hidden), block.getDropoutRate()));
    Tensor n1 = pass.norm(middle, "norm2");
    return (addsToNormal ? n1 : middle).add(fed(block, pass, n1));
  }

  static Tensor decoder(DecoderBlock block, LayerPass pass) {
    double rate = block.getDropoutRate();
    Tensor y = pass.input();
    Tensor memory = pass.sideInput(0);
    AttentionFacts across = block.attentionFacts().unmasked();
    TorchAttention cross =
        new TorchAttention(pass, "cross", block, across, block.weightDropoutRate());
    Tensor padding = hidden(block, pass.sideInput(1));
    Tensor ownPadding = hidden(block, pass.sideInput(2));
    Tensor own = selfAttention(block, pass).self(pass.norm(y, "norm1"), ownPadding);
    Tensor y1 = y.add(pass.drop(own, rate));
    Tensor other = cross.cross(pass.norm(y1, "norm-cross"), memory, padding);
    Tensor y2 = y1.add(pass.drop(other, rate));
    return y2.add(fed(block, pass, pass.norm(y2, "norm2")));
  }

  private static TorchAttention selfAttention(LanguageBlockLayer block, LayerPass pass) {
    return new TorchAttention(
        pass, "attention", block, block.attentionFacts(), block.weightDropoutRate());
  }

  /** What the feed-forward part adds. */
  private static Tensor fed(LanguageBlockLayer block, LayerPass pass, Tensor normal) {
    Tensor fed = pass.feedForward(normal, block.hiddenDropoutRate());
    return pass.drop(fed, block.getAddedDropoutRate());
  }

  /**
   * Minus infinity for the padding at the end of each example, 0 for what can be seen: [B, 1, 1,
   * S].
   *
   * @param tokens [B, S], in a type that holds every place
   */
  private static Tensor hidden(LanguageBlockLayer block, Tensor tokens) {
    int padding = block.getFacts().padding();
    long sources = tokens.size(1);
    Tensor places =
        torch.arange(new Scalar(1L), new Scalar(sources + 1), tokens.options()); // 1 .. S
    Tensor seen = tokens.ne(new Scalar((double) padding)).to(tokens.scalar_type());
    Tensor lengths = seen.mul(places).amax(new long[] {1}, true); // [B, 1]
    Tensor beyond = places.unsqueeze(0).gt(lengths); // [B, S]
    return torch
        .zeros_like(tokens)
        .masked_fill(beyond, new Scalar(Double.NEGATIVE_INFINITY))
        .view(-1, 1, 1, sources);
  }
}
