package org.kvsweep.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The ended trials of a results folder.
 *
 * @param trials by id, in the order in which they ended
 * @param damaged the files that could not be read, by the trial they are named after, with the
 *     reason; these trials count as not ended, unless a segment has them too
 * @param setAside the trials that were set aside when it was last written down, ended since or not
 * @param otherData trials that are left out because they saw other data
 * @param segments that were read, by their names
 * @param files the trials that have files of their own, with these files as they were read
 */
public record EndedTrials(
    Map<TrialId, TrialRecord> trials,
    Map<TrialId, String> damaged,
    Set<TrialId> setAside,
    Set<TrialId> otherData,
    Map<String, ReadSegment> segments,
    Map<TrialId, FileVersion> files) {
  /** The contents of an empty folder. */
  public static final EndedTrials NONE = new EndedTrials(Map.of(), Map.of(), Set.of());

  public EndedTrials {
    trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    damaged = Collections.unmodifiableMap(new LinkedHashMap<>(damaged));
    setAside = Set.copyOf(setAside);
    otherData = Set.copyOf(otherData);
    segments = Map.copyOf(segments);
    files = Map.copyOf(files);
  }

  /**
   * A segment as it was read; it is another one if it has another size.
   *
   * @param trials that it has
   * @param lost those of a torn end
   */
  public record ReadSegment(long bytes, List<TrialId> trials, List<TrialId> lost) {
    public ReadSegment {
      trials = List.copyOf(trials);
      lost = List.copyOf(lost);
    }
  }

  /**
   * A file as a listing of its folder shows it; one that takes its place shows another version.
   *
   * @param modifiedMillis when it was written, in milliseconds since 1970
   */
  public record FileVersion(long bytes, long modifiedMillis) {}

  /** Trials of whatever data. */
  public EndedTrials(
      Map<TrialId, TrialRecord> trials, Map<TrialId, String> damaged, Set<TrialId> setAside) {
    this(trials, damaged, setAside, Set.of(), Map.of(), Map.of());
  }

  /**
   * Returns the trials that can be compared with one another.
   *
   * @param seen data that the driver sees; in a report none
   */
  public EndedTrials ofCurrentData(SweepData seen) {
    CurrentData current = CurrentData.of(seen, trials.values());
    Map<TrialId, TrialRecord> same = new LinkedHashMap<>(trials);
    same.values().removeIf(current::differsFrom);
    Set<TrialId> others = new HashSet<>(trials.keySet());
    others.removeAll(same.keySet());
    return new EndedTrials(same, damaged, setAside, others, segments, files);
  }

  /** What each of the trials was, in their order. */
  public List<TrialSpec> specs() {
    return trials.values().stream().map(TrialRecord::spec).toList();
  }

  /**
   * The trials of that sweep, in its order; trials of an earlier version of its file are left out.
   */
  public List<TrialRecord> of(SweepSpec sweep) {
    List<TrialRecord> belonging = new ArrayList<>();
    for (PlannedTrial planned : sweep.trials()) {
      TrialRecord record = trials.get(planned.id());
      if (record != null) {
        belonging.add(record);
      }
    }
    return belonging;
  }
}
