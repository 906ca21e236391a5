package org.kvsweep.task.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkFileTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeTable() throws IOException {
    String rows =
        IntStream.range(0, 100)
            .mapToObj(i -> "%d,%d,%s".formatted(i, i * 7 % 10, i > 50 ? "no" : "yes"))
            .collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("t.csv"), "a,b,y\n" + rows);
  }

  private static NeuralNetConfiguration.ListBuilder layers(int inputs, int outputs) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new RmsProp(1e-2))
        .l2(1e-3)
        .activation(Activation.TANH)
        .list()
        .layer(new DenseLayer.Builder().nIn(inputs).nOut(5).build())
        .layer(new DenseLayer.Builder().nIn(5).nOut(6).dropOut(0.9).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(6)
                .nOut(outputs)
                .build());
  }

  private static String json(int inputs, int outputs) {
    return layers(inputs, outputs).build().toJson();
  }

  private TrialSpec spec(Map<String, ?> model, Map<String, ?> training) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 20, "batch-size", 8));
    all.putAll(training);
    return TaskCatalog.load()
        .complete(
            Map.of("name", "table-network", "file", "t.csv", "target", "y", "network", "n.json"),
            model,
            all,
            1);
  }

  private Task task(String json, TrialSpec spec) throws IOException {
    Files.writeString(folder.resolve("n.json"), json);
    return TaskCatalog.load().provider("table-network").create(spec, folder);
  }

  private void assertRefused(String json, String message) {
    assertThatThrownBy(() -> task(json, spec(Map.of(), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void isTrainedByItsOwnUpdaterAndItsContentIsAmongTheData() throws IOException {
    TrialSpec spec = spec(Map.of(), Map.of());
    Task task = task(json(2, 2), spec);

    TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(folder));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.8);
    assertThat(outcome.run().parameters()).isEqualTo(2 * 5 + 5 + 5 * 6 + 6 + 6 * 2 + 2);
    assertThat(DataChecksums.in(task.environment()).sha256()).containsOnlyKeys("n.json", "t.csv");
    assertThat(TaskCatalog.load().provider("table-network").dataFiles(spec, folder))
        .containsExactlyInAnyOrder("n.json", "t.csv");
  }

  @Test
  void aSweepChangesWhatTheFileSays() throws IOException {
    String json =
        task(
                json(2, 2),
                spec(
                    Map.of("width", 12, "dropout", 0.25, "l2", 0.5),
                    Map.of("learning-rate", 0.125)))
            .network(KernelChoice.PLAIN)
            .toJson();

    assertThat(json.replaceAll("\\s", ""))
        .contains("\"p\":0.75", "\"l2\":{", "\"value\":0.5", "\"learningRate\":0.125")
        .contains("\"nin\":12,\"nout\":12", "\"nin\":12,\"nout\":2")
        .doesNotContain("0.001", "\"learningRate\":0.01,", "\"p\":0.9");
  }

  @Test
  void eachTrialHasTheCostOfItsOwnChanges() throws IOException {
    TrialSpec narrow = spec(Map.of("width", 3), Map.of());
    TrialSpec wide = spec(Map.of("width", 12), Map.of());
    Task task = task(json(2, 2), narrow);
    TaskProvider provider = TaskCatalog.load().provider("table-network");

    assertThat(task.cost(narrow, provider.cost(narrow)).parameters())
        .isEqualTo(2 * 3 + 3 + 3 * 3 + 3 + 3 * 2 + 2);
    assertThat(task.cost(wide, provider.cost(wide)).parameters())
        .isEqualTo(2 * 12 + 12 + 12 * 12 + 12 + 12 * 2 + 2);
    assertThat(task.cost(spec(Map.of(), Map.of()), provider.cost(wide)).parameters())
        .as("the file's own")
        .isEqualTo(2 * 5 + 5 + 5 * 6 + 6 + 6 * 2 + 2);
  }

  @Test
  void whatTheFileHasNotCannotBeChanged() {
    String bare =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(2)
                    .nOut(2)
                    .build())
            .build()
            .toJson();

    assertThatThrownBy(() -> task(bare, spec(Map.of("dropout", 0.1), Map.of())))
        .hasMessage("Cannot change the network by model.dropout: its file drops nothing");
    assertThatThrownBy(() -> task(bare, spec(Map.of("l2", 0.1), Map.of())))
        .hasMessage("Cannot change the network by model.l2: its file has no L2 regularization");
  }

  @Test
  void aTableThatCannotFeedItIsRefused() {
    assertRefused(json(3, 2), "Cannot use the network n.json: the table gives it 2 inputs");
    assertRefused(json(2, 3), "the table has 2 classes, its output has 3");
    assertRefused(
        layers(2, 2).build().toJson().replace("LossMCXENT", "LossPoisson"),
        "expected a loss of classes, one of LossBinaryXENT, LossL2, LossMCXENT, LossMSE,"
            + " LossNegativeLogLikelihood, got LossPoisson");
  }

  @Test
  void layersAreTrainedByGradientDescentAloneAsAGraphIs() throws IOException {
    TrialSpec spec = spec(Map.of(), Map.of());
    String layers = json(2, 2);
    String graph = task(layers, spec).network(KernelChoice.PLAIN).toJson();

    for (String json : List.of(layers, graph)) {
      Files.writeString(
          folder.resolve("n.json"), json.replace("STOCHASTIC_GRADIENT_DESCENT", "LBFGS"));
      TrialOutcome outcome = new Dl4jEngine().run(spec, TrialContext.alone(folder));
      assertThat(outcome.failure().orElseThrow().message())
          .isEqualTo("Cannot train the network: expected stochastic gradient descent, got LBFGS");
    }
  }

  @Test
  void hostileFilesAreRefusedBeforeAnObjectIsMade() {
    String whole = json(2, 2);
    assertRefused("", "expected JSON");
    assertRefused("{}", "expected toJson() of a MultiLayerConfiguration");
    assertRefused("[".repeat(5000), "expected JSON");
    assertRefused(whole + whole, "expected JSON");
    assertRefused("{\"confs\": []}", "Deeplearning4j can make no network of it");
    assertRefused(whole.substring(0, whole.length() / 2), "expected JSON");
    assertRefused(
        whole.replace(
            "org.deeplearning4j.nn.conf.layers.DenseLayer",
            "org.springframework.context.support.ClassPathXmlApplicationContext"),
        "expected classes of Deeplearning4j's layers alone, got org.springframework.context");
    assertRefused(
        whole.replace(
            "org.deeplearning4j.nn.conf.layers.DenseLayer", "org.kvsweep.model.TokenEmbedding"),
        "expected classes of Deeplearning4j's layers alone, got org.kvsweep.model.TokenEmbedding");
    // A class of theirs, at a place where none of its kind belongs.
    assertRefused(
        whole.replace(
            "org.deeplearning4j.nn.conf.layers.DenseLayer",
            "org.nd4j.linalg.learning.config.RmsProp"),
        "Deeplearning4j can make no network of it");
    assertRefused(
        whole.replaceAll("\"nout\" : 5", "\"nout\" : 2000000000"), "expected 1 to 100,000,000");
    assertRefused(
        whole.replaceAll("\"nout\" : 5", "\"nout\" : 9000000000000000000"),
        "expected 1 to 100,000,000");
    assertRefused(whole.replace("\"FLOAT\"", "\"HALF\""), "expected numbers of type FLOAT");
    assertRefused(" ".repeat(2 << 20) + whole, "expected at most 1,048,576 characters");
  }
}
