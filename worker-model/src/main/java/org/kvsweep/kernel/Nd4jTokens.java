package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns ids and images into rows of tokens, by ND4J's own operations. */
final class Nd4jTokens {
  private Nd4jTokens() {}

  static void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    int tokens = ids.columns();
    int[] rows = ClassIds.checked(ids, table.rows());
    INDArray picked = table.view().dup('c').getRows(rows).muli(scale);
    if (bias != null) {
      picked.addiRowVector(bias.view());
    }
    y.view().assign(picked);
    for (int example = 0; example < ids.rows(); example++) {
      y.rows(example * tokens, tokens).view().addi(positions.rows(0, tokens).view());
    }
  }

  static void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    int[] rows = ClassIds.checked(ids, dTable.rows());
    dTable.view().assign(0);
    for (int row = 0; row < rows.length; row++) {
      dTable.view().getRow(rows[row]).addi(dy.view().getRow(row).mul(scale));
    }
    if (dPositions != null) {
      dPositions.view().assign(0);
      for (int row = 0; row < rows.length; row++) {
        dPositions.view().getRow(row % ids.columns()).addi(dy.view().getRow(row));
      }
    }
    if (dBias != null) {
      dBias.view().assign(dy.view().sum(true, 0));
    }
  }

  static void lengths(Matrix ids, int padding, Matrix lengths) {
    for (int example = 0; example < ids.rows(); example++) {
      int length = ids.columns();
      while (length > 0 && ids.view().getDouble(example, length - 1) == padding) {
        length--;
      }
      lengths.view().putScalar(example, 0, length);
    }
  }

  static void patches(Matrix images, PatchShape shape, Matrix y) {
    int across = shape.image() / shape.patch();
    long count = y.rows() / shape.count();
    INDArray grid =
        images.shaped(count, shape.channels(), across, shape.patch(), across, shape.patch());
    INDArray cut = grid.permute(0, 2, 4, 3, 5, 1).dup('c');
    y.view().assign(cut.reshape(y.rows(), shape.size()));
  }

  static void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    int tokens = positions.rows();
    for (int example = 0; example < y.rows() / tokens; example++) {
      Matrix own = y.rows(example * tokens, tokens);
      own.rows(0, 1).view().assign(first.view());
      own.rows(1, tokens - 1).view().assign(x.rows(example * (tokens - 1), tokens - 1).view());
      own.view().addi(positions.view());
    }
  }

  static void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    int tokens = dPositions.rows();
    dPositions.view().assign(0);
    for (int example = 0; example < dy.rows() / tokens; example++) {
      Matrix own = dy.rows(example * tokens, tokens);
      dx.rows(example * (tokens - 1), tokens - 1).view().assign(own.rows(1, tokens - 1).view());
      dPositions.view().addi(own.view());
    }
    dFirst.view().assign(dPositions.rows(0, 1).view());
  }
}
