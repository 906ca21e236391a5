package org.kvsweep.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.model.Dl4jNetworks;
import org.kvsweep.model.ModelCost;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Target;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Networks of Deeplearning4j's layers, each on random sums. */
public final class ToyNetworks implements TaskProvider {
  static final String NAME = "toy-network";
  private static final int WIDTH = 4;
  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(3), 8, Optimizer.adam(1e-2), new Schedule.Constant(0), 0, 0, KeepBest.LOSS);

  /** The networks there are. */
  enum Kind {
    /** Batch statistics, noise, an updater with a schedule of its own. */
    NOISY,
    /**
     * Layers one behind the other, recurrent, a class for each of the steps, an updater whose rate
     * falls by the epoch.
     */
    RECURRENT,
    /** A number, trained by what the training section says. */
    NUMBER
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public Schema taskSchema(String name) {
    return Schema.of(
        Key.choice(
            "kind",
            Kind.NOISY.name(),
            Arrays.stream(Kind.values()).map(Kind::name).toList(),
            "network"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of();
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public TrainingPlan plan(TrialSpec spec) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    return kind(spec) == Kind.NUMBER
        ? plan
        : new TrainingPlan(
            plan.budget(),
            plan.batchSize(),
            Optimizer.ofNetwork(),
            plan.schedule(),
            plan.clipNorm(),
            plan.evaluateEvery(),
            plan.keepBest(),
            plan.distribution());
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    return List.of();
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    return ModelCost.of(network(kind(spec)), 8).trial(24);
  }

  private static Kind kind(TrialSpec spec) {
    return Kind.valueOf(spec.task().word("kind"));
  }

  private static ComputationGraphConfiguration network(Kind kind) {
    return switch (kind) {
      case NOISY -> noisy();
      case RECURRENT -> recurrent();
      case NUMBER -> number();
    };
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER).l2(1e-3);
  }

  private static ComputationGraphConfiguration noisy() {
    return builder()
        .updater(new Nesterovs(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 10), 0.9))
        .activation(Activation.RELU)
        .graphBuilder()
        .addInputs("in")
        .addLayer("a", new DenseLayer.Builder().nIn(WIDTH).nOut(8).build(), "in")
        .addLayer("norm", new BatchNormalization.Builder().nIn(8).nOut(8).build(), "a")
        .addLayer(
            "b",
            new DenseLayer.Builder().nIn(8).nOut(8).dropOut(new GaussianNoise(0.1)).build(),
            "norm")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(8)
                .nOut(2)
                .dropOut(0.8)
                .build(),
            "b")
        .setOutputs("out")
        .build();
  }

  private static ComputationGraphConfiguration recurrent() {
    return Dl4jNetworks.graph(
        builder()
            .updater(new Adam(new StepSchedule(ScheduleType.EPOCH, 1e-2, 0.5, 1)))
            .list()
            .layer(new LSTM.Builder().nIn(1).nOut(6).dropOut(0.9).build())
            .layer(
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(6)
                    .nOut(3)
                    .build())
            .build());
  }

  private static ComputationGraphConfiguration number() {
    return builder()
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .addLayer("a", new DenseLayer.Builder().nIn(WIDTH).nOut(8).build(), "in")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(8)
                .nOut(1)
                .build(),
            "a")
        .setOutputs("out")
        .build();
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    return new Toy(kind(spec), sums(spec, "train", 67), sums(spec, "validation", 20));
  }

  private static Sums sums(TrialSpec spec, String part, int count) {
    RandomGenerator random = RandomStream.of(spec.seed(), "data/" + part, 0);
    float[][] rows = new float[count][WIDTH];
    for (float[] row : rows) {
      for (int i = 0; i < WIDTH; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return new Sums(kind(spec), rows);
  }

  private record Toy(Kind kind, Examples train, Examples validation) implements Task {
    @Override
    public ComputationGraphConfiguration network(KernelChoice kernels) {
      return ToyNetworks.network(kind);
    }

    @Override
    public Target predicts() {
      return kind == Kind.NUMBER ? new Target.Numbers(10) : new Target.Classes();
    }

    @Override
    public Examples test() {
      return validation;
    }

    @Override
    public Optional<ShownExample> shown() {
      return Optional.empty();
    }
  }

  /** Rows of numbers; the label is their sum, its sign, or for each what has come so far. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sums(Kind kind, float[][] rows) implements Examples {
    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public Batch allocate(int count) {
      return switch (kind) {
        case NOISY -> batch(zeros(count, WIDTH), zeros(count, 2));
        case RECURRENT -> batch(zeros(count, 1, WIDTH), zeros(count, 3, WIDTH));
        case NUMBER -> batch(zeros(count, WIDTH), zeros(count, 1));
      };
    }

    private static INDArray zeros(long... shape) {
      return Nd4j.create(DataType.FLOAT, shape);
    }

    private static Batch batch(INDArray features, INDArray labels) {
      return new Batch(new INDArray[] {features}, labels);
    }

    @Override
    public void read(int[] order, int from, Batch into, RandomGenerator random) {
      into.labels().assign(0);
      for (int i = 0; i < into.size(); i++) {
        float[] row = rows[order[from + i]];
        float sum = 0;
        for (int j = 0; j < WIDTH; j++) {
          sum += row[j];
          into.features()[0].data().put((long) i * WIDTH + j, row[j]);
          if (kind == Kind.RECURRENT) {
            into.labels().putScalar(i, sum < -1 ? 0 : sum < 1 ? 1 : 2, j, 1);
          }
        }
        switch (kind) {
          case NOISY -> into.labels().putScalar(i, sum > 0 ? 1 : 0, 1);
          case NUMBER -> into.labels().putScalar(i, 0, sum);
          case RECURRENT -> {}
        }
      }
    }
  }
}
