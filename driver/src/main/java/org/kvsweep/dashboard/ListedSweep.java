package org.kvsweep.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Conclusion;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.SweepStatus;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialJson;

/**
 * A line of the list of sweeps.
 *
 * @param version of the folder it was made from
 */
record ListedSweep(String version, ObjectNode data) {
  /** The most tasks times sides whose best settings fit into a line. */
  private static final int MOST_BEST = 6;

  static ListedSweep of(LoadedSweep sweep, LoadedSweep.State state) throws IOException {
    SweepResults results = sweep.results();
    TableOptions options = TableOptions.byTask();
    ComparisonTable table = ComparisonTable.of(results, options);
    Outcomes outcomes = table.outcomes();
    ObjectNode data = start(sweep.name());
    data.put("name", results.name());
    data.put("state", SweepStatus.of(outcomes, state.inUse()).label());
    data.set("outcomes", outcomes.json());
    data.put("waiting", table.setAside());
    results.compared().ifPresent(key -> data.set("compared", SweepAnalysis.json(key)));
    addLeads(data, table);
    ArrayNode best = data.putArray("best");
    List<BestSettings> all =
        BestSettings.of(results, ComparisonTable.of(results, options.byCell()));
    all.stream().limit(MOST_BEST).forEach(settings -> best.add(settings.json()));
    data.put("bestLeftOut", all.size() - best.size());
    results.ended().values().stream()
        .map(TrialRecord::ended)
        .max(java.util.Comparator.naturalOrder())
        .ifPresent(last -> data.put("last", last.toString()));
    return new ListedSweep(state.version(), data);
  }

  /** The line, with what runs now: another line each time. */
  ObjectNode with(RunningTrials running) {
    if (running.trials().isEmpty()) {
      return data;
    }
    ObjectNode line = TrialJson.object();
    line.setAll(data);
    line.put("running", running.count());
    double share =
        running.trials().stream()
            .filter(trial -> trial.steps() > 0)
            .mapToDouble(trial -> (double) trial.step() / trial.steps())
            .sum();
    line.put("share", share * running.count() / running.trials().size()); // as if all were alike
    running.left().ifPresent(left -> line.put("secondsLeft", left.toSeconds()));
    return line;
  }

  /** One whose folder can't be read, with the reason. */
  static ListedSweep unreadable(String name, Exception why) {
    ObjectNode data = start(name);
    data.put("name", name);
    data.put("state", SweepStatus.UNREADABLE.label());
    data.put("problem", why.getMessage() == null ? why.toString() : why.getMessage());
    return new ListedSweep("unreadable: " + why.getMessage(), data);
  }

  private static ObjectNode start(String name) {
    return TrialJson.object()
        .put("folder", name)
        .put("url", SweepLibrary.url("sweep", List.of(name)));
  }

  /** Adds how often each side did better or worse than the baseline, over the tasks. */
  private static void addLeads(ObjectNode data, ComparisonTable table) {
    var leads = data.putArray("leads");
    for (String side : table.compared()) {
      Map<Conclusion, Integer> counts = new TreeMap<>();
      table.rows().stream()
          .map(row -> row.differences().get(side))
          .filter(difference -> difference != null)
          .forEach(difference -> counts.merge(difference.conclusion(), 1, Integer::sum));
      if (!counts.isEmpty()) {
        ObjectNode lead = leads.addObject().put("side", side).put("title", table.title(side));
        ObjectNode verdicts = lead.putObject("verdicts");
        counts.forEach((conclusion, count) -> verdicts.put(conclusion.label(), count));
      }
    }
  }
}
