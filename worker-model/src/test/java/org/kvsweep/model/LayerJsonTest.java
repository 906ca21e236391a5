package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionFacts;
import org.kvsweep.attention.AttentionFacts.Biases;
import org.kvsweep.attention.AttentionFacts.Mask;
import org.kvsweep.attention.AttentionFacts.PositionMaps;
import org.kvsweep.attention.AttentionFacts.Scale;
import org.kvsweep.attention.BlockFacts;
import org.kvsweep.attention.BlockFacts.DropoutPlaces;
import org.kvsweep.attention.BlockFacts.ResidualInput;
import org.kvsweep.attention.DecoderBlock;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.attention.LanguageBlock;
import org.kvsweep.attention.Start;
import org.kvsweep.attention.VisionBlock;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.layer.KernelLayer;

/** A field that does not come back from JSON makes a restored model compute something else. */
class LayerJsonTest {

  static Stream<KernelLayer> layers() {
    return Stream.concat(
        Stream.of(
            new TokenEmbedding.Builder().name("embedding").nIn(5).nOut(4).build(),
            new TokenClassifier.Builder().name("head").nIn(4).nOut(5).build(),
            new FeatureEmbedding.Builder().name("features").nIn(5).nOut(4).build(),
            new SetClassifier.Builder().name("set").nIn(4).nOut(1).build(),
            new PatchEmbedding.Builder()
                .name("patches")
                .patches(new PatchShape(3, 8, 2))
                .nOut(4)
                .build(),
            new FirstTokenClassifier.Builder().name("first").hidden(6).nIn(4).nOut(5).build(),
            new TokenTable.Builder().name("table").nIn(5).nOut(4).build(),
            new LanguageEmbedding.Builder().name("words").context(7).nIn(5).nOut(4).build(),
            new Norm.Builder().name("norm").nIn(4).nOut(4).build(),
            new LanguageHead.Builder().name("next").nIn(4).nOut(5).build()),
        blocks());
  }

  private static Stream<KernelLayer> blocks() {
    AttentionFacts attention =
        new AttentionFacts(
            Scale.ROOT_OF_WIDTH, Mask.CAUSAL, Biases.OUTPUT, PositionMaps.PER_HEAD, Start.LINEAR);
    BlockFacts facts =
        new BlockFacts(attention, ResidualInput.AFTER_NORM, DropoutPlaces.ADDED_AND_WEIGHTS, 3);
    return Stream.of(
        new EncoderBlock.Builder().name("block").width(4).hidden(8).build(),
        new VisionBlock.Builder().name("vision").width(4).hidden(8).build(),
        new LanguageBlock.Builder().name("language").facts(facts).width(4).hidden(8).build(),
        new DecoderBlock.Builder().name("decoder").facts(facts).width(4).hidden(8).build());
  }

  @Test
  void everyLayerThereIsIsTested() {
    Stream<Class<?>> all =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.kvsweep")
                .stream()
                .filter(type -> type.isAssignableTo(KernelLayer.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::reflect);

    assertThat(layers().map(Object::getClass).toList())
        .containsExactlyInAnyOrderElementsOf(all.toList());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void everyFieldComesBackFromJson(KernelLayer layer) throws ReflectiveOperationException {
    for (PropertyDescriptor property : properties(layer)) {
      Object before = property.getReadMethod().invoke(layer);
      property.getWriteMethod().invoke(layer, other(before));
    }

    KernelLayer restored = throughJson(layer);

    for (PropertyDescriptor property : properties(layer)) {
      assertThat(property.getReadMethod().invoke(restored))
          .as(property.getName())
          .isEqualTo(property.getReadMethod().invoke(layer));
    }
    assertThat(restored).isEqualTo(layer).hasSameHashCodeAs(layer);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void layersThatDifferInOneFieldAreNotEqual(KernelLayer layer)
      throws ReflectiveOperationException {
    for (PropertyDescriptor property : properties(layer)) {
      KernelLayer changed = throughJson(layer);
      assertThat(changed).isEqualTo(layer);
      property.getWriteMethod().invoke(changed, other(property.getReadMethod().invoke(layer)));
      assertThat(changed).as(property.getName()).isNotEqualTo(layer);
    }
  }

  private static KernelLayer throughJson(KernelLayer layer) {
    String json = new NeuralNetConfiguration.Builder().layer(layer).build().toJson();
    return (KernelLayer) NeuralNetConfiguration.fromJson(json).getLayer();
  }

  /** The fields of this layer that are our own, each of which has to have a getter and a setter. */
  private static List<PropertyDescriptor> properties(KernelLayer layer)
      throws ReflectiveOperationException {
    List<PropertyDescriptor> properties = new ArrayList<>();
    for (Class<?> type = layer.getClass();
        KernelLayer.class.isAssignableFrom(type);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          properties.add(property(layer.getClass(), field.getName()));
        }
      }
    }
    return properties;
  }

  private static PropertyDescriptor property(Class<?> type, String name)
      throws ReflectiveOperationException {
    try {
      for (PropertyDescriptor property : Introspector.getBeanInfo(type).getPropertyDescriptors()) {
        if (property.getName().equals(name)
            && property.getReadMethod() != null
            && property.getWriteMethod() != null) {
          return property;
        }
      }
    } catch (IntrospectionException e) {
      throw new ReflectiveOperationException(e);
    }
    throw new NoSuchMethodException("a getter and a setter of " + name + " in " + type.getName());
  }

  private static Object other(Object value) throws ReflectiveOperationException {
    if (value instanceof Integer number) {
      return number + 7;
    }
    if (value instanceof Double number) {
      return number + 0.25;
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Enum<?> constant) {
      return Stream.of(constant.getDeclaringClass().getEnumConstants())
          .filter(any -> any != constant)
          .findFirst()
          .orElseThrow();
    }
    if (value instanceof Record facts) {
      return other(facts);
    }
    throw new IllegalArgumentException("Cannot change a value of " + value.getClass());
  }

  /** The same record with each of its values changed. */
  private static Object other(Record record) throws ReflectiveOperationException {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = other(components[i].getAccessor().invoke(record));
    }
    return record.getClass().getDeclaredConstructor(types).newInstance(values);
  }
}
