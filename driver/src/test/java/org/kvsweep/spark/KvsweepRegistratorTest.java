package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;
import scala.reflect.ClassTag$;

class KvsweepRegistratorTest {
  private static final KryoSerializer SERIALIZER =
      new KryoSerializer(SparkSettings.embedded("test", Map.of("spark.master", "local[1]")).conf());

  private static Object roundTrip(Object value) {
    SerializerInstance serializer = SERIALIZER.newInstance();
    ByteBuffer bytes = serializer.serialize(value, ClassTag$.MODULE$.apply(Object.class));
    return serializer.deserialize(bytes, ClassTag$.MODULE$.apply(Object.class));
  }

  @Property(tries = 300)
  void everyOrderArrivesAsItWasSent(@ForAll("orders") TrialOrder order) {
    assertThat(roundTrip(order)).isEqualTo(order);
  }

  @Property(tries = 300)
  void everyReportArrivesAsItWasSent(@ForAll("reports") TrialReport report) {
    assertThat(roundTrip(report)).isEqualTo(report);
  }

  @Test
  void everyTypeThatCanBeInAMessageIsRegistered() {
    Kryo kryo = SERIALIZER.newKryo();

    assertThat(reachable(TrialOrder.class, TrialReport.class))
        .contains(EpochMetrics.class, FailureKind.class, TrialOutcome.Diverged.class)
        .allSatisfy(type -> assertThat(kryo.getClassResolver().getRegistration(type)).isNotNull());
  }

  @Test
  void everyMessageOfARunningTrialCanCrossByJavasSerialization() {
    // Spark's RPC knows no other; it reads them from executors of this sweep only, never from
    // files.
    assertThat(reachable(TrialMessage.class))
        .contains(TrialMessage.Progressed.class, Place.class)
        .allSatisfy(
            type ->
                assertThat(type.isPrimitive() || Serializable.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isTrue());
  }

  @Test
  void aTypeThatIsNotRegisteredIsRefused() {
    record Stranger(int number) {}

    assertThatThrownBy(() -> roundTrip(new Stranger(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Class is not registered")
        .hasMessageContaining("Stranger");
  }

  /** The concrete types that values of these types can consist of, by components and permits. */
  private static Set<Class<?>> reachable(Class<?>... roots) {
    Set<Class<?>> seen = new LinkedHashSet<>();
    Deque<Type> open = new ArrayDeque<>(List.of(roots));
    while (!open.isEmpty()) {
      Type type = open.remove();
      if (type instanceof ParameterizedType generic) {
        open.addAll(Arrays.asList(generic.getActualTypeArguments()));
      } else if (type instanceof Class<?> plain && seen.add(plain)) {
        if (plain.isRecord()) {
          Arrays.stream(plain.getRecordComponents())
              .map(RecordComponent::getGenericType)
              .forEach(open::add);
        } else if (plain.isSealed()) {
          open.addAll(Arrays.asList(plain.getPermittedSubclasses()));
        }
      }
    }
    // Settings check that what they hold as Object is one of four types of the JDK.
    seen.removeIf(type -> type.isInterface() || type == Object.class);
    return seen;
  }

  @Provide
  Arbitrary<TrialOrder> orders() {
    return Combinators.combine(
            specs(),
            Arbitraries.integers().greaterOrEqual(1),
            Arbitraries.strings(),
            checkpointOrders(),
            rungs())
        .as(
            (spec, attempt, text, checkpoints, rungs) ->
                new TrialOrder(
                    spec,
                    attempt,
                    text.length(),
                    text,
                    text,
                    new DataChecksums(new TreeMap<>(Map.of(text, text))),
                    Keep.BEST,
                    checkpoints,
                    rungs));
  }

  private static Arbitrary<Rungs> rungs() {
    return Combinators.combine(
            Arbitraries.strings(), Arbitraries.doubles().list(), Arbitraries.longs())
        .as(Rungs::new);
  }

  private static Arbitrary<CheckpointOrder> checkpointOrders() {
    return Combinators.combine(Arbitraries.strings(), Arbitraries.integers().between(0, 1000))
        .as(
            (address, number) ->
                new CheckpointOrder(
                    address,
                    number % 2 == 0
                        ? CheckpointPolicy.everyEpochs(number)
                        : CheckpointPolicy.every(Duration.ofMillis(number)).keepingLast(),
                    number % 3 == 0 ? "" : "%016x".formatted(number)));
  }

  @Provide
  Arbitrary<TrialReport> reports() {
    return Combinators.combine(
            outcomes(), Arbitraries.strings(), Arbitraries.of(TrialReport.Halt.class))
        .as(
            (outcome, text, halt) ->
                new TrialReport(
                    new AttemptId(new TrialId("0123456789abcdef"), 1 + text.length()),
                    outcome,
                    new Place(text, text),
                    new TrainedModel(text.getBytes(StandardCharsets.UTF_8)),
                    halt,
                    Collections.nCopies(text.length() % 3, new Place("1", text))));
  }

  private static Arbitrary<TrialSpec> specs() {
    Arbitrary<String> attention =
        Arbitraries.of(AttentionVariant.class).map(AttentionVariant::label);
    return Combinators.combine(
            settings(), settings(), settings(), attention, Arbitraries.longs().greaterOrEqual(0))
        .as(
            (task, model, training, variant, seed) ->
                new TrialSpec(task, model.with(ModelKeys.ATTENTION, variant), training, seed));
  }

  private static Arbitrary<Settings> settings() {
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.strings().map(Object.class::cast),
            Arbitraries.of(true, false).map(Object.class::cast));
    return Arbitraries.maps(Arbitraries.strings(), value).ofMaxSize(5).map(Settings::new);
  }

  private static Arbitrary<TrialOutcome> outcomes() {
    Arbitrary<String> text = Arbitraries.strings();
    return Arbitraries.oneOf(
        runs().map(TrialOutcome.Completed::new),
        Combinators.combine(runs(), text).as(TrialOutcome.Stopped::new),
        Combinators.combine(runs(), Arbitraries.longs()).as(TrialOutcome.Diverged::new),
        Combinators.combine(runs(), Arbitraries.of(FailureKind.class), text, text)
            .as(TrialOutcome.Failed::new));
  }

  private static Arbitrary<TrialRun> runs() {
    Arbitrary<Map<String, String>> environment =
        Arbitraries.maps(Arbitraries.strings(), Arbitraries.strings()).ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.longs(), numbers(), environment, metrics().list().ofMaxSize(4))
        .as(
            (whole, number, words, epochs) ->
                new TrialRun(
                    whole,
                    whole,
                    whole,
                    whole,
                    number,
                    number,
                    number,
                    whole,
                    new TreeMap<>(words),
                    epochs));
  }

  private static Arbitrary<EpochMetrics> metrics() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            numbers(),
            Arbitraries.maps(Arbitraries.strings(), numbers()).ofMaxSize(3))
        .as(
            (epoch, step, steps, seconds, values) ->
                new EpochMetrics(epoch, step, seconds, values).of(steps));
  }

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0));
  }
}
