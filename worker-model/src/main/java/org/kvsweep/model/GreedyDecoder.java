package org.kvsweep.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.attention.DecoderBlock;
import org.kvsweep.kernel.Arena;
import org.kvsweep.kernel.ArrayMemory;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Translates with a trained {@link Translator}, taking the likeliest word each time. The keys and
 * values of what is written are kept, so that each word costs one token's work. For one thread.
 */
public final class GreedyDecoder {
  private final ComputationGraph network;
  private final DataType type;
  private final int begin;
  private final int end;
  private final int padding;
  private final int longest;

  /**
   * A decoder.
   *
   * @param begin the token that every target begins with
   * @param end the token that ends it
   * @param padding the token that fills up shorter sources
   * @param longest how many tokens a translation has at most, its end counted
   */
  public GreedyDecoder(ComputationGraph network, int begin, int end, int padding, int longest) {
    this.network = network;
    this.type = network.getConfiguration().getDataType();
    this.begin = begin;
    this.end = end;
    this.padding = padding;
    this.longest = longest;
  }

  /**
   * Refuses other vocabularies than those that the network has learned.
   *
   * @param source how many tokens there are
   * @param target likewise
   */
  public void requireTokens(int source, int target) {
    long sources = layer(Translator.SOURCE + Translator.EMBEDDING).layerConf().getNIn();
    long targets = layer(Translator.TARGET + Translator.EMBEDDING).layerConf().getNIn();
    long written = layer(Translator.HEAD).layerConf().getNOut();
    if (source != sources || target != targets || target != written) {
      throw new IllegalArgumentException(
          "expected vocabularies of %d and %d words, got %d and %d"
              .formatted(sources, written, source, target));
    }
  }

  /**
   * Translates some sentences side by side.
   *
   * @param sources tokens, from begin to end
   * @return the tokens of the translations, without begin and end
   */
  public List<int[]> decode(List<int[]> sources) {
    INDArray source = padded(sources);
    INDArray first = Nd4j.valueArrayOf(new long[] {sources.size(), 1}, begin, type);
    Map<String, INDArray> activations =
        network.feedForward(new INDArray[] {source, first}, false, false);
    Matrix memory = Matrix.of(activations.get(Translator.MEMORY)); // [B·S, D]
    int[][] written = write(memory, Matrix.of(source));
    ArrayMemory.free(source);
    ArrayMemory.free(first);
    return Arrays.stream(written).map(this::untilEnd).toList();
  }

  private int[][] write(Matrix memory, Matrix source) {
    try (Arena arena = Arena.of(type, measure(memory, source))) {
      return new Writer(memory, source, arena).write();
    }
  }

  private INDArray padded(List<int[]> sources) {
    int length = sources.stream().mapToInt(source -> source.length).max().orElse(1);
    double[][] rows = new double[sources.size()][length];
    for (int row = 0; row < rows.length; row++) {
      Arrays.fill(rows[row], padding);
      for (int i = 0; i < sources.get(row).length; i++) {
        rows[row][i] = sources.get(row)[i];
      }
    }
    return Nd4j.createFromArray(rows).castTo(type);
  }

  private int[] untilEnd(int[] tokens) {
    int length = 0;
    while (length < tokens.length && tokens[length] != end) {
      length++;
    }
    return Arrays.copyOf(tokens, length);
  }

  /** The decoder's layers, for one batch of sources. */
  private final class Writer {
    private final int batch;
    private final LanguageEmbedding.Lookup embedding;
    private final List<DecoderBlock.Steps> blocks = new ArrayList<>();
    private final Operation head;
    private final Matrix ids; // [B, 1]

    Writer(Matrix memory, Matrix source, Arena arena) {
      batch = source.rows();
      TokenShape one = new TokenShape(batch, 1);
      LayerRuntime embedder = layer(Translator.TARGET + Translator.EMBEDDING);
      embedding =
          ((LanguageEmbedding) embedder.layerConf()).steps(embedder.inference(arena, one), longest);
      for (int block = 0; network.getVertex(Translator.DECODER + block) != null; block++) {
        LayerRuntime decoder = layer(Translator.DECODER + block);
        LayerContext context = decoder.inference(arena, one, memory, source);
        blocks.add(((DecoderBlock) decoder.layerConf()).steps(context, longest));
      }
      LayerRuntime output = layer(Translator.HEAD);
      head = output.layerConf().operation(output.inference(arena, one));
      ids = arena.matrix(batch, 1);
    }

    int[][] write() {
      int[][] tokens = new int[batch][longest];
      boolean[] ended = new boolean[batch];
      int open = batch;
      int[] last = new int[batch];
      Arrays.fill(last, begin);
      blocks.forEach(DecoderBlock.Steps::restart);
      for (int position = 0; position < longest && open > 0; position++) {
        last = next(last, position);
        for (int row = 0; row < batch; row++) {
          tokens[row][position] = ended[row] ? end : last[row];
          if (!ended[row] && last[row] == end) {
            ended[row] = true;
            open--;
          }
        }
      }
      return tokens;
    }

    /** The likeliest token of each target behind one more token. */
    private int[] next(int[] tokens, int position) {
      float[] values = new float[batch];
      for (int row = 0; row < batch; row++) {
        values[row] = tokens[row];
      }
      ids.copyFrom(values);
      Matrix y = embedding.forward(ids, position);
      for (DecoderBlock.Steps block : blocks) {
        y = block.next(y);
      }
      return head.forward(y).view().argMax(1).toIntVector();
    }
  }

  private LayerRuntime layer(String name) {
    return (LayerRuntime) network.getLayer(name);
  }

  /** Elements that a writer's buffers take. */
  private long measure(Matrix memory, Matrix source) {
    Arena measuring = Arena.measuring(type);
    new Writer(memory, source, measuring);
    return measuring.used();
  }
}
