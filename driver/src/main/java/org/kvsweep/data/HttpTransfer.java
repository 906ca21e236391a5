package org.kvsweep.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.function.FailableConsumer;

/**
 * Downloads files by HTTP. What came before a connection broke, in this process or an earlier one,
 * is not asked for again.
 */
final class HttpTransfer {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(Redirect.NORMAL).connectTimeout(CONNECT).build();
  private final Duration patience;
  private final FailableConsumer<Duration, InterruptedException> pause;
  private final FetchListener listener;

  /**
   * @param patience how long a server may be silent
   */
  HttpTransfer(
      Duration patience,
      FailableConsumer<Duration, InterruptedException> pause,
      FetchListener listener) {
    this.patience = patience;
    this.pause = pause;
    this.listener = listener;
  }

  /**
   * Downloads to a file, which may hold the beginning from before.
   *
   * @param mostBytes more is refused
   * @throws IOException if the server does not give the file, tried again where that may help
   */
  void download(URI from, long mostBytes, Path to) throws IOException, InterruptedException {
    Duration wait = FIRST_PAUSE;
    int failures = 0;
    long furthest = size(to);
    while (true) {
      try {
        transfer(from, mostBytes, to);
        return;
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        // A connection that breaks after it gave something new deserves another chance.
        failures = size(to) > furthest ? 1 : failures + 1;
        furthest = Math.max(furthest, size(to));
        if (failures == TRIES) {
          throw new IOException(reason(e), e);
        }
        listener.failed(from, reason(e) + "; trying again");
      }
      pause.accept(wait);
      wait = failures == 1 ? FIRST_PAUSE : wait.multipliedBy(2);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void transfer(URI mirror, long mostBytes, Path to)
      throws IOException, InterruptedException {
    long have = size(to);
    HttpRequest.Builder request = HttpRequest.newBuilder(mirror).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> copy(response, body, 0, mostBytes, to);
        case 206 -> copy(response, body, checkedStart(response, have), mostBytes, to);
        case 416 -> acceptComplete(response, have, to);
        case 429, 500, 502, 503, 504 -> throw new IOException("HTTP " + response.statusCode());
        default -> throw new RefusedException("HTTP " + response.statusCode());
      }
    }
  }

  private static long checkedStart(HttpResponse<?> response, long have) throws IOException {
    Matcher range = contentRange(response);
    if (!range.matches() || !Long.toString(have).equals(range.group(1))) {
      throw new RefusedException(
          "asked for bytes from %d on, got %s"
              .formatted(have, response.headers().firstValue("Content-Range").orElse("no range")));
    }
    return have;
  }

  private static Matcher contentRange(HttpResponse<?> response) {
    return CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
  }

  /** The server has nothing behind what is there: that is all, or it isn't the same file. */
  private static void acceptComplete(HttpResponse<?> response, long have, Path to)
      throws IOException {
    Matcher range = contentRange(response);
    if (!range.matches() || !range.group(2).equals(Long.toString(have))) {
      Files.delete(to);
      throw new IOException("the partial download does not match; starting again");
    }
  }

  private void copy(HttpResponse<?> response, InputStream body, long start, long mostBytes, Path to)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? -1 : start + length;
    if (total > mostBytes) {
      throw new RefusedException("expected at most %d bytes, got %d".formatted(mostBytes, total));
    }
    listener.started(response.uri(), start, total);
    StandardOpenOption mode =
        start == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
    long have = start;
    try (OutputStream out =
            Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
        Watchdog watchdog = new Watchdog(body, patience)) {
      byte[] buffer = new byte[1 << 16];
      for (int got = watchdog.read(buffer); got >= 0; got = watchdog.read(buffer)) {
        have += got;
        if (have > mostBytes) {
          throw new RefusedException("expected at most %d bytes, got more".formatted(mostBytes));
        }
        out.write(buffer, 0, got);
        listener.progressed(have, total);
      }
    }
    if (total >= 0 && have < total) {
      throw new IOException("connection cut after %d of %d bytes".formatted(have, total));
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return message.isEmpty() ? e.getClass().getSimpleName() : message;
  }

  /** Thrown if another try at the same mirror is pointless. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
