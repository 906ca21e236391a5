package org.kvsweep.task;

import java.util.List;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/** Keys of the {@code model:} section that the tasks share. */
public final class ModelKeys {
  public static final String ATTENTION = "attention";
  public static final String WIDTH = "width";
  public static final String DEPTH = "depth";
  public static final String HEADS = "heads";

  private ModelKeys() {}

  public static Key attention() {
    return Key.choice(ATTENTION, AttentionVariant.QKV, "kind of self-attention");
  }

  /**
   * The attention of a trial whose task has that key.
   *
   * @throws IllegalArgumentException if its settings have no attention, or none that is known
   */
  public static AttentionVariant attentionOf(TrialSpec spec) {
    return spec.model().choice(ATTENTION, AttentionVariant.class);
  }

  public static Key width(int fallback) {
    return Key.integer(WIDTH, fallback, 1, 8192, "numbers in a token's vector; divisible by heads");
  }

  public static Key depth(int fallback) {
    return Key.integer(DEPTH, fallback, 1, 96, "blocks");
  }

  public static Key heads(int fallback) {
    return Key.integer(HEADS, fallback, 1, 128, "heads in a block");
  }

  public static Key dropout(String name, double fallback, String of) {
    return Key.number(name, fallback, 0, 0.99, "probability of dropping " + of);
  }

  /** The conflict of a width that the heads don't divide, if there is one. */
  public static List<Conflict> conflicts(Settings model) {
    return AttentionShape.conflict(model.integer(WIDTH), model.integer(HEADS)).stream()
        .map(why -> new Conflict("model", HEADS, why))
        .toList();
  }
}
