package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.attention.AttentionMap;
import org.kvsweep.attention.ObservedAttention;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.task.ShownExample;
import org.kvsweep.trial.LifeSign;

/**
 * The attention of a trained model on one example. Large ones are cut: the first tokens, heads and
 * attentions are here.
 *
 * @param example which one it is, in words
 * @param tokens for each input of the network, what its tokens are called
 * @param layers the attentions, in the order in which they work
 * @param allLayers how many there are in the model
 */
public record AttentionMaps(
    String example, List<List<String>> tokens, List<Look> layers, int allLayers) {
  static final int MOST_TOKENS = 128;
  static final int MOST_HEADS = 16;
  static final int MOST_LAYERS = 64;

  /** The most scores, and as many weights, in all maps together: a few megabytes as text. */
  static final int MOST_VALUES = 1 << 19;

  public AttentionMaps {
    tokens = tokens.stream().map(List::copyOf).toList();
    layers = List.copyOf(layers);
  }

  /**
   * One attention.
   *
   * @param name of the layer, as people count: {@code block 1}
   * @param targets the input of the network, from 0, whose tokens look
   * @param sources the input whose tokens are looked at
   */
  public record Look(String name, int targets, int sources, AttentionMap map) {}

  /**
   * Returns the maps of a network for that example. Overwrites what its layers have kept.
   *
   * @param sign given after each map
   */
  static AttentionMaps of(ComputationGraph network, ShownExample shown, LifeSign sign) {
    network.feedForward(shown.batch().features(), network.getVertices().length - 2, false, false);
    List<Site> sites = sites(network);
    List<Site> some = sites.subList(0, Math.min(sites.size(), MOST_LAYERS));
    int most = mostTokens(some);
    List<Look> looks = new ArrayList<>();
    for (Site site : some) {
      ObservedAttention attention = site.attention();
      looks.add(
          new Look(
              site.name(),
              attention.targetInput(),
              attention.sourceInput(),
              attention.map(most, MOST_HEADS)));
      sign.give();
    }
    return new AttentionMaps(shown.name(), tokens(shown, looks), looks, sites.size());
  }

  private record Site(String name, ObservedAttention attention) {}

  private static List<Site> sites(ComputationGraph network) {
    List<Site> sites = new ArrayList<>();
    for (Layer layer : network.getLayers()) {
      if (layer instanceof LayerRuntime runtime
          && runtime.operation().orElse(null) instanceof ObservedAttention.Holder holder) {
        for (ObservedAttention attention : holder.attentions()) {
          boolean across = attention.targetInput() != attention.sourceInput();
          String name = counted(runtime.layerConf().getLayerName());
          sites.add(new Site(name + (across ? " to source" : ""), attention));
        }
      }
    }
    return sites;
  }

  /** Blocks are numbered from 0 in networks, and from 1 by people. */
  private static String counted(String layer) {
    int dash = layer.lastIndexOf('-');
    String number = layer.substring(dash + 1);
    return dash > 0 && number.matches("\\d{1,6}")
        ? layer.substring(0, dash) + " " + (Integer.parseInt(number) + 1)
        : layer;
  }

  private static int mostTokens(List<Site> sites) {
    int maps = sites.stream().mapToInt(site -> site.attention().heads(MOST_HEADS)).sum();
    return Math.min(MOST_TOKENS, (int) Math.sqrt((double) MOST_VALUES / Math.max(1, maps)));
  }

  private static List<List<String>> tokens(ShownExample shown, List<Look> looks) {
    List<List<String>> all = new ArrayList<>();
    for (int input = 0; input < shown.batch().features().length; input++) {
      int length = length(looks, input);
      List<String> names =
          input < shown.tokens().size() ? shown.tokens().get(input) : numbered(length);
      all.add(names.subList(0, length));
    }
    return all;
  }

  /** Returns how many tokens of an input are in the maps. */
  private static int length(List<Look> looks, int input) {
    int length = 0;
    for (Look look : looks) {
      double[][] weights = look.map().heads().get(0).weights();
      length = look.targets() == input ? Math.max(length, weights.length) : length;
      length = look.sources() == input ? Math.max(length, weights[0].length) : length;
    }
    return length;
  }

  private static List<String> numbered(int length) {
    return IntStream.rangeClosed(1, length).mapToObj(Integer::toString).toList();
  }
}
