package org.kvsweep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;

/** The keys of the {@code training:} section about the course of the learning rate. */
final class ScheduleKeys {
  static final String MILESTONES = "milestones";

  private static final String SCHEDULE = "schedule";
  private static final String WARMUP_STEPS = "warmup-steps";
  private static final String GAMMA = "gamma";

  /** The names of all of them. */
  static final List<String> NAMES = List.of(SCHEDULE, WARMUP_STEPS, MILESTONES, GAMMA);

  private static final String MOVES_BETA1 =
      "one-cycle takes none: kvsweep's layers move beta1 from %s to %s and back by themselves, Deeplearning4j's keep the default; leave it out, or give it to other schedules only, by when"
          .formatted(Schedule.OneCycle.HIGH_BETA1, Schedule.OneCycle.LOW_BETA1);
  private static final String ONLY_MULTI_STEP =
      "only multi-step reads it; leave it out, or give it to that schedule only, by when";

  private static final int MOST_STEPS = 1_000_000_000;
  private static final Pattern WORD = Pattern.compile("[^\\s,]+");

  private ScheduleKeys() {}

  /** Returns the keys, with that default. */
  static Key[] of(Schedule schedule) {
    return new Key[] {
      Key.choice(SCHEDULE, schedule.word(), "course of the learning rate"),
      Key.integer(
          WARMUP_STEPS,
          schedule.warmupSteps(),
          0,
          MOST_STEPS,
          "steps over which the learning rate rises; one-cycle: 0 means a quarter of all steps"),
      Key.text(
          MILESTONES,
          schedule.milestones().stream().map(String::valueOf).collect(Collectors.joining(" ")),
          "multi-step: epochs after which the learning rate falls, such as 20 30"),
      Key.number(GAMMA, schedule.gamma(), 0, 1, "multi-step: factor of each fall")
    };
  }

  /** Returns the schedule that settings describe; of those without one, a rate that stays. */
  static Schedule read(Settings training) {
    if (!training.values().containsKey(SCHEDULE)) {
      return new Schedule.Constant(0);
    }
    int warmup = training.integer(WARMUP_STEPS);
    return switch (training.choice(SCHEDULE, Schedule.Word.class)) {
      case CONSTANT -> new Schedule.Constant(warmup);
      case COSINE -> new Schedule.Cosine(warmup);
      case MULTI_STEP ->
          new Schedule.MultiStep(
              warmup, milestones(training.word(MILESTONES)), training.number(GAMMA));
      case ONE_CYCLE -> new Schedule.OneCycle(warmup);
      case INVERSE_SQUARE_ROOT -> new Schedule.InverseSquareRoot(warmup);
    };
  }

  /** Says of each key that the schedule of settings leaves without effect, why that is so. */
  static Map<String, String> withoutEffect(Settings training) {
    if (!training.values().containsKey(SCHEDULE)) {
      return Map.of();
    }
    return switch (training.choice(SCHEDULE, Schedule.Word.class)) {
      case MULTI_STEP -> Map.of();
      case CONSTANT, COSINE, INVERSE_SQUARE_ROOT ->
          Map.of(MILESTONES, ONLY_MULTI_STEP, GAMMA, ONLY_MULTI_STEP);
      case ONE_CYCLE ->
          Map.of(
              TrainingKeys.BETA1, MOVES_BETA1, MILESTONES, ONLY_MULTI_STEP, GAMMA, ONLY_MULTI_STEP);
    };
  }

  /** Says what is wrong with the milestones of settings that have some. */
  static Optional<String> problem(Settings training) {
    try {
      milestones(training.values().containsKey(MILESTONES) ? training.word(MILESTONES) : "");
      return Optional.empty();
    } catch (IllegalArgumentException refused) {
      return Optional.of(refused.getMessage());
    }
  }

  private static List<Integer> milestones(String text) {
    List<Integer> milestones = new ArrayList<>();
    int last = 0;
    for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
      if (!word.matches("[1-9][0-9]{0,8}") || Integer.parseInt(word) <= last) {
        throw new IllegalArgumentException(
            "expected ascending whole epochs from 1, such as 20 30, got " + text);
      }
      last = Integer.parseInt(word);
      milestones.add(last);
    }
    return milestones;
  }
}
