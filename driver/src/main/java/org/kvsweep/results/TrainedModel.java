package org.kvsweep.results;

import java.util.Arrays;
import java.util.Objects;

/**
 * The trained model of a trial on its way into the results folder.
 *
 * @param zip the file as the engine wrote it; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are not to be copied; nobody writes them
public record TrainedModel(byte[] zip) {
  public static final TrainedModel NONE = new TrainedModel(new byte[0]);

  public TrainedModel {
    Objects.requireNonNull(zip, "zip");
  }

  public boolean isThere() {
    return zip.length > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedModel model && Arrays.equals(zip, model.zip);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(zip);
  }

  @Override
  public String toString() {
    return "a model of %d bytes".formatted(zip.length);
  }
}
