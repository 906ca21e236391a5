package org.kvsweep.task.vision;

import org.kvsweep.kernel.cpu.BatchWriter;

/** Vectors of features, all of one width, with a label each. */
interface Features {

  /** Returns the number of vectors. */
  int count();

  /** Returns F, the numbers in a vector. */
  int width();

  /** The class of a vector. */
  int label(int vector);

  /** Writes a vector to {@code into} from {@code at} on. */
  void copy(int vector, BatchWriter into, int at);

  /** The pixels of images, normalised. */
  record Pixels(Images images, Normalization normalization) implements Features {
    @Override
    public int count() {
      return images.count();
    }

    @Override
    public int width() {
      return images.imageBytes();
    }

    @Override
    public int label(int vector) {
      return images.label(vector);
    }

    @Override
    public void copy(int vector, BatchWriter into, int at) {
      int area = width() / normalization.channels();
      normalization.apply(images.block(vector), images.offset(vector), area, into, at);
    }
  }
}
