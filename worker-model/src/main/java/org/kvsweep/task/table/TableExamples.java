package org.kvsweep.task.table;

import java.util.random.RandomGenerator;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Some rows of a table. */
final class TableExamples implements Examples {
  private final TableEncoding encoding;
  private final int[] rows;
  private final int width;
  private final int labels;

  /**
   * The examples of those rows.
   *
   * @param width of the inputs
   * @param labels columns of labels
   */
  TableExamples(TableEncoding encoding, int[] rows, int width, int labels) {
    this.encoding = encoding;
    this.rows = rows;
    this.width = width;
    this.labels = labels;
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public Batch allocate(int count) {
    INDArray features = Nd4j.create(DataType.FLOAT, count, width);
    return new Batch(new INDArray[] {features}, Nd4j.create(DataType.FLOAT, count, labels));
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    int count = into.size();
    float[] features = new float[Math.multiplyExact(count, width)];
    float[] targets = new float[count * labels];
    for (int i = 0; i < count; i++) {
      int row = rows[order[from + i]];
      encoding.writeInputs(row, features, i * width);
      encoding.writeTarget(row, targets, i * labels, labels);
    }
    Matrix.of(into.features()[0], 1).copyFrom(features);
    Matrix.of(into.labels(), 1).copyFrom(targets);
  }
}
