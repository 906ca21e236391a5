package org.kvsweep.task.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.data.UnfitDataException;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Tables in Parquet, next to the same ones in CSV. */
class ParquetTableTest {
  private static final MessageType FRUIT =
      MessageTypeParser.parseMessageType(
          """
          message fruit {
            optional int32 size;
            required int64 count;
            optional float weight;
            optional double price;
            optional boolean ripe;
            optional binary colour (STRING);
            optional int32 tax (DECIMAL(5, 2));
            optional binary duty (DECIMAL(20, 1));
            optional int32 picked (DATE);
            required int32 big (INTEGER(32, false));
            required binary kind (ENUM);
          }
          """);

  @TempDir private Path folder;

  private Path write(String name, MessageType schema, CompressionCodecName codec, List<Group> rows)
      throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new WrittenFile(file))
            .withType(schema)
            .withCompressionCodec(codec)
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            // Several groups of rows, of several pages each.
            .withRowGroupSize(2000L)
            .withPageSize(200)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  private static Group fruit(int i) {
    Group row = new SimpleGroup(FRUIT);
    row.append("count", 1L << (i % 40)).append("big", i % 7 == 0 ? -1 : i);
    row.append("kind", i * 37 % 101 > 50 ? "apple" : "cherry");
    if (i % 11 == 3) {
      return row;
    }
    row.append("size", i * 37 % 101).append("weight", i / 3f).append("price", i / 7.0);
    row.append("ripe", i % 3 == 0).append("colour", List.of(" red", "grün", "").get(i % 3));
    row.append("tax", i * 5 - 100);
    row.append("duty", Binary.fromConstantByteArray(new byte[] {1, (byte) i}));
    row.append("picked", 20_000 + i % 5);
    return row;
  }

  /** The same rows as a program would write them to CSV. */
  private static String csv(List<Group> rows) {
    String header =
        FRUIT.getFields().stream().map(field -> field.getName()).collect(Collectors.joining(","));
    return header
        + "\n"
        + rows.stream().map(ParquetTableTest::line).collect(Collectors.joining("\n"));
  }

  private static String line(Group row) {
    return IntStream.range(0, FRUIT.getFieldCount())
        .mapToObj(i -> row.getFieldRepetitionCount(i) == 0 ? "" : cell(row, i))
        .collect(Collectors.joining(","));
  }

  private static String cell(Group row, int i) {
    return switch (FRUIT.getFieldName(i)) {
      case "tax" -> "%.2f".formatted(row.getInteger(i, 0) / 100.0);
      case "duty" -> "%.1f".formatted((256 + (row.getBinary(i, 0).getBytes()[1] & 0xff)) / 10.0);
      case "picked" -> "2024-10-%02d".formatted(4 + row.getInteger(i, 0) - 20_000);
      case "big" -> Integer.toUnsignedString(row.getInteger(i, 0));
      default -> row.getValueToString(i, 0);
    };
  }

  private TrialSpec spec(Map<String, ?> task) {
    Map<String, Object> all = new HashMap<>(Map.of("name", "table", "target", "kind"));
    all.putAll(task);
    Map<String, ?> model = all.get("name").equals("table") ? Map.of("width", 8) : Map.of();
    return TaskCatalog.load().complete(all, model, Map.of("epochs", 2, "batch-size", 8), 1);
  }

  private Task task(Map<String, ?> task) {
    TrialSpec spec = spec(task);
    return TaskCatalog.load().provider("table").create(spec, folder);
  }

  /** A trial of which nothing is kept. */
  private record Alone(Path dataFolder) implements TrialContext {
    @Override
    public Answer report(TrialProgress progress) {
      return Answer.CONTINUE;
    }

    @Override
    public boolean cancelled() {
      return false;
    }
  }

  private List<Map<String, Double>> measured(String file) {
    return measured(Map.of("file", file, "missing", "fill"));
  }

  private List<Map<String, Double>> measured(Map<String, ?> task) {
    TrialSpec spec = spec(task);
    return new Dl4jEngine()
        .run(spec, new Alone(folder)).run().metrics().stream()
            .map(EpochMetrics::values)
            .collect(Collectors.toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
  void equalTablesGiveEqualNumbers(CompressionCodecName codec) throws IOException {
    List<Group> rows = fruits(150);
    write("fruit.parquet", FRUIT, codec, rows);
    Files.writeString(folder.resolve("fruit.csv"), csv(rows));

    assertThat(measured("fruit.parquet")).hasSize(2).isEqualTo(measured("fruit.csv"));
  }

  @Test
  void aNetworkFromAFileLearnsTheSameFromEither() throws IOException {
    List<Group> rows = fruits(150);
    write("fruit.parquet", FRUIT, CompressionCodecName.SNAPPY, rows);
    Files.writeString(folder.resolve("fruit.csv"), csv(rows));
    Task task = task(Map.of("file", "fruit.csv", "missing", "fill"));
    int inputs = task.train().allocate(1).features()[0].columns();
    Files.writeString(
        folder.resolve("n.json"),
        new NeuralNetConfiguration.Builder()
            .updater(new Adam(1e-2))
            .list()
            .layer(new DenseLayer.Builder().nIn(inputs).nOut(5).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(5)
                    .nOut(2)
                    .build())
            .build()
            .toJson());
    Map<String, String> network =
        Map.of("name", "table-network", "network", "n.json", "missing", "fill");

    assertThat(measured(with(network, "fruit.parquet")))
        .hasSize(2)
        .isEqualTo(measured(with(network, "fruit.csv")));
  }

  private static Map<String, String> with(Map<String, String> task, String file) {
    Map<String, String> all = new HashMap<>(task);
    all.put("file", file);
    return all;
  }

  private static List<Group> fruits(int rows) {
    return IntStream.range(0, rows).mapToObj(ParquetTableTest::fruit).toList();
  }

  @Test
  void columnsAreNumbersOrWordsAndCountForChangedData() throws IOException {
    write("fruit.parquet", FRUIT, CompressionCodecName.SNAPPY, fruits(100));
    Task task = task(Map.of("file", "fruit.parquet", "missing", "drop", "categorical", "count"));

    // Six numbers, then the words of ripe, colour, picked and count in the rows that are left.
    assertThat(task.train().allocate(1).features()[0].columns()).isEqualTo(6 + 2 + 2 + 5 + 38);
    assertThat(DataChecksums.in(task.environment()).sha256()).containsOnlyKeys("fruit.parquet");
  }

  private void assertRefused(MessageType schema, Map<String, ?> task, String... problems)
      throws IOException {
    write("t.parquet", schema, CompressionCodecName.SNAPPY, List.of());
    Map<String, Object> all = new HashMap<>(Map.of("file", "t.parquet"));
    all.putAll(task);
    assertThatThrownBy(() -> task(all))
        .isInstanceOfSatisfying(
            UnfitDataException.class,
            refused -> assertThat(refused.problems()).containsExactly(problems));
  }

  @Test
  void columnsThatNoTableHasAreNamedAllAtOnce() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message t {
              required int32 a;
              optional group address { optional binary street (STRING); }
              repeated int32 list;
              optional int64 at (TIMESTAMP(MICROS, true));
              optional int96 old;
              optional binary bytes;
              optional fixed_len_byte_array(3) code;
              required binary kind (STRING);
            }
            """);

    assertRefused(
        schema,
        Map.of("ignore", "code, gone"),
        "t.parquet: expected one value in each cell of address, got lists or groups; task.ignore leaves it out",
        "t.parquet: expected one value in each cell of list, got lists or groups; task.ignore leaves it out",
        "t.parquet: expected numbers, text, booleans or dates in at, got TIMESTAMP(MICROS,true); task.ignore leaves it out",
        "t.parquet: expected numbers, text, booleans or dates in old, got INT96; task.ignore leaves it out",
        "t.parquet: expected numbers, text, booleans or dates in bytes, got BINARY; task.ignore leaves it out",
        "t.parquet: expected rows, got none",
        "t.parquet: expected task.ignore to name one of the columns a, address, list, at, old, bytes, code, kind, got gone");
  }

  @Test
  void whatIsWrongInRowsIsSaidByTheirNumbers() throws IOException {
    write("fruit.parquet", FRUIT, CompressionCodecName.SNAPPY, fruits(5));

    assertThatThrownBy(() -> task(Map.of("file", "fruit.parquet", "ignore", "colour")))
        .hasMessageContaining("7 problems")
        .hasMessageContaining(
            "fruit.parquet: row 4: expected a value of size, got none; task.missing: fill fills it");
  }

  /** Each damaged file ends in one refusal or in a table, whatever the library does with it. */
  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] whole =
        Files.readAllBytes(write("fruit.parquet", FRUIT, CompressionCodecName.SNAPPY, fruits(60)));
    RandomGenerator random = RandomStream.of(7, "damage", 0);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] damaged = whole.clone();
      // The footer, of the last kilobytes, decides about everything.
      int at = i % 2 == 0 ? random.nextInt(whole.length) : whole.length - 1 - random.nextInt(1500);
      damaged[at] = (byte) random.nextInt(256);
      refused += refuses(i % 10 == 0 ? Arrays.copyOf(whole, at) : damaged) ? 1 : 0;
    }

    assertThat(refused).isBetween(50, 150);
    assertThatThrownBy(() -> read("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessage(
            "Cannot read fruit.parquet: expected a whole Parquet file, which begins and ends with PAR1");
  }

  private void read(byte[] content) throws IOException {
    Files.write(folder.resolve("fruit.parquet"), content);
    task(Map.of("file", "fruit.parquet", "missing", "fill"));
  }

  private boolean refuses(byte[] content) throws IOException {
    try {
      read(content);
      return false;
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("Cannot ");
      assertThat(refused.getMessage().lines()).hasSize(1);
      return true;
    }
  }
}
