package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.layer.KernelLayer;

/** A field that does not come back from JSON makes a restored model compute something else. */
class LayerJsonTest {

  static Stream<KernelLayer> layers() {
    return Stream.of(
        new TokenEmbedding.Builder().name("embedding").nIn(5).nOut(4).build(),
        new EncoderBlock.Builder().name("block").width(4).hidden(8).build(),
        new TokenClassifier.Builder().name("head").nIn(4).nOut(5).build());
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

  private static Object other(Object value) {
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
    throw new IllegalArgumentException("Cannot change a value of " + value.getClass());
  }
}
