package org.kvsweep.schedule.tuning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace.Sample;

/**
 * Measures how good the best of so many samples is, on functions whose optimum is known and on a
 * grid of trained networks. Run by {@code benchmarks/tuning.sh}.
 */
final class TuningBenchmark {
  private static final List<Integer> AFTER = List.of(20, 40, 80);

  private TuningBenchmark() {}

  /** Arguments: how often each search is repeated, and the file of the grid. */
  public static void main(String[] args) throws IOException {
    int repeats = Integer.parseInt(args[0]);
    List<TunedFunction> functions =
        List.of(TunedFunction.BRANIN, TunedFunction.HARTMANN, TunedGrid.read(Path.of(args[1])));
    for (TunedFunction function : functions) {
      print(function, Tuning.Method.RANDOM, 1, repeats);
      print(function, Tuning.Method.SOBOL, 1, repeats);
      for (int round : List.of(1, 2, 5, 10)) {
        print(function, Tuning.Method.TPE, round, repeats);
      }
    }
  }

  private static void print(TunedFunction function, Tuning.Method method, int round, int repeats) {
    List<double[]> found = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      found.add(best(function, method, round, repeat));
    }
    String line = "%-10s %-34s".formatted(function.task(), label(method, round));
    for (int i = 0; i < AFTER.size(); i++) {
      int after = i;
      double[] values = found.stream().mapToDouble(best -> best[after]).toArray();
      Percentile percentile =
          new Percentile().withEstimationType(EstimationType.R_7); // as numpy has it
      percentile.setData(values);
      line +=
          String.format(
              Locale.ROOT,
              "  %8.4f (%7.4f to %7.4f)",
              percentile.evaluate(50),
              percentile.evaluate(25),
              percentile.evaluate(75));
    }
    System.out.println(line);
  }

  private static String label(Tuning.Method method, int round) {
    return "kvsweep " + method.label() + (round > 1 ? ", rounds of " + round : "");
  }

  /** The least value among so many samples. */
  private static double[] best(TunedFunction function, Tuning.Method method, int round, long seed) {
    int samples = AFTER.get(AFTER.size() - 1);
    Tuning tuning =
        new Tuning(method, samples, new Objective("loss"), round, seed, 1, List.of(function));
    Proposer proposer = new Proposer(tuning, function);
    List<Double> values = new ArrayList<>();
    List<Sample> next = proposer.first();
    while (!next.isEmpty()) {
      next.forEach(sample -> values.add(function.value(sample)));
      List<Score> scores = values.stream().map(Score::completed).toList();
      next = values.size() < samples ? proposer.next(scores) : List.of();
    }
    return AFTER.stream()
        .mapToDouble(
            count -> values.subList(0, count).stream().mapToDouble(v -> v).min().orElseThrow())
        .toArray();
  }
}
