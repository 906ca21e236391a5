package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.resource.ResourceInformation;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.EngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs of one executor. Spark says which addresses the executor and its tasks have; what the
 * cards are, {@code nvidia-smi} says, whose numbers Spark's discovery script prints too; or, where
 * {@code CUDA_VISIBLE_DEVICES} names some of them, their places in it.
 */
final class GpuCards {
  private static final Logger LOG = LoggerFactory.getLogger(GpuCards.class);
  private static final String GPU = "gpu";
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi", "--query-gpu=index,name,memory.total,compute_cap", "--format=csv,noheader");

  /** An answer takes a second; where a driver of the GPUs hangs, it never comes. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Card> cards;

  /** One line of nvidia-smi. */
  private record Card(String address, String name, String memory, String capability) {
    boolean fits(DoublePredicate hasCode) {
      try {
        return hasCode.test(Double.parseDouble(capability));
      } catch (NumberFormatException unknown) {
        return true; // an old nvidia-smi does not say; the engine will
      }
    }

    @Override
    public String toString() {
      return "GPU %s (%s, compute capability %s)".formatted(address, name, capability);
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
      String visible = System.getenv("CUDA_VISIBLE_DEVICES");
      return of(List.of(gpus.addresses()), visible == null ? "" : visible, nvidiaSmi());
    } catch (IOException missing) {
      LOG.warn("Cannot ask nvidia-smi what the GPUs are: {}", missing.getMessage());
      return none();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return none();
    }
  }

  /**
   * The GPUs at those addresses.
   *
   * @param visible the numbers of those that CUDA may use, with commas between them; empty for all
   * @param lines of nvidia-smi, which knows of all
   */
  static GpuCards of(List<String> addresses, String visible, String lines) {
    List<String> numbers = List.of(StringUtils.stripAll(StringUtils.split(visible, ',')));
    Map<String, Card> cards = new LinkedHashMap<>();
    for (String line : StringUtils.split(lines, '\n')) {
      String[] words = StringUtils.stripAll(StringUtils.split(line, ','));
      String address = words.length == 4 ? address(words[0], numbers) : "";
      if (addresses.contains(address)) {
        cards.put(address, new Card(address, words[1], words[2], words[3]));
      }
    }
    return new GpuCards(cards);
  }

  /** The place of a card among those that are visible, by which CUDA calls it. */
  private static String address(String number, List<String> visible) {
    return visible.isEmpty() ? number : Integer.toString(visible.indexOf(number));
  }

  private static String nvidiaSmi() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(QUERY).redirectErrorStream(true).start();
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("no answer for %d s".formatted(LONGEST.toSeconds()));
    }
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(StringUtils.normalizeSpace(lines));
    }
    return lines;
  }

  /**
   * A card that there is no code for, if there is one.
   *
   * @param hasCode whether there is for a compute capability
   */
  Optional<String> unfit(DoublePredicate hasCode) {
    return cards.values().stream()
        .filter(card -> !card.fits(hasCode))
        .findFirst()
        .map(Card::toString);
  }

  /**
   * Checks that an engine has code for a card.
   *
   * @throws IllegalArgumentException if it has none
   */
  void require(Device device, EngineProvider engine) {
    Card card = cards.get(Integer.toString(device.index()));
    if (card != null && !card.fits(engine::hasCodeFor)) {
      throw new IllegalArgumentException(
          "Cannot train on %s: the engine %s has no code for it".formatted(card, engine.name()));
    }
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
