package org.kvsweep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.InBrowser;
import org.kvsweep.report.SampleFolder;
import org.openqa.selenium.Keys;

/** Keeps a page of the dashboard open while there is news. */
class NewsInBrowserIT extends InBrowser {
  private static final String SWEEP =
      """
      name: running
      task: {name: toy-echo, length: [16, 64]}
      model: {attention: %s, depth: [1, 2]}
      seeds: 2
      """;

  @TempDir private Path root;
  private SampleFolder running;
  private DashboardServer server;

  @BeforeEach
  void serve() throws IOException {
    running = sweep("[qkv, kv]").complete(12);
    try (SampleFolder done = SampleFolder.open(root.resolve("done"), "done", 1)) {
      done.complete(12);
    }
    server = SampleServer.over(root, Clock.systemUTC(), Optional.empty());
  }

  private SampleFolder sweep(String attentions) throws IOException {
    return SampleFolder.open(root.resolve("running"), SWEEP.formatted(attentions));
  }

  @AfterEach
  void stop() throws IOException {
    browser.leave();
    server.close();
    running.close();
  }

  private void go(String page) {
    browser.go(address(page));
  }

  private String address(String page) {
    return "http://127.0.0.1:" + server.port() + "/" + page;
  }

  @Test
  void aSideThatIsAddedIsShownEverywhere() throws IOException {
    go("sweep?sweep=running");
    browser.waitUntil("a chart", () -> !browser.all("#means svg path").isEmpty());
    assertThat(browser.text("#found")).isEqualTo("12 of 12 ended trials");

    running.close();
    running = sweep("[qkv, kv, kv-pos]").complete(24);

    browser.waitUntilText("#state", "24 of 24 trials completed");
    browser.waitUntilText("#found", "24 of 24 ended trials");
    assertThat(browser.text("#renewing")).isEqualTo("live");
    assertThat(browser.text("#find-side")).contains("kv-pos");
    assertThat(
            browser.run(
                "return echarts.getInstanceByDom(kv.byId('means')).getOption().series.map(one =>"
                    + " one.name)"))
        .isEqualTo(List.of("qkv", "kv", "kv-pos"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void newsThatCanNotBeShownIsSaidSoAndAskedForAgain() throws IOException {
    go("sweep?sweep=running");
    browser.waitUntilText("#renewing", "live");
    browser.run(
        "window.start = kv.timeline.start; kv.timeline.start = () => { throw new Error('broken');"
            + " }");
    running.complete(1);

    browser.waitUntilText("#renewing", "cannot show what is new: load this page again");
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("broken"));
    browser.run("kv.timeline.start = window.start");

    browser.waitUntilText("#found", "13 of 13 ended trials");
    browser.waitUntil("live again", () -> browser.text("#renewing").equals("live"));
  }

  @Test
  void whatIsNoLongerAskedForSaysOfWhenItIs() {
    go("sweep?sweep=running");
    browser.waitUntilText("#renewing", "live");

    browser.click("#renew");
    browser.run("const now = Date.now; Date.now = () => now() + 61000");

    browser.waitUntilText("#renewing", "as of ");
    assertThat(browser.text("#renewing")).matches("as of \\d\\d:\\d\\d");
  }

  @Test
  void newsLeavesTheKeyboardWhereItIs() throws IOException {
    go("sweep?sweep=running");
    browser.run("document.querySelector('#grid .body .row').focus()");
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER);
    String title = browser.text("#trial h3");
    String trial = (String) browser.run("return location.hash.split('=')[1]");
    running.complete(3);
    browser.waitUntilText("#state", "15 of 16");

    assertThat(browser.text("#trial h3")).isEqualTo(title);
    browser.press(Keys.ESCAPE);
    browser.waitUntil(
        "the row", () -> browser.run("return document.activeElement.dataset.index") != null);
    browser.press(Keys.ENTER);
    assertThat(browser.run("return location.hash.split('=')[1]")).isEqualTo(trial);
    browser.press(Keys.ESCAPE);

    browser.run("document.querySelectorAll('#grid .head button')[3].focus()");
    String column = (String) browser.run("return document.activeElement.textContent");
    running.complete(1);
    browser.waitUntilText("#state", "16 of 16");
    assertThat(browser.run("return document.activeElement.textContent")).isEqualTo(column);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void newsOfTheListLeavesTheKeyboardOnItsHeading() throws IOException {
    go("");
    browser.run("document.querySelectorAll('#list th button')[3].focus()");

    running.complete(1);

    browser.waitUntilText("#list", "13 of 16");
    assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("trouble");
  }

  @Test
  void timeGoesOnInTheListWithoutNews() {
    browser.goHoldingIntervals(address(""));
    browser.run(
        "const last = document.querySelector('#list time').dateTime;"
            + "Date.now = () => Date.parse(last) + 600000");

    browser.tick(Duration.ofSeconds(30));

    assertThat(browser.text("#list")).contains("10 min ago");
  }

  @Test
  void whatWasChosenForAComparisonIsSoWhenOneComesBack() {
    go("");
    browser.click("tr[data-folder='running'] input");
    browser.click("tr[data-folder='done'] input");
    browser.click("#compare");
    browser.waitUntilText("#title", "running and done");

    browser.run("history.back()");

    browser.waitUntilText("#compare", "Compare 2 sweeps");
    assertThat(browser.run("return document.querySelectorAll('#list input:checked').length"))
        .isEqualTo(2L);
  }

  @Test
  void aSweepThatWasRemovedIsSaidToBeGone(@TempDir Path elsewhere) throws IOException {
    go("sweep?sweep=done");
    browser.waitUntilText("#renewing", "live");

    Files.move(root.resolve("done"), elsewhere.resolve("done"));

    browser.waitUntilText("#renewing", "this sweep is gone");
    assertThat(browser.text("#state")).contains("12 of 12 trials completed");
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("404"));
  }
}
