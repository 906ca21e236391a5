package org.kvsweep.data;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * A published data set.
 *
 * @param name of its folder in the data folder
 * @param terms under which it may be used, in a few words
 * @param downloads that together give its files
 */
public record Dataset(String name, String terms, List<Download> downloads) {
  public Dataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(terms, "terms");
    downloads = List.copyOf(downloads);
  }

  /** Returns this data set with one more place to try first, which has it as PLACE/DATASET/FILE. */
  public Dataset withMirror(URI place) {
    return new Dataset(
        name, terms, downloads.stream().map(one -> one.withMirror(place, name)).toList());
  }
}
