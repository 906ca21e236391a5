package org.kvsweep.kernel;

/**
 * The cut of square images into square patches.
 *
 * @param channels of the image
 * @param image its height and width
 * @param patch height and width of a patch; divides those of the image
 */
public record PatchShape(int channels, int image, int patch) {
  public PatchShape {
    if (channels < 1 || patch < 1 || image < 1 || image % patch != 0) {
      throw new IllegalArgumentException(
          "Cannot cut images: expected a patch that divides the image, got %d channels of %d by"
                  .formatted(channels, image)
              + " %d and patch %d".formatted(image, patch));
    }
  }

  /** P, the patches of one image. */
  public int count() {
    return (image / patch) * (image / patch);
  }

  /** The numbers in a patch. */
  public int size() {
    return channels * patch * patch;
  }
}
