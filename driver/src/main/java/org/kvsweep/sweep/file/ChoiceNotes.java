package org.kvsweep.sweep.file;

import java.util.Optional;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Tuning;

/** Says to people how a sweep chooses settings, and what is done with them. */
final class ChoiceNotes {
  /** What a sweep that tunes and does not confirm comes to. */
  static final String NOTHING_CONFIRMED =
      "Nothing is compared on test data: confirm: {seeds: 10} would train the best of each again.";

  private ChoiceNotes() {}

  /**
   * How samples are chosen.
   *
   * @param drawn what is drawn from what
   */
  static String tuning(Tuning tuning, String drawn, Optional<ComparedKey> compared) {
    String results =
        switch (tuning.method()) {
          case RANDOM -> "at random";
          case SOBOL -> "by a Sobol sequence";
          case TPE ->
              "the first %d by a Sobol sequence, then from results in rounds of %d (tpe)"
                  .formatted(tuning.startup(), tuning.round());
        };
    return "Tuned by %s with %s: %s for each task%s, drawn %s with seed %d: %s."
        .formatted(
            tuning.objective().metric(),
            Count.of(tuning.seeds(), "seed"),
            Count.of(tuning.samples(), "sample"),
            compared.map(key -> " and " + key.key()).orElse(""),
            results,
            tuning.seed(),
            drawn);
  }

  static String confirmation(Confirmation confirmation, Optional<ComparedKey> compared) {
    return "Confirmed: the best settings of each task%s by %s are trained with %s, %d to %d; only these trials are compared."
        .formatted(
            compared.map(key -> " and " + key.key()).orElse(""),
            confirmation.objective().metric(),
            Count.of(confirmation.seeds(), "fresh seed"),
            confirmation.firstSeed(),
            confirmation.firstSeed() + confirmation.seeds() - 1);
  }
}
