package org.kvsweep.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Rows and columns in the memory of an ND4J array, row-major; rows may lie apart (a range of the
 * columns of a wider matrix is a matrix too). What kernels read and write.
 *
 * <p>It holds the array, so the memory lives as long as the matrix. One made while memory is only
 * measured ({@link Arena#measuring}) has no array.
 */
public final class Matrix {
  private final INDArray array;
  private final long offset;
  private final int rows;
  private final int columns;
  private final int stride;
  private INDArray view;
  private FloatMemory memory;

  private Matrix(INDArray array, long offset, int rows, int columns, int stride) {
    this.array = array;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /**
   * The whole of an array as rows of its last dimension.
   *
   * @throws IllegalArgumentException if its elements do not lie one behind the other in c order
   */
  public static Matrix of(INDArray array) {
    long columns = array.rank() == 0 ? 1 : array.size(-1);
    return of(array, Math.toIntExact(columns));
  }

  /** The whole of an array as rows of that many columns. */
  public static Matrix of(INDArray array, int columns) {
    if (!dense(array) || array.length() % columns != 0) {
      throw new IllegalArgumentException(
          "Cannot use an array as a matrix: expected c order without gaps and rows of %d, got %s"
              .formatted(columns, array.shapeInfoToString()));
    }
    int rows = Math.toIntExact(array.length() / columns);
    return new Matrix(array, array.offset(), rows, columns, columns);
  }

  static Matrix measured(int rows, int columns) {
    return new Matrix(null, 0, rows, columns, columns);
  }

  /** Returns whether the elements follow one another in c order. */
  public static boolean dense(INDArray array) {
    long expected = 1;
    for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
      if (array.size(dimension) > 1 && array.stride(dimension) != expected) {
        return false;
      }
      expected *= array.size(dimension);
    }
    return true;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Elements from the start of a row to the start of the next. */
  public int stride() {
    return stride;
  }

  public DataType type() {
    return array.dataType();
  }

  /** Returns whether there is no gap between the rows. */
  public boolean dense() {
    return stride == columns;
  }

  /** A range of columns of every row, in the same memory. */
  public Matrix columns(int from, int count) {
    checkRange("columns", from, count, columns);
    return new Matrix(array, offset + from, rows, count, stride);
  }

  /** A range of rows, in the same memory. */
  public Matrix rows(int from, int count) {
    checkRange("rows", from, count, rows);
    return new Matrix(array, offset + (long) from * stride, count, columns, stride);
  }

  /** The rows 0, group, 2·group and so on, in the same memory: the first of each group. */
  public Matrix firstOfEach(int group) {
    return oneOfEach(group, 0);
  }

  /** The rows index, group + index, 2·group + index and so on, in the same memory. */
  public Matrix oneOfEach(int group, int index) {
    if (index < 0 || index >= group || rows % group != 0) {
      throw new IllegalArgumentException(
          "Cannot take row %d of each %d rows: there are %d".formatted(index, group, rows));
    }
    return new Matrix(array, offset + (long) index * stride, rows / group, columns, group * stride);
  }

  /** The same elements, which have to be dense, in rows of another length. */
  public Matrix inRowsOf(int count) {
    if (!dense() || (long) rows * columns % count != 0) {
      throw new IllegalArgumentException("Cannot form rows of %d from %s".formatted(count, this));
    }
    int made = Math.toIntExact((long) rows * columns / count);
    return new Matrix(array, offset, made, count, count);
  }

  private static void checkRange(String what, int from, int count, int size) {
    if (from < 0 || count < 0 || from + count > size) {
      throw new IllegalArgumentException(
          "Cannot take %s %d to %d: there are %d".formatted(what, from, from + count, size));
    }
  }

  /** The same memory as an ND4J array [rows, columns]. */
  public INDArray view() {
    if (view == null) {
      view =
          Nd4j.create(
              array.data(), new long[] {rows, columns}, new long[] {stride, 1}, offset, 'c');
    }
    return view;
  }

  /** The same memory, which has to be dense, as an ND4J array of that shape. */
  public INDArray shaped(long... shape) {
    if (!dense()) {
      throw new IllegalStateException("Cannot reshape a matrix with gaps between its rows");
    }
    return Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c');
  }

  /** The memory for fused loops, valid as long as this matrix is reachable. */
  public FloatMemory memory() {
    if (memory == null) {
      if (array.dataType() != DataType.FLOAT) {
        throw new IllegalArgumentException(
            "Cannot read a matrix with fused kernels: expected FLOAT, got " + array.dataType());
      }
      long span = rows == 0 ? 0 : (long) (rows - 1) * stride + columns;
      memory = FloatMemory.of((FloatPointer) array.data().pointer(), offset, span);
    }
    return memory;
  }

  /**
   * Copies numbers into this matrix, which has to be dense, row by row.
   *
   * @param values so many or more
   */
  public void copyFrom(float[] values) {
    int count = rows * columns;
    if (dense() && FloatMemory.fits(array.dataType())) {
      memory().bytes().asFloatBuffer().put(values, 0, count);
    } else {
      view()
          .assign(
              Nd4j.createFromArray(values)
                  .get(NDArrayIndex.interval(0, count))
                  .reshape(rows, columns));
    }
  }

  /**
   * Copies the numbers of this matrix, which has to be dense, row by row.
   *
   * @param values so many or more
   */
  public void copyTo(float[] values) {
    int count = rows * columns;
    if (dense() && FloatMemory.fits(array.dataType())) {
      memory().bytes().asFloatBuffer().get(values, 0, count);
    } else {
      System.arraycopy(view().dup('c').data().asFloat(), 0, values, 0, count);
    }
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " x " + columns + (dense() ? "]" : ", stride " + stride + "]");
  }
}
