package org.kvsweep.kernel.cpu;

import java.nio.FloatBuffer;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.kernel.Rows;

/**
 * Cuts images into squares, on one core. Each image is copied to the heap and back: numbers are
 * moved one at a time, which takes four to seven times as long in direct buffers as in arrays.
 */
final class CpuPatches {
  private float[] image = new float[0];
  private float[] cut = new float[0];

  /** Does what {@link Kernels#patches} says. */
  void patches(Matrix images, PatchShape shape, Matrix y) {
    FloatBuffer from = Rows.bytes(images).asFloatBuffer();
    FloatBuffer to = Rows.bytes(y).asFloatBuffer();
    int numbers = shape.count() * shape.size();
    if (image.length != numbers) {
      image = new float[numbers];
      cut = new float[numbers];
    }
    for (int at = 0; at < y.rows() * y.columns(); at += numbers) {
      from.get(at, image);
      cut(shape);
      to.put(at, cut);
    }
  }

  private void cut(PatchShape shape) {
    int side = shape.patch();
    int across = shape.image() / side;
    int channels = shape.channels();
    for (int patch = 0; patch < shape.count(); patch++) {
      int corner = patch / across * side * shape.image() + patch % across * side;
      for (int row = 0; row < side; row++) {
        int start = patch * shape.size() + row * side * channels;
        for (int channel = 0; channel < channels; channel++) {
          int pixel = (channel * shape.image() + row) * shape.image() + corner;
          copy(pixel, side, start + channel, channels);
        }
      }
    }
  }

  /** Copies that many numbers of the image to places {@code step} apart. */
  private void copy(int pixel, int count, int start, int step) {
    float[] image = this.image;
    float[] cut = this.cut;
    for (int i = 0; i < count; i++) {
      cut[start + i * step] = image[pixel + i];
    }
  }
}
