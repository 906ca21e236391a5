package org.kvsweep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.InBrowser;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleMaps;
import org.openqa.selenium.WebElement;

/** Clicks through the dashboard while a sweep runs. */
class DashboardInBrowserIT extends InBrowser {

  @TempDir private Path root;
  private SampleFolder running;
  private DashboardServer server;

  @BeforeEach
  void serve() throws IOException {
    running = SampleFolder.open(root.resolve("running"), "running", 2).complete(12);
    try (SampleFolder done = SampleFolder.open(root.resolve("team/done"), "done", 3)) {
      done.complete(36, spec -> SampleMaps.of(spec, "a", "b"));
    }
    server = SampleServer.over(root, Clock.systemUTC(), Optional.empty());
  }

  @AfterEach
  void stop() throws IOException {
    browser.leave();
    server.close();
    running.close();
  }

  private void go(String page) {
    browser.go("http://127.0.0.1:" + server.port() + "/" + page);
  }

  private static List<String> listed() {
    return browser.all("#list tbody td:nth-child(2) a").stream().map(WebElement::getText).toList();
  }

  @Test
  void theListIsSortedFilteredAndRenewed() throws IOException {
    go("");
    assertThat(listed()).containsExactly("running", "done");
    assertThat(browser.text("#list")).contains("12 of 24", "36 of 36", "worse 1");

    browser.click("#list th:nth-child(4) button");
    browser.click("#list th:nth-child(4) button");
    assertThat(listed()).containsExactly("done", "running");
    browser.choose("#find-state", "running");
    assertThat(listed()).containsExactly("running");
    browser.choose("#find-state", "all");
    browser.type("#find-sweep", "team");
    assertThat(listed()).containsExactly("done");
    browser.type("#find-sweep", "r");
    running.run(2, 4);
    browser.waitUntilText("#list", "2 running, about 5 min left");
    running.complete(5).setAside(4);

    browser.waitUntilText("#list", "17 of 24, 4 set aside");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theBestOfEachLengthIsListedAsFarAsThereIsRoom() throws IOException {
    SampleFolder.ofManyTasks(root.resolve("many")).complete(18).close();

    go("");

    assertThat(browser.text("#list tr[data-folder='many']"))
        .contains("toy-echo length=8: qkv 0.9", "toy-echo length=16: ", "and 12 more")
        .doesNotContain("length=32");
    assertThat(browser.text("#list tr[data-folder='running']"))
        .as("though no other length has ended yet")
        .contains("toy-echo length=16: qkv 0.9")
        .doesNotContain("more");
  }

  @Test
  void onAPhoneEachSweepIsACardThatFits() {
    browser.phone(390);
    try {
      go("");
      assertThat(browser.text("#list")).contains("running", "12 of 24", "worse 1");
      assertThat(
              browser.run(
                  "return [...document.querySelectorAll('#list td')]"
                      + ".every(cell => cell.getBoundingClientRect().right <= 390)"))
          .isEqualTo(true);
      assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(390L);
    } finally {
      browser.desktop();
    }
  }

  @Test
  void aReportFollowsItsSweepInPlace() throws IOException {
    go("");
    browser.click("#list a[href='sweep?sweep=running']");
    browser.waitUntilText("#state", "12 of 24 trials completed");
    browser.run("window.same = true");
    running.run(2, 4);
    browser.waitUntilText("#running-panels", "50 %");
    assertThat(browser.text("#running-panels")).contains("90 s left", "executor <b>1</b>");
    running.run(1, 6);
    browser.waitUntil("one panel", () -> browser.all("#running-panels article").size() == 1);
    browser.choose("#find-side", "kv");
    browser.click("#grid .head > :nth-child(5) button");

    running.setAside(4);
    browser.waitUntilText("#state", "4 set aside until others have come as far");
    assertThat(browser.text("#state")).contains("1 running", "7 not ended");
    running.complete(12);
    browser.waitUntilText("#state", "24 of 24 trials completed");

    assertThat(browser.run("return window.same")).isEqualTo(true);
    assertThat(browser.text("#found")).isEqualTo("8 of 24 ended trials");
    assertThat(browser.text("#verdicts")).contains("worse by");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void severalSweepsAreComparedOnOnePage() {
    go("");
    browser.click("tr[data-folder='running'] input");
    browser.click("tr[data-folder='team/done'] input");
    browser.click("#compare");

    browser.waitUntilText("#title", "running and done");
    assertThat(browser.all("#sweeps-table tbody tr")).hasSize(2);
    browser.run("document.getElementById('overlay').scrollIntoView()");
    browser.waitUntil("an overlay", () -> browser.all("#overlay svg path").size() > 6);
    browser.click("#sweeps-table a[href='sweep?sweep=team%2Fdone']");
    browser.waitUntilText("#title", "done");
    browser.run("document.getElementById('maps').scrollIntoView()");
    browser.waitUntil("attention maps", () -> browser.all("#maps canvas").size() == 3);
    browser.click("#home");
    browser.waitUntil("the list", () -> listed().size() == 2);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aTokenIsShownOnceAndKept() throws IOException {
    server.close();
    server = SampleServer.over(root, Clock.systemUTC(), Optional.of("a-long-secret"));

    go("");
    assertThat(browser.text("body")).startsWith("Add ?token=");
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("401"));
    go("sweep?sweep=running&token=a-long-secret");
    browser.waitUntilText("#title", "running");
    assertThat(browser.address()).endsWith("/sweep?sweep=running");
    browser.click("#home");
    browser.waitUntil("the list", () -> listed().size() == 2);
  }

  @Test
  void aDashboardThatHasEndedIsSaidSo() {
    go("sweep?sweep=running");
    browser.waitUntilText("#renewing", "live");

    server.close();

    browser.waitUntilText("#renewing", "the dashboard does not answer");
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("ERR_CONNECTION"));
  }
}
