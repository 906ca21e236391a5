package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordSerializerTest {
  private final Kryo kryo = new Kryo();

  /** A record of every shape that the serializer has to know. */
  private record Nested(int number, String text, List<Nested> children) {
    Nested {
      if (number < 0) {
        throw new IllegalArgumentException("Cannot be negative, got " + number);
      }
      children = List.copyOf(children);
    }
  }

  private record Empty() {}

  RecordSerializerTest() {
    kryo.setRegistrationRequired(true);
    kryo.register(Nested.class, new RecordSerializer<>(Nested.class));
    kryo.register(Empty.class, new RecordSerializer<>(Empty.class));
    kryo.register(ArrayList.class);
  }

  private byte[] written(Object value) {
    Output output = new Output(1024, -1);
    kryo.writeClassAndObject(output, value);
    return output.toBytes();
  }

  private Object read(byte[] bytes) {
    return kryo.readClassAndObject(new Input(bytes));
  }

  @Test
  void recordsInRecordsComeBackEqual() {
    Nested leaf = new Nested(1, "leaf", List.of());
    Nested tree = new Nested(2, null, List.of(leaf, leaf));

    assertThat(read(written(tree))).isEqualTo(tree);
    assertThat(read(written(new Empty()))).isEqualTo(new Empty());
  }

  @Test
  void collectionsAreAsImmutableAsTheConstructorMakesThem() {
    Nested read = (Nested) read(written(new Nested(1, "", List.of())));

    assertThatThrownBy(() -> read.children().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aDamagedRecordMeetsTheChecksOfItsConstructor() {
    byte[] bytes = written(new Nested(1, "a", List.of()));
    int number = Arrays.mismatch(bytes, written(new Nested(2, "a", List.of())));
    bytes[number] = 1; // -1, as Kryo folds it

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot be negative, got -1");
  }
}
