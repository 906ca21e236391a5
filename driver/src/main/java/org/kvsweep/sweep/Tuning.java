package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.kvsweep.settings.Labelled;

/**
 * How each side is tuned in each task: by itself, with the same number of samples.
 *
 * @param samples of each side in each task
 * @param objective by which samples are compared; never a metric of test data
 * @param round samples that are proposed from the same results
 * @param seed of the proposals; not that of any trial
 * @param seeds with which every sample is trained, 0 and those after it
 * @param spaces one for each side in each task
 */
public record Tuning(
    Method method,
    int samples,
    Objective objective,
    int round,
    long seed,
    int seeds,
    List<TuningSpace> spaces) {

  /** The samples of {@link Method#TPE} that no results are asked for, at least. */
  public static final int STARTUP = 10;

  /** The methods of choosing samples. */
  public enum Method implements Labelled {
    /** Draws each value by itself, at random. */
    RANDOM("random", Search.Method.RANDOM),
    /** Takes the points of a Sobol sequence. */
    SOBOL("sobol", Search.Method.SOBOL),
    /** Proposes from the results so far, after first points of a Sobol sequence. */
    TPE("tpe", Search.Method.SOBOL);

    private final String label;
    private final Search.Method first;

    Method(String label, Search.Method first) {
      this.label = label;
      this.first = first;
    }

    @Override
    public String label() {
      return label;
    }
  }

  public Tuning {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(objective, "objective");
    spaces = List.copyOf(spaces);
    if (samples < 1 || round < 1 || seeds < 1) {
      throw new IllegalArgumentException(
          "Cannot tune: expected at least one sample, one in a round and one seed, got %d, %d and %d"
              .formatted(samples, round, seeds));
    }
  }

  /** The seeds with which every sample is trained. */
  public List<Long> firstSeeds() {
    return LongStream.range(0, seeds).boxed().toList();
  }

  /** The same tuning in these spaces. */
  public Tuning withSpaces(List<TuningSpace> others) {
    return new Tuning(method, samples, objective, round, seed, seeds, others);
  }

  /** The points that are drawn without results, from the first; the same for each side. */
  public Draws points(List<String> paths) {
    return new Search(method.first, samples, seed).points(paths);
  }

  /** Returns the samples of the smallest round that is proposed from results; 0 for none. */
  public int smallestLaterRound() {
    int later = samples - startup();
    return later % round == 0 ? Math.min(round, later) : later % round;
  }

  /** Returns how many samples of a side need no results: whole rounds. */
  public int startup() {
    return switch (method) {
      case RANDOM, SOBOL -> samples;
      case TPE -> Math.min(samples, (STARTUP + round - 1) / round * round);
    };
  }
}
