package org.kvsweep.data;

import java.net.URI;

/** Hears how a fetch goes. Called by the fetching thread. */
public interface FetchListener {

  /**
   * Hears that another process, or another fetch of this one, is at the same data set, and that
   * this one waits.
   */
  void waiting(String dataset);

  /**
   * A transfer begins or goes on.
   *
   * @param have bytes that are there from before
   * @param total bytes of the whole download; -1 where the server does not say
   */
  void started(URI from, long have, long total);

  /** The current download has {@code have} bytes by now. */
  void progressed(long have, long total);

  /** Hears of a failure after which the download is tried again, here or elsewhere. */
  void failed(URI from, String reason);

  /** The download is there, checked and unpacked. */
  void finished(Download download);

  /** Hears nothing. */
  static FetchListener silent() {
    return new FetchListener() {
      @Override
      public void waiting(String dataset) {}

      @Override
      public void started(URI from, long have, long total) {}

      @Override
      public void progressed(long have, long total) {}

      @Override
      public void failed(URI from, String reason) {}

      @Override
      public void finished(Download download) {}
    };
  }
}
