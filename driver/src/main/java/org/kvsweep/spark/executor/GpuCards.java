package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.resource.ResourceInformation;
import org.kvsweep.trial.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs of one executor. Spark says which addresses the executor and its tasks have; what the
 * cards are, {@code nvidia-smi} says, whose numbers Spark's discovery script prints too.
 */
final class GpuCards {
  private static final Logger LOG = LoggerFactory.getLogger(GpuCards.class);
  private static final String GPU = "gpu";
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi", "--query-gpu=index,name,memory.total,compute_cap", "--format=csv,noheader");
  // Code for 8.6 runs on the rest of the 8 series; ND4J's build has no form that 9.0 could
  // translate.
  private static final double LOWEST_CAPABILITY = 3.7;
  private static final double FIRST_WITHOUT_CODE = 9.0;

  private final Map<String, Card> cards;

  /** One line of nvidia-smi. */
  private record Card(String address, String name, String memory, String capability) {
    boolean hasCode() {
      try {
        double version = Double.parseDouble(capability);
        return version >= LOWEST_CAPABILITY && version < FIRST_WITHOUT_CODE;
      } catch (NumberFormatException unknown) {
        return true; // an old nvidia-smi does not say; ND4J will
      }
    }
  }

  private GpuCards(Map<String, Card> cards) {
    this.cards = cards;
  }

  static GpuCards none() {
    return new GpuCards(Map.of());
  }

  /** The GPUs among the resources of an executor. */
  static GpuCards of(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(GPU);
    if (gpus == null) {
      return none();
    }
    try {
      return of(List.of(gpus.addresses()), nvidiaSmi());
    } catch (IOException missing) {
      LOG.warn("Cannot ask nvidia-smi what the GPUs are: {}", missing.getMessage());
      return none();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return none();
    }
  }

  static GpuCards of(List<String> addresses, String lines) {
    Map<String, Card> cards = new LinkedHashMap<>();
    for (String line : StringUtils.split(lines, '\n')) {
      String[] words = StringUtils.stripAll(StringUtils.split(line, ','));
      if (words.length == 4 && addresses.contains(words[0])) {
        cards.put(words[0], new Card(words[0], words[1], words[2], words[3]));
      }
    }
    return new GpuCards(cards);
  }

  private static String nvidiaSmi() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(QUERY).redirectErrorStream(true).start();
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(StringUtils.normalizeSpace(lines));
    }
    return lines;
  }

  /** A card that ND4J's CUDA build has no code for, if there is one. */
  Optional<String> unfit() {
    return cards.values().stream()
        .filter(card -> !card.hasCode())
        .findFirst()
        .map(
            card ->
                "GPU %s (%s, compute capability %s)"
                    .formatted(card.address(), card.name(), card.capability()));
  }

  /** The GPU among the resources of a task; fractions of one address belong to several tasks. */
  Optional<Device> leasedTo(Map<String, ResourceInformation> task) {
    ResourceInformation lease = task.get(GPU);
    if (lease == null || lease.addresses().length == 0) {
      return Optional.empty();
    }
    String address = lease.addresses()[0];
    Card card = cards.get(address);
    try {
      return Optional.of(
          new Device(
              Integer.parseInt(address),
              card == null ? "" : "%s, %s".formatted(card.name(), card.memory())));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use the GPU that Spark assigns: expected a number from 0 as its address, which"
              + " cluster/gpu/discover-gpus.sh prints, got "
              + address,
          e);
    }
  }
}
