package org.kvsweep.task.vision;

import java.util.random.RandomGenerator;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.cpu.BatchWriter;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Some of the images of a data set: [B, channels, side, side], normalised, with labels [B, 1]. For
 * one thread.
 */
final class ImageExamples implements Examples {
  /** The random variation of training images. */
  enum Variation {
    NONE,
    /** Mirrors the image or not, and resizes a random part of it to the whole. */
    FLIP_AND_CROP
  }

  // As the paper's code has it for CIFAR.
  private static final CropBox.Range CROP_AREA = new CropBox.Range(0.8, 1);
  private static final CropBox.Range CROP_RATIO = new CropBox.Range(0.9, 1.1);

  private final Images images;
  private final int[] members;
  private final int side;
  private final Normalization normalization;
  private final Variation variation;
  private final BilinearCrop crop;
  private final float[] varied;
  private float[] labels = new float[0];

  /**
   * Examples of these images.
   *
   * @param members the numbers of the images that are examples
   */
  ImageExamples(
      Images images, int[] members, int side, Normalization normalization, Variation variation) {
    this.images = images;
    this.members = members;
    this.side = side;
    this.normalization = normalization;
    this.variation = variation;
    this.crop = new BilinearCrop(side, normalization);
    this.varied = new float[images.imageBytes()];
  }

  @Override
  public int size() {
    return members.length;
  }

  @Override
  public Batch allocate(int count) {
    INDArray features = Nd4j.create(DataType.FLOAT, count, normalization.channels(), side, side);
    return new Batch(new INDArray[] {features}, Nd4j.create(DataType.FLOAT, count, 1));
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    int count = into.size();
    int size = images.imageBytes();
    if (labels.length != count) {
      labels = new float[count];
    }
    BatchWriter pixels = BatchWriter.of(Matrix.of(into.features()[0]));
    for (int row = 0; row < count; row++) {
      int image = members[order[from + row]];
      labels[row] = images.label(image);
      switch (variation) {
        case NONE ->
            normalization.apply(
                images.block(image), images.offset(image), side * side, pixels, row * size);
        case FLIP_AND_CROP -> {
          CropBox box = CropBox.random(random, side, CROP_AREA, CROP_RATIO);
          crop.resize(images.block(image), images.offset(image), box, varied);
          pixels.put(varied, 0, size, row * size);
        }
      }
    }
    pixels.finish();
    Matrix.of(into.labels()).copyFrom(labels);
  }
}
