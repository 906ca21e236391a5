package org.kvsweep.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.kvsweep.attention.DecoderBlock;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.attention.LanguageBlock;
import org.kvsweep.attention.VisionBlock;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.model.FeatureEmbedding;
import org.kvsweep.model.FirstTokenClassifier;
import org.kvsweep.model.LanguageEmbedding;
import org.kvsweep.model.LanguageHead;
import org.kvsweep.model.Norm;
import org.kvsweep.model.PatchEmbedding;
import org.kvsweep.model.SetClassifier;
import org.kvsweep.model.SinePositions;
import org.kvsweep.model.TokenClassifier;
import org.kvsweep.model.TokenEmbedding;
import org.kvsweep.model.TokenTable;

/**
 * The layers of kvsweep's networks as functions of tensors. Each class of a layer says what it
 * computes; output layers give logits, one row for each label.
 */
final class TorchLayers {
  private TorchLayers() {}

  /**
   * The output of a layer.
   *
   * @throws IllegalArgumentException if LibTorch's engine has no such layer
   */
  static Tensor output(KernelLayer layer, LayerPass pass) {
    if (layer instanceof EncoderBlock block) {
      return TorchBlocks.encoder(block, pass);
    }
    if (layer instanceof VisionBlock block) {
      return TorchBlocks.vision(block, pass);
    }
    if (layer instanceof LanguageBlock block) {
      return TorchBlocks.language(block, pass);
    }
    if (layer instanceof DecoderBlock block) {
      return TorchBlocks.decoder(block, pass);
    }
    if (layer instanceof Norm) {
      return pass.norm(pass.input(), "norm");
    }
    if (layer instanceof TokenTable) {
      return pass.parameter("W");
    }
    if (layer instanceof TokenEmbedding) {
      return tokens(pass);
    }
    if (layer instanceof LanguageEmbedding embedding) {
      return language(embedding, pass);
    }
    if (layer instanceof FeatureEmbedding embedding) {
      return pass.linear(pass.drop(pass.input(), embedding.getDropoutRate()), "embed");
    }
    if (layer instanceof PatchEmbedding embedding) {
      return patches(embedding, pass);
    }
    return logits(layer, pass);
  }

  private static Tensor logits(KernelLayer layer, LayerPass pass) {
    if (layer instanceof TokenClassifier head) {
      return rows(scores(pass, head.getDropoutRate()));
    }
    if (layer instanceof SetClassifier head) {
      return scores(pass, head.getDropoutRate()).squeeze(-1); // [B, T]
    }
    if (layer instanceof FirstTokenClassifier) {
      Tensor first = pass.input().select(1, 0); // [B, D]
      return pass.linear(torch.gelu(pass.linear(first, "head1")), "head2");
    }
    if (layer instanceof LanguageHead head) {
      return rows(language(head, pass));
    }
    throw new IllegalArgumentException(
        "Cannot train the network with LibTorch: expected kvsweep's own layers, got "
            + layer.getClass().getName());
  }

  /** [B, T, classes] to [B·T, classes]. */
  private static Tensor rows(Tensor logits) {
    return logits.reshape(-1, logits.size(-1));
  }

  private static Tensor ids(Tensor numbers) {
    return numbers.to(ScalarType.Long);
  }

  private static Tensor tokens(LayerPass pass) {
    Tensor weight = pass.parameter("embed.W");
    int length = (int) pass.input().size(1);
    int width = (int) weight.size(1);
    Tensor sines = pass.constant("sines/" + length, () -> SinePositions.table(length, width));
    return torch.embedding(weight, ids(pass.input())).add(pass.parameter("embed.b")).add(sines);
  }

  private static Tensor language(LanguageEmbedding embedding, LayerPass pass) {
    boolean tied = embedding.getStyle().facts().tiesOutput();
    Tensor table = tied ? pass.sideInput(0) : pass.parameter("tokens");
    int length = (int) pass.input().size(1);
    Tensor positions =
        embedding.getStyle().facts().learnsPositions()
            ? pass.parameter("positions").narrow(0, 0, length)
            : pass.constant("sines/" + length, () -> embedding.sines(length));
    Tensor scaled =
        torch.embedding(table, ids(pass.input())).mul(new Scalar(embedding.vectorScale()));
    return pass.drop(scaled.add(positions), embedding.getDropoutRate());
  }

  private static Tensor patches(PatchEmbedding embedding, LayerPass pass) {
    Tensor images = pass.input();
    long patch = embedding.getPatch();
    long across = embedding.getImage() / patch;
    Tensor cut = // squares by row and column, each by row, column and channel
        images
            .view(images.size(0), embedding.getChannels(), across, patch, across, patch)
            .permute(0, 2, 4, 3, 5, 1)
            .reshape(images.size(0), across * across, embedding.getNIn());
    Tensor first = pass.parameter("class").expand(images.size(0), 1, embedding.getNOut());
    TensorVector all = new TensorVector(first, pass.linear(cut, "embed"));
    return torch.cat(all, 1).add(pass.parameter("position"));
  }

  /** linear(drop(relu(norm(linear(x))))): [B, T, classes]. */
  private static Tensor scores(LayerPass pass, double rate) {
    Tensor wide = torch.relu(pass.norm(pass.linear(pass.input(), "head1"), "norm"));
    return pass.linear(pass.drop(wide, rate), "head2");
  }

  private static Tensor language(LanguageHead head, LayerPass pass) {
    Tensor normal = pass.norm(pass.input(), "norm");
    return head.getStyle().facts().tiesOutput()
        ? torch.linear(
            normal, pass.sideInput(0), new TensorOptional(pass.parameter("output.b").view(-1)))
        : pass.linear(normal, "output");
  }
}
