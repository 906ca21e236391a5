package org.kvsweep.task.vision;

import java.util.List;
import org.kvsweep.settings.Labelled;

/** The published sets of images: their files, and how the paper's code uses them. */
enum ImageDataset implements Labelled {
  MNIST("mnist", Format.IDX, 10),
  FASHION_MNIST("fashion-mnist", Format.IDX, 10),
  CIFAR_10("cifar-10", Format.CIFAR_10, 10),
  CIFAR_100("cifar-100", Format.CIFAR_100, 100);

  /** The layout of files. */
  enum Format {
    IDX(28, 60_000),
    CIFAR_10(32, 50_000),
    CIFAR_100(32, 50_000);

    private final int side;
    private final int trainImages;

    Format(int side, int trainImages) {
      this.side = side;
      this.trainImages = trainImages;
    }

    private List<String> trainFiles() {
      return switch (this) {
        case IDX -> List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        case CIFAR_10 ->
            List.of(
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin");
        case CIFAR_100 -> List.of("train.bin");
      };
    }

    private List<String> testFiles() {
      return switch (this) {
        case IDX -> List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        case CIFAR_10 -> List.of("test_batch.bin");
        case CIFAR_100 -> List.of("test.bin");
      };
    }
  }

  /** The parts in which the sets are published. */
  enum Part {
    TRAIN,
    TEST
  }

  private static final int TEST_IMAGES = 10_000;

  // What the paper's code subtracts and divides by.
  private static final Normalization GREY =
      new Normalization(new double[] {0.1307}, new double[] {0.3081});
  private static final Normalization COLOUR =
      new Normalization(
          new double[] {0.49139968, 0.48215841, 0.44653091},
          new double[] {0.24703223, 0.24348513, 0.26158784});

  private final String label;
  private final Format format;
  private final int classes;

  ImageDataset(String label, Format format, int classes) {
    this.label = label;
    this.format = format;
    this.classes = classes;
  }

  static ImageDataset of(String label) {
    return Labelled.of(ImageDataset.class, label)
        .orElseThrow(() -> new IllegalArgumentException("Cannot find images called " + label));
  }

  /** The name of the task and of the folder of its files. */
  @Override
  public String label() {
    return label;
  }

  Format format() {
    return format;
  }

  /** Height and width of an image. */
  int side() {
    return format.side;
  }

  int classes() {
    return classes;
  }

  Normalization normalization() {
    return format == Format.IDX ? GREY : COLOUR;
  }

  int imageBytes() {
    return normalization().channels() * side() * side();
  }

  /** The published files of a part, in their order. */
  List<String> files(Part part) {
    return part == Part.TRAIN ? format.trainFiles() : format.testFiles();
  }

  /** Returns the number of published images of a part. */
  int published(Part part) {
    return part == Part.TRAIN ? format.trainImages : TEST_IMAGES;
  }
}
