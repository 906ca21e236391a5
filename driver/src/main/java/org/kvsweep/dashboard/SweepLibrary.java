package org.kvsweep.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kvsweep.report.JoinedSweeps;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.report.html.RunningSection;
import org.kvsweep.report.html.SavedMaps;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialJson;

/**
 * The sweeps below a root folder as the pages of the dashboard show them. What is shown is made
 * again only when something has changed in the folder, one at a time, with a pause after each that
 * is longer for what took long, since the sweeps may run on the same machine.
 */
public final class SweepLibrary {
  private final ResultsRoot root;
  private final TaskCatalog tasks;
  private final String kvsweepVersion;
  private final Clock clock;
  private final Map<String, LoadedSweep> sweeps = new TreeMap<>();
  private final Map<String, ListedSweep> listed = new TreeMap<>();
  private final RecentSweeps recent;
  private final FreshViews views;

  /**
   * A library of what is below that root.
   *
   * @param kvsweepVersion shown on the pages
   */
  public SweepLibrary(ResultsRoot root, TaskCatalog tasks, String kvsweepVersion, Clock clock) {
    this.root = root;
    this.tasks = tasks;
    this.kvsweepVersion = kvsweepVersion;
    this.clock = clock;
    this.recent = new RecentSweeps(root, clock);
    this.views = new FreshViews(clock);
  }

  /** The part of the library that a page shows. */
  record Choice(List<String> sweeps, TableRequest table) {
    Choice {
      sweeps = List.copyOf(sweeps);
    }
  }

  /** The list of sweeps, for the first page. */
  synchronized View list() throws IOException {
    return views.get("list", this::listVersion, this::listData);
  }

  /**
   * One sweep, or several taken together.
   *
   * @return empty if there is no sweep of one of the names
   * @throws IllegalArgumentException if the table that is asked for can't be made of them
   */
  synchronized Optional<View> report(Choice choice) throws IOException {
    Optional<List<LoadedSweep>> chosen = chosen(choice);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          views.get(
              choice, () -> version(chosen.get()), () -> reportData(chosen.get(), choice.table())));
    } catch (LoadedSweep.Gone gone) {
      sweeps.keySet().removeAll(choice.sweeps());
      return Optional.empty();
    }
  }

  /** What runs of these sweeps, apart from their report, which is much more and changes less. */
  synchronized Optional<View> running(Choice choice) throws IOException {
    Optional<List<LoadedSweep>> chosen = chosen(choice);
    return chosen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            views.get(
                new Running(choice),
                () -> Integer.toHexString(running(chosen.get()).hashCode()),
                () -> runningData(chosen.get())));
  }

  /** The key of the view of what runs. */
  private record Running(Choice choice) {}

  private List<RunningTrials> running(List<LoadedSweep> chosen) {
    return chosen.stream().map(sweep -> sweep.running(clock.instant())).toList();
  }

  private ObjectNode runningData(List<LoadedSweep> chosen) throws IOException {
    List<RunningTrials> running = running(chosen);
    ObjectNode data = TrialJson.object();
    if (running.stream().allMatch(sweep -> sweep.trials().isEmpty())) {
      data.putArray("running");
      return data;
    }
    List<SweepResults> results = new ArrayList<>();
    for (LoadedSweep sweep : chosen) {
      results.add(sweep.results());
    }
    RunningSection.addTo(data, JoinedSweeps.of(results), running);
    return data;
  }

  /** The sweeps of that choice; empty if one of them is not there. */
  private Optional<List<LoadedSweep>> chosen(Choice choice) throws IOException {
    List<LoadedSweep> chosen = new ArrayList<>();
    for (String name : choice.sweeps()) {
      Optional<LoadedSweep> sweep = sweep(name);
      if (sweep.isEmpty()) {
        return Optional.empty();
      }
      chosen.add(sweep.get());
    }
    return Optional.of(chosen);
  }

  private Optional<LoadedSweep> sweep(String name) throws IOException {
    LoadedSweep known = sweeps.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<LoadedSweep> found =
        recent.recent().sweep(name).map(folder -> new LoadedSweep(name, folder, tasks));
    found.ifPresent(sweep -> sweeps.put(name, sweep));
    return found;
  }

  private String version(List<LoadedSweep> chosen) throws IOException {
    List<String> versions = new ArrayList<>();
    for (LoadedSweep sweep : chosen) {
      versions.add(sweep.look(clock.instant()).version());
    }
    return String.join("_", versions);
  }

  private ObjectNode reportData(List<LoadedSweep> chosen, TableRequest table) throws IOException {
    Map<LoadedSweep, SweepResults> results = new LinkedHashMap<>();
    for (LoadedSweep sweep : chosen) {
      results.put(sweep, sweep.results());
    }
    SweepAnalysis together = table.analysis(JoinedSweeps.of(List.copyOf(results.values())), tasks);
    boolean single = chosen.size() == 1;
    ResultsFolder first = chosen.get(0).folder();
    RunAgain again = single ? RunAgain.of(first) : new RunAgain("");
    Provenance provenance = new Provenance(kvsweepVersion, again.script(together.results()));
    ObjectNode data =
        HtmlReport.data(
            together,
            provenance,
            single ? chosen.get(0).sweepSource() : "",
            new SavedMaps(chosen.stream().map(LoadedSweep::folder).toList()));
    if (!single) {
      ArrayNode bySweep = data.putArray("bySweep");
      for (Map.Entry<LoadedSweep, SweepResults> one : results.entrySet()) {
        SweepResults own = one.getValue();
        SweepResults alike = own.comparedBy(own.comparedBeside(together.results().compared()));
        addSweep(bySweep.addObject(), one.getKey(), alike, table.asSweepSays());
      }
    }
    return data;
  }

  /** Adds one of several sweeps by itself; adds nothing if the filters leave none of it. */
  private void addSweep(
      ObjectNode node, LoadedSweep sweep, SweepResults results, TableRequest table) {
    node.put("name", sweep.name().equals(ResultsRoot.ITSELF) ? results.name() : sweep.name());
    node.put("url", url("sweep", List.of(sweep.name())));
    ObjectNode own = node.putObject("results");
    own.set("tasks", TrialJson.object().arrayNode());
    try {
      SweepAnalysis analysis = table.analysis(results, tasks);
      own.set("tasks", analysis.json().get("tasks"));
    } catch (IllegalArgumentException noneLeft) {
      node.put("problem", noneLeft.getMessage());
    }
  }

  private String listVersion() throws IOException {
    List<String> names = recent.now().names();
    sweeps.keySet().retainAll(names);
    listed.keySet().retainAll(names);
    List<String> versions = new ArrayList<>();
    for (String name : names) {
      versions.add(name + " " + lookedAt(name).version() + " " + running(name).hashCode());
    }
    return String.format(Locale.ROOT, "%d-%08x", names.size(), versions.hashCode());
  }

  /** A sweep that can't be read has its line in the list all the same. */
  private ListedSweep lookedAt(String name) {
    ListedSweep before = listed.get(name);
    ListedSweep now;
    try {
      LoadedSweep sweep = sweep(name).orElseThrow();
      LoadedSweep.State state = sweep.look(clock.instant());
      now =
          before != null && before.version().equals(state.version())
              ? before
              : ListedSweep.of(sweep, state);
    } catch (IOException | RuntimeException e) {
      now = ListedSweep.unreadable(name, e);
    }
    listed.put(name, now);
    return now;
  }

  private ObjectNode listData() {
    ObjectNode data = TrialJson.object();
    data.put("root", root.location());
    data.put("version", kvsweepVersion);
    ArrayNode list = data.putArray("sweeps");
    listed.forEach((name, sweep) -> list.add(sweep.with(running(name))));
    return data;
  }

  private RunningTrials running(String name) {
    LoadedSweep sweep = sweeps.get(name);
    return sweep == null ? RunningTrials.NONE : sweep.running(clock.instant());
  }

  /** The relative address of a page about these sweeps. */
  static String url(String page, List<String> sweeps) {
    return sweeps.stream()
        .map(name -> "sweep=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", page + "?", ""));
  }
}
