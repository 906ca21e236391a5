package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Browser;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.RunningTrials;
import org.openqa.selenium.Keys;

/** Reads the report as a file: what its charts, names and numbers say. */
class ReportReadingInBrowserIT {
  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void open() {
    browser = Browser.open(folder.resolve("profile"));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void show(String name, SweepResults results) throws IOException {
    browser.go(
        ReportFile.write(folder.resolve(name), results, SavedMaps.none(), RunningTrials.NONE));
  }

  @Test
  void theScaleOfACurveHoldsAllOfIt() throws IOException {
    show("narrow.html", SampleSweep.varied());

    browser.run("document.getElementById('curves').scrollIntoView()");
    browser.waitUntil("curves", () -> browser.all("#curves-panels svg path").size() > 3);
    for (double width : new double[] {2.7e-3, 2e-5, 0.4, 30}) {
      Object within =
          browser.run(
              """
              const [low, high] = [2.3018, 2.3018 + arguments[0]];
              kv.byId('curves-metric').value = 'validation-loss';
              kv.memory.set('curves-metric', 'validation-loss');
              for (const curve of kv.data.curves) {
                curve.mean = curve.step.map((step, i) => i % 2 ? low : high);
                curve.low = curve.step.map(() => low);
                curve.high = curve.step.map(() => high);
              }
              kv.curves.start();
              const chart = echarts.getInstanceByDom(document.querySelector('#curves-panels .chart'));
              const [from, to] = chart.getModel().getComponent('yAxis').axis.scale.getExtent();
              return from <= low && to >= high && to - from;
              """,
              width);
      assertThat(within).as("a range of %s is within its axis", width).isInstanceOf(Number.class);
    }
  }

  @Test
  void aTrialHasAnAddress() throws IOException {
    show("trial.html", SampleSweep.varied());
    browser.click("#grid .body .row");
    String address = browser.address();
    assertThat(address).contains("trial.html#trial=");
    String said = browser.text("#trial");

    browser.run("history.back()");
    browser.waitUntil("closed", () -> !browser.find("#trial").isDisplayed());
    assertThat(browser.address()).endsWith("trial.html");
    browser.run("history.forward()");
    browser.waitUntil("open", () -> browser.find("#trial").isDisplayed());
    browser.press(Keys.ESCAPE);
    browser.waitUntil("its own address", () -> browser.address().endsWith("trial.html"));

    browser.go("about:blank");
    browser.go(address);
    assertThat(browser.text("#trial")).isEqualTo(said);
    browser.press(Keys.ESCAPE);
    browser.waitUntil("its own address", () -> browser.address().endsWith("trial.html"));
    assertThat(browser.find("#trial").isDisplayed()).isFalse();
  }
}
