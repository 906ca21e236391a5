package org.kvsweep.attention;

/**
 * The two-dimensional sine encoding that KV+Pos adds to the attention scores ("Key-Value
 * Transformer", arXiv 2305.19129).
 *
 * <p>The paper adds the score of target i and source j to each of the m channels of a grid P [T, S,
 * m] and maps the channels to one number by weights w and a bias b:
 *
 * <pre>S'ᵢⱼ = Σ_c w_c·(Sᵢⱼ + Pᵢⱼ_c) + b = (Σw)·Sᵢⱼ + f(i) + g(j) + b</pre>
 *
 * because the first channels of P encode the row alone and the rest the column alone: f is the part
 * of w·P from the row channels, g that from the column channels. f(i) and b are the same for all
 * sources of a target, so the softmax does not see them: what breaks the symmetry of K·Kᵀ is g, and
 * the row channels act through their part in Σw only. So all that attention needs are g and Σw,
 * which are one product of w with the matrix of {@link #basis}; no [B, H, T, S, m] tensor is ever
 * made.
 *
 * <p>The encoding is cut off at m channels, row channels first: of 10, six are row channels and
 * four column channels.
 */
public final class PositionGrid {
  private PositionGrid() {}

  /** The number of channels that encode the row: 2·⌈m / 4⌉, at most m. */
  static int rowChannels(int channels) {
    return Math.min(channels, half(channels));
  }

  private static int half(int channels) {
    return (channels + 3) / 4 * 2;
  }

  /**
   * The matrix that the weights w of the channels are multiplied with: [m, S + 1]. Column j &lt; S
   * gives g(j), column S gives Σw.
   */
  public static double[][] basis(int channels, int sources) {
    double[][] basis = new double[channels][sources + 1];
    for (int channel = 0; channel < channels; channel++) {
      basis[channel][sources] = 1;
      if (channel >= rowChannels(channels)) {
        for (int source = 0; source < sources; source++) {
          basis[channel][source] = encode(source, channel - half(channels), half(channels));
        }
      }
    }
    return basis;
  }

  /** Sine on even channels, cosine on odd ones, of the index at the frequency of that pair. */
  static double encode(int index, int channel, int half) {
    double frequency = Math.pow(10000, -(double) (channel - channel % 2) / half);
    double angle = index * frequency;
    return channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
  }
}
