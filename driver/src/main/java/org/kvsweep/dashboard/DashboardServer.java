package org.kvsweep.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.kvsweep.report.html.HtmlPage;
import org.kvsweep.trial.TrialJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a library of sweeps to browsers. Answers only GET and HEAD; has no page that changes
 * anything.
 *
 * <pre>
 * /                       the list of sweeps
 * /sweep?sweep=NAME       the report of one
 * /compare?sweep=A&amp;sweep=B  of several together
 * /running.json?sweep=NAME  the trials of one or several that run now
 * </pre>
 *
 * The last two take {@code filter}, {@code group-by}, {@code by-cell}, {@code metric} and {@code
 * baseline} as {@code kvsweep report} does. With {@code .json} after its name each gives the data
 * alone, with an {@code ETag} by which a page asks for news.
 */
public final class DashboardServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

  private final HttpServer server;
  private final ExecutorService threads;
  private final SweepLibrary library;
  private final Access access;

  private DashboardServer(
      HttpServer server, ExecutorService threads, SweepLibrary library, Access access) {
    this.server = server;
    this.threads = threads;
    this.library = library;
    this.access = access;
  }

  /**
   * Starts serving.
   *
   * @param address port 0 for any that is free
   * @param token what a browser has to know; empty to let everyone in who can reach a loopback
   *     address
   * @throws IllegalArgumentException if there is no token and the address can be reached from
   *     elsewhere
   * @throws IOException if the address can't be had
   */
  public static DashboardServer start(
      SweepLibrary library, InetSocketAddress address, Optional<String> token) throws IOException {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IOException(
          "Cannot open the dashboard: expected the name or address of this machine, got %s"
              .formatted(address.getHostString()));
    }
    if (token.isEmpty() && !host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "Cannot open the dashboard on %s without a token: others can reach it"
              .formatted(address.getHostString()));
    }
    HttpServer server;
    ConnectionLimits.set();
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "Cannot open the dashboard on %s:%d: %s; choose another port with --port, or any free one with --port 0"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    ExecutorService threads = ConnectionLimits.threads(DashboardServer::daemon);
    DashboardServer dashboard =
        new DashboardServer(
            server, threads, library, new Access(token, server.getAddress().getPort()));
    server.setExecutor(threads);
    server.createContext("/", dashboard::handle);
    server.start();
    return dashboard;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "dashboard");
    thread.setDaemon(true);
    return thread;
  }

  /** A token that nobody guesses. */
  public static String newToken() {
    return Access.newToken();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      answer(exchange).send(exchange);
    } catch (IOException gone) {
      LOG.debug("A browser went away: {}", gone.toString());
    }
  }

  private Response answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Response.text(405, "Only GET and HEAD: nothing can be changed here.");
    }
    try {
      Query query = Query.of(exchange.getRequestURI().getRawQuery());
      return access
          .refusal(exchange, query)
          .orElseGet(() -> Response.of(() -> page(exchange, query)));
    } catch (IllegalArgumentException wrong) {
      return Response.text(400, wrong.getMessage());
    }
  }

  private Response page(HttpExchange exchange, Query query) throws IOException {
    return switch (exchange.getRequestURI().getPath()) {
      case "/" -> page(HtmlPage.LIST, library.list(), "list.json");
      case "/list.json" -> news(exchange, library.list(), "list.json");
      case "/sweep", "/compare" ->
          library
              .report(query.choice())
              .map(view -> page(HtmlPage.REPORT, view, newsAt(exchange)))
              .orElseGet(DashboardServer::noSuchSweep);
      case "/sweep.json", "/compare.json" ->
          library
              .report(query.choice())
              .map(view -> news(exchange, view, newsAt(exchange)))
              .orElseGet(DashboardServer::noSuchSweep);
      case "/running.json" ->
          library
              .running(query.choice())
              .map(view -> news(exchange, view, newsAt(exchange)))
              .orElseGet(DashboardServer::noSuchSweep);
      default -> Response.text(404, "There is no such page. The sweeps are at /");
    };
  }

  private static Response noSuchSweep() {
    return Response.text(404, "There is no such sweep. The sweeps are at /");
  }

  /** Returns the address where a page asks for news, relative to itself. */
  private static String newsAt(HttpExchange exchange) {
    String page = exchange.getRequestURI().getPath().substring(1);
    String data = page.endsWith(".json") ? page : page + ".json";
    return data + "?" + Query.withoutToken(exchange.getRequestURI().getRawQuery());
  }

  private static Response page(HtmlPage page, View view, String newsAt) {
    ObjectNode data = withNews(view, newsAt);
    String name = data.at("/results/sweep").asText("");
    return Response.html(
        page.with(
            name.isEmpty() ? "kvsweep" : name + ": kvsweep", data, HtmlPage.Connections.SERVER));
  }

  private static Response news(HttpExchange exchange, View view, String newsAt) {
    String tag = "\"" + view.version() + "\"";
    Headers headers = exchange.getRequestHeaders();
    return tag.equals(headers.getFirst("If-None-Match"))
        ? Response.notModified(tag)
        : Response.json(TrialJson.text(withNews(view, newsAt)), tag);
  }

  private static ObjectNode withNews(View view, String newsAt) {
    ObjectNode data = TrialJson.object();
    data.setAll(view.data());
    data.putObject("live").put("url", newsAt).put("version", view.version());
    return data;
  }

  /** Stops at once: whoever waits for an answer gets none. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
