package org.kvsweep.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Any record, component by component, back through its canonical constructor, whose checks run.
 * Kryo 4 can't construct records: it sets fields, which records forbid.
 *
 * <p>Collections are written as the mutable collection of their kind and left to the constructor to
 * copy: the JDK's immutable ones are of hidden classes that change with the release.
 */
final class RecordSerializer<T extends Record> extends Serializer<T> {
  private final MethodHandle constructor;
  private final MethodHandle[] accessors;

  RecordSerializer(Class<T> type) {
    super(false, true);
    RecordComponent[] components = type.getRecordComponents();
    accessors = new MethodHandle[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      for (int i = 0; i < components.length; i++) {
        accessors[i] = lookup.unreflect(components[i].getAccessor());
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Cannot serialize record " + type.getName(), e);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, T value) {
    try {
      for (MethodHandle accessor : accessors) {
        kryo.writeClassAndObject(output, plain(accessor.invoke(value)));
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException("Cannot write " + value.getClass().getName(), e);
    }
  }

  @Override
  public T read(Kryo kryo, Input input, Class<T> type) {
    Object[] components = new Object[accessors.length];
    for (int i = 0; i < components.length; i++) {
      components[i] = kryo.readClassAndObject(input);
    }
    try {
      return type.cast(constructor.invoke(components));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException("Cannot read " + type.getName(), e);
    }
  }

  private static Object plain(Object component) {
    if (component instanceof SortedMap<?, ?> map) {
      return new TreeMap<>(map);
    } else if (component instanceof Map<?, ?> map) {
      return new LinkedHashMap<>(map);
    } else if (component instanceof List<?> list) {
      return new ArrayList<>(list);
    } else if (component instanceof Set<?> set) {
      return new LinkedHashSet<>(set);
    } else if (component instanceof Collection<?> other) {
      throw new KryoException("Cannot write a " + other.getClass().getName());
    }
    return component;
  }
}
