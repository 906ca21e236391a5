package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.TrialSpec;

/** The rules of a sweep file, and how often each has changed something. */
final class RuleEffects {
  private final Rules rules;
  private final int[] held;
  private final int[] excluded;

  RuleEffects(Rules rules) {
    this.rules = rules;
    this.held = new int[rules.whens().size()];
    this.excluded = new int[rules.exclusions().size()];
  }

  Rules rules() {
    return rules;
  }

  /** Returns whether the condition of that key holds in a cell; if so, it is counted. */
  boolean holds(Rules.When when, TrialSpec spec) {
    boolean holds = when.condition().holds(spec);
    if (holds) {
      held[rules.whens().indexOf(when)]++;
    }
    return holds;
  }

  /** Returns whether a new cell has to be left out; counts each exclusion that says so. */
  boolean excludes(TrialSpec spec) {
    boolean excludes = false;
    for (int i = 0; i < excluded.length; i++) {
      if (rules.exclusions().get(i).holds(spec)) {
        excluded[i]++;
        excludes = true;
      }
    }
    return excludes;
  }

  /** One sentence for each rule, for people. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < held.length; i++) {
      Rules.When when = rules.whens().get(i);
      notes.add(
          "%s only where %s: in %,d of the combinations."
              .formatted(when.path(), when.condition().description(), held[i]));
    }
    for (int i = 0; i < excluded.length; i++) {
      notes.add(
          "Left out where %s: %s."
              .formatted(rules.exclusions().get(i).description(), Count.of(excluded[i], "cell")));
    }
    return notes;
  }

  /** A rule that changes nothing was meant to: in a grid that is no chance. */
  void withoutEffect(Problems problems) {
    for (int i = 0; i < held.length; i++) {
      Rules.When when = rules.whens().get(i);
      if (held[i] == 0) {
        problems.add(
            when.condition().position(),
            RulesReader.WHEN + "." + when.path(),
            "never holds, no cell of this file has " + when.condition().description());
      }
    }
    for (int i = 0; i < excluded.length; i++) {
      Condition exclusion = rules.exclusions().get(i);
      if (excluded[i] == 0) {
        problems.add(
            exclusion.position(),
            RulesReader.EXCLUDE,
            "leaves out nothing, no cell of this file has " + exclusion.description());
      }
    }
  }
}
