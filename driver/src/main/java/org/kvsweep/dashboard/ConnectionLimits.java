package org.kvsweep.dashboard;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Limits the number and the duration of connections: whoever sends half a request, or reads nothing
 * of the answer, holds a connection and a thread, before a token is asked for.
 */
final class ConnectionLimits {
  /** A browser has up to six; beyond this the server closes new ones at once. */
  private static final int MOST = 256;

  /**
   * The limits in seconds, unless the user sets others: the JDK's server has them as properties
   * only.
   */
  private static final Map<String, Integer> PROPERTIES =
      Map.of(
          "jdk.httpserver.maxConnections", MOST,
          // A request is one packet; this is time for it to be lost and sent again.
          "sun.net.httpserver.maxReqTime", 5,
          // The largest report takes seconds to make and is some 20 MB to send.
          "sun.net.httpserver.maxRspTime", 60,
          // A page asks every two seconds.
          "sun.net.httpserver.idleInterval", 15);

  private static final int IDLE_SECONDS = 10;

  private ConnectionLimits() {}

  /**
   * Sets the limits; has to come before the first server of this process, which reads them once.
   */
  static void set() {
    PROPERTIES.forEach(
        (key, value) -> {
          if (System.getProperty(key) == null) {
            System.setProperty(key, value.toString());
          }
        });
  }

  /** A thread for each connection, made when it is needed. */
  static ExecutorService threads(ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }
}
