package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.PageSeed;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.RunningFile;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/** The trials that run now, as a page shows them. */
public final class RunningSection {
  private RunningSection() {}

  /**
   * Adds what runs of these results.
   *
   * @param running of each sweep that is shown
   */
  public static void addTo(
      ObjectNode data, SweepResults results, Collection<RunningTrials> running) {
    ArrayNode trials = data.putArray("running");
    data.put("moreRunning", running.stream().mapToInt(RunningTrials::more).sum());
    CellAxes axes = CellAxes.of(results);
    for (RunningTrials sweep : running) {
      for (RunningTrial trial : sweep.trials()) {
        TrialSpec spec = results.trials().get(trial.id());
        if (spec != null && !hasEnded(results.ended().get(trial.id()), trial)) {
          trials.add(node(trial, spec, axes, results.side(spec)));
        }
      }
    }
  }

  /** A trial that runs again has ended before it started. */
  private static boolean hasEnded(TrialRecord record, RunningTrial trial) {
    return record != null && record.ended().isAfter(trial.started());
  }

  private static ObjectNode node(RunningTrial trial, TrialSpec spec, CellAxes axes, String side) {
    ObjectNode node = TrialJson.object();
    RunningFile.describe(trial, node);
    node.put("task", spec.taskName());
    ObjectNode values = node.putObject("values");
    axes.values(spec).forEach(values::put);
    node.put("side", side);
    PageSeed.put(node, spec.seed());
    addCurve(node, "loss", trial.losses());
    addCurve(node, "validation", trial.validation());
    return node;
  }

  private static void addCurve(ObjectNode node, String name, List<Loss> points) {
    ArrayNode step = node.putArray(name + "Step");
    ArrayNode loss = node.putArray(name);
    for (Loss point : points) {
      step.add(point.step());
      loss.add(point.loss());
    }
  }
}
