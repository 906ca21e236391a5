package org.kvsweep.spark;

import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Lists of Scala as lists of Java and back. Scala 2.13 has other conversions, which 2.12 lacks;
 * both have these.
 */
@SuppressWarnings("deprecation")
final class ScalaLists {
  private ScalaLists() {}

  /** Returns a view of the sequence. */
  static <T> List<T> list(Seq<T> sequence) {
    return JavaConverters.seqAsJavaList(sequence);
  }

  /** Returns a copy of the list, as what each line of Scala calls a sequence. */
  static <T> scala.collection.immutable.List<T> sequence(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }
}
