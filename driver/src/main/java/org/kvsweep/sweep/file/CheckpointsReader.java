package org.kvsweep.sweep.file;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.trial.CheckpointPolicy;

/**
 * Reads {@code checkpoints}: {@code 30 s}, {@code 5 min}, {@code 2 epochs} or {@code none}, each
 * also with {@code and last} behind it.
 */
final class CheckpointsReader {
  static final String KEY = "checkpoints";
  private static final String AND_LAST = " and last";
  private static final Pattern EVERY = Pattern.compile("([1-9]\\d{0,6}) *(s|min|epochs?)");

  private CheckpointsReader() {}

  static CheckpointPolicy read(Optional<Entry> entry, Problems problems) {
    Optional<YamlNode> value = entry.map(Entry::value);
    Optional<CheckpointPolicy> policy =
        value.flatMap(YamlNode::scalar).flatMap(scalar -> policy(scalar.text()));
    if (value.isPresent() && policy.isEmpty()) {
      problems.expected(
          value.get(),
          KEY,
          "a time or a number of epochs, such as 60 s, 5 min or 1 epoch, or none; with 'and last'"
              + " behind it to keep the state at the end too");
    }
    return policy.orElse(CheckpointPolicy.STANDARD);
  }

  private static Optional<CheckpointPolicy> policy(String text) {
    return text.endsWith(AND_LAST)
        ? whileRunning(text.substring(0, text.length() - AND_LAST.length()))
            .map(CheckpointPolicy::keepingLast)
        : whileRunning(text);
  }

  private static Optional<CheckpointPolicy> whileRunning(String text) {
    if (text.equals("none")) {
      return Optional.of(CheckpointPolicy.NEVER);
    }
    Matcher every = EVERY.matcher(text);
    if (!every.matches()) {
      return Optional.empty();
    }
    int count = Integer.parseInt(every.group(1));
    return Optional.of(
        switch (every.group(2)) {
          case "s" -> CheckpointPolicy.every(Duration.ofSeconds(count));
          case "min" -> CheckpointPolicy.every(Duration.ofMinutes(count));
          default -> CheckpointPolicy.everyEpochs(count);
        });
  }
}
