package org.kvsweep.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.kvsweep.task.vision.TinyImages;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small data for every task: where they decide on the model, they are other than the published. */
final class TinyData {
  private static final Map<String, Map<String, ?>> TASKS =
      Map.of(
          "characters", Map.of("file", "own/text.txt", "context", 8),
          "cifar-10", Map.of("validation", 10),
          "cifar-100", Map.of("validation", 10),
          "anomaly", Map.of("validation", 40),
          "translation-de-en", Map.of("dataset", "own"),
          "translation-en-de", Map.of("dataset", "own"),
          "table", Map.of("file", "own/table.csv", "target", "two"),
          "table-network",
              Map.of("file", "own/table.csv", "target", "two", "network", "own/network.json"));

  private TinyData() {}

  /** The {@code task:} section of a task on these data. */
  static Map<String, Object> task(String name) {
    Map<String, Object> task = new HashMap<>(TASKS.getOrDefault(name, Map.of()));
    task.put("name", name);
    return task;
  }

  /** Writes the data of all tasks. */
  static void write(Path data) throws IOException {
    Path own = Files.createDirectories(data.resolve("own"));
    Files.writeString(own.resolve("text.txt"), "the quick brown fox. ".repeat(20));
    for (String part : List.of("train", "val", "test")) {
      Files.writeString(own.resolve(part + ".de"), "ein hund\nein hund\neine katze\neine katze\n");
      Files.writeString(own.resolve(part + ".en"), "a dog\na dog\na cat\na cat\n");
    }
    String rows =
        IntStream.range(0, 60)
            .mapToObj(row -> "%d,%d,n%d,t%d".formatted(row * 7 % 60, row % 9, row % 2, row % 3))
            .collect(Collectors.joining("\n"));
    Files.writeString(own.resolve("table.csv"), "a,number,two,three\n" + rows);
    Files.writeString(own.resolve("network.json"), network());
    TinyImages.writeIdx(data.resolve("mnist"), 40, 20);
    TinyImages.writeIdx(data.resolve("fashion-mnist"), 40, 20);
    TinyImages.writeCifar(data.resolve("cifar-10/data_batch_1.bin.gz"), 40, 1, 10);
    TinyImages.writeCifar(data.resolve("cifar-10/test_batch.bin.gz"), 20, 1, 10);
    TinyImages.writeCifar(data.resolve("cifar-100/train.bin.gz"), 200, 2, 3);
    TinyImages.writeCifar(data.resolve("cifar-100/test.bin.gz"), 60, 2, 3);
  }

  /** A network for the two classes of the table: of its inputs two are numbers, three words. */
  private static String network() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(5)
                .nOut(2)
                .build())
        .build()
        .toJson();
  }
}
