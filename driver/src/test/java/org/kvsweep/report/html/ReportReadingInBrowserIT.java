package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.InBrowser;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.RunningTrials;
import org.openqa.selenium.Keys;

/** Reads the report as a file: what its charts, names and numbers say. */
class ReportReadingInBrowserIT extends InBrowser {
  @TempDir private static Path folder;

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
  void aTaskHasSharesOfItsOwnAxesOnly() throws IOException {
    show("shares.html", SampleSweep.varied());

    browser.run(
        """
        const shares = (i, balanced, axes) => {
          kv.results.analysis[i].varianceShares = { axes, balanced, interactions: 0.1, seeds: 0.1 };
        };
        shares(0, true, { 'model.attention': 0.5, 'model.heads': 0.3 });
        shares(1, true, { 'model.attention': 0.8 });
        shares(2, false, { 'model.attention': 0.8, 'task.length': 0.8 });
        kv.shares.start();
        document.getElementById('shares').scrollIntoView();
        """);
    browser.waitUntil("both", () -> browser.all("#shares svg, #shares-0 svg").size() == 2);

    assertThat(
            browser.run(
                "return echarts.getInstanceByDom(kv.byId('shares')).getOption().series"
                    + ".map(one => one.name + ' ' + one.stack + ' ' + one.data.join())"))
        .isEqualTo(
            List.of(
                "attention all 0.5,0.8",
                "heads all 0.3,",
                "interactions all 0.1,0.1",
                "seeds all 0.1,0.1"));
    assertThat(
            browser.run(
                "return echarts.getInstanceByDom(kv.byId('shares-0')).getOption().yAxis[0].data"))
        .isEqualTo(List.of("attention", "length", "interactions", "seeds"));
    assertThat(
            browser.run(
                "return new"
                    + " Set(getComputedStyle(document.documentElement).getPropertyValue('--others').split(/,"
                    + " */)).size"))
        .as("colours of axes")
        .isEqualTo(12L);
  }

  @Test
  void timeBetweenRunsIsNoneInWhichSlotsWereIdle() throws IOException {
    show("runs.html", SampleSweep.varied());

    browser.run(
        """
        const minute = 60000;
        kv.results.trials.forEach((trial, i) => {
          const from = i * minute + (i < 20 ? 0 : 8 * 60 * minute);
          Object.assign(trial, { place: 'executor 1 on host', started: new Date(from).toISOString(),
            ended: new Date(from + minute).toISOString() });
        });
        kv.timeline.start();
        document.getElementById('gantt').scrollIntoView();
        """);
    browser.waitUntil("bars", () -> !browser.all("#gantt canvas").isEmpty());

    assertThat(browser.text("#gantt-note"))
        .startsWith("48 min of training and evaluation in 48 min on 1 slot: 100 % busy.")
        .contains("a pause of 8.0 h, in which nothing ran.");
    assertThat(
            browser.run(
                """
                const { xAxis, series } = echarts.getInstanceByDom(kv.byId('gantt')).getOption();
                const marks = series[series.length - 1].data;
                return [xAxis[0].max / 60000, marks.length, marks[0][0] / 60000];
                """))
        .isEqualTo(List.of(48L, 1L, 20L));
    assertThat(browser.run(NAMES_OF_PAUSES)).isEqualTo(List.of("8.0 h pause"));
  }

  /** The names of pauses in the timeline, from left to right, with all places where two meet. */
  private static final String NAMES_OF_PAUSES =
      """
      const chart = echarts.getInstanceByDom(kv.byId('gantt'));
      chart.getZr().flush();
      const names = chart.getZr().storage.getDisplayList(true)
        .filter(one => one.style.text && one.style.text.endsWith(' pause'))
        .map(one => ({ text: one.style.text, box: one.getBoundingRect() }))
        .sort((a, b) => a.box.x - b.box.x);
      const edges = [{ box: { x: 0, width: 0 } }, ...names, { box: { x: chart.getWidth() } }];
      return edges.slice(1).flatMap(({ text, box }, i) => [
        ...(edges[i].box.x + edges[i].box.width > box.x ? ['over another, or cut'] : []),
        ...(text ? [text] : []),
      ]);
      """;

  @Test
  void ofPausesThatAreCloseTheLongerIsNamedUntilOneZoomsIn() throws IOException {
    show("pauses.html", SampleSweep.varied());

    browser.run(
        """
        const minute = 60000;
        const pauses = new Map([[3, 20], [4, 8 * 60], [5, 30], [25, 40], [47, 7 * 60]]);
        let left = 0;
        kv.results.trials.forEach((trial, i) => {
          left += (pauses.get(i) || 0) * minute;
          const from = i * minute + left;
          Object.assign(trial, { place: 'executor 1 on host', started: new Date(from).toISOString(),
            ended: new Date(from + minute).toISOString() });
        });
        kv.timeline.start();
        document.getElementById('gantt').scrollIntoView();
        """);
    browser.waitUntil("bars", () -> !browser.all("#gantt canvas").isEmpty());

    assertThat(browser.run(NAMES_OF_PAUSES))
        .isEqualTo(List.of("8.0 h pause", "40 min pause", "7.0 h pause"));
    browser.run(
        """
        echarts.getInstanceByDom(kv.byId('gantt'))
          .dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start: 0, end: 20 });
        """);
    assertThat(browser.run(NAMES_OF_PAUSES))
        .isEqualTo(List.of("20 min pause", "8.0 h pause", "30 min pause"));
  }

  @Test
  void whatIsZoomedHiddenAndChosenStaysWhenAChartIsDrawnAgain() throws IOException {
    show("kept.html", SampleSweep.varied());
    for (String chart : List.of("gantt", "means", "parallel")) {
      browser.run("document.getElementById(arguments[0]).scrollIntoView()", chart);
      browser.waitUntil(
          chart, () -> !browser.all("#" + chart + " canvas, #" + chart + " svg").isEmpty());
    }
    browser.run(
        """
        window.of = id => echarts.getInstanceByDom(kv.byId(id));
        of('gantt').dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start: 40, end: 60 });
        of('means').dispatchAction({ type: 'legendToggleSelect', name: 'kv' });
        const axis = of('parallel').getModel().getComponent('parallelAxis', 1);
        of('parallel').dispatchAction({ type: 'axisAreaSelect', parallelAxisId: axis.id, intervals: [[16, 20]] });
        window.slice = document.querySelector('#slices .chart');
        """);
    String look =
        """
        const zoom = of('gantt').getOption().dataZoom[0];
        return [Math.round(zoom.start), Math.round(zoom.end), of('means').getOption().legend[0].selected.kv,
          of('parallel').getModel().getComponent('parallelAxis', 1).activeIntervals.join(),
          slice === document.querySelector('#slices .chart')];
        """;
    assertThat(browser.run(look)).isEqualTo(List.of(40L, 60L, false, "16,20", true));

    browser.run("[kv.comparison, kv.axes, kv.timeline].forEach(part => part.start())");

    assertThat(browser.run(look)).isEqualTo(List.of(40L, 60L, false, "16,20", true));
  }

  @Test
  void whatWasSortedAndOpenedIsSoWhenTheFileIsLoadedAgain() throws IOException {
    SampleSweep sweep = new SampleSweep();
    for (int cell = 0; cell < 14; cell++) {
      sweep.cell("task-" + cell, 16, 1, 2, 0.9, 0.6, 0.8);
    }
    show("again.html", sweep.results("again"));
    browser.click("#grid .head [role=columnheader]:nth-child(2) button");
    browser.click("#grid .head [role=columnheader]:nth-child(2) button");
    browser.click("details summary");
    browser.click("#curves-pages button:last-child");
    assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("›");

    browser.reload();

    assertThat(browser.text("#grid [aria-sort=descending]")).startsWith("task");
    assertThat(browser.text("#grid .body .row > :nth-child(2)")).isEqualTo("task-13");
    assertThat(browser.run("return document.querySelector('details').open")).isEqualTo(true);
    assertThat(browser.text("#curves-pages")).contains("cells 2 of 2");
  }

  @Test
  void theFileIsNotLoadedAgainWhileSomebodyWrites() throws IOException {
    try (SampleFolder sweep = SampleFolder.open(folder.resolve("unfinished"), "unfinished", 1)) {
      browser.goHoldingIntervals(
          ReportFile.write(
              folder.resolve("writing.html"),
              sweep.complete(6).results(),
              SavedMaps.none(),
              RunningTrials.NONE));
    }
    assertThat(browser.text("#renewing")).isEqualTo("renew every 30 s");
    browser.type("#find", "kv");

    browser.tick(Duration.ofSeconds(30));

    assertThat(browser.text("#renewing")).isEqualTo("waits until you leave this");
    assertThat(browser.run("return kv.byId('find').value + document.activeElement.id"))
        .isEqualTo("kvfind");
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

  @Test
  void whoDoesNotSeeAChartIsToldWhatItIs() throws IOException {
    show("named.html", SampleSweep.varied());
    // Charts are drawn once they are in view.
    browser.run("document.getElementById('means').scrollIntoView()");
    browser.waitUntil("means", () -> !browser.all("#means svg").isEmpty());
    browser.run("document.getElementById('slices').scrollIntoView()");
    browser.waitUntil("slices", () -> !browser.all("#slices canvas").isEmpty());

    String named =
        "const one = document.querySelector(arguments[0]); return [one.getAttribute('role'),"
            + " one.getAttribute('aria-label')]";
    assertThat(browser.run(named, "#means"))
        .isEqualTo(
            List.of(
                "img",
                "Which attention wins?, Mean and 95 % interval; “The numbers” has them as a"
                    + " table"));
    assertThat(browser.run(named, "#slices .chart"))
        .isEqualTo(
            List.of(
                "img",
                "What matters, The result over each axis, means as lines, length; the table of"
                    + " trials has the numbers"));
    browser.click("#grid .body .row");
    assertThat(
            browser.run(
                "return kv.byId(kv.byId('trial').getAttribute('aria-labelledby')).textContent"))
        .isEqualTo(browser.text("#trial h3"));
    browser.press(Keys.ESCAPE);
  }

  @Test
  void namesOfSidesCanBeReadOnWhateverTheyStand() throws IOException {
    show("contrast.html", SampleSweep.varied());

    Object pale =
        browser.run(
            """
            const light = text => {
              const parts = text.match(/[0-9.]+/g).slice(0, 3).map(part => part / 255)
                .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
              return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
            };
            const root = document.documentElement;
            const pale = [];
            for (const theme of ['light', 'dark']) {
              root.dataset.theme = theme;
              for (const ground of ['page', 'card']) {
                for (let i = 0; i < 12; i++) {
                  const mark = kv.element('span', { class: 'side', 'data-side': i, style: 'background: var(--' + ground + ')' });
                  document.body.append(mark);
                  const { color, backgroundColor } = getComputedStyle(mark);
                  const [dark, bright] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
                  if ((bright + 0.05) / (dark + 0.05) < 4.5) {
                    pale.push([theme, ground, i].join(' '));
                  }
                  mark.remove();
                }
              }
            }
            return pale;
            """);
    assertThat(pale).isEqualTo(List.of());
  }

  @Test
  void aLinkLeadsToWhereItsHeadingIsSeen() throws IOException {
    SampleSweep sweep = new SampleSweep();
    sweep.cell("reverse", 16, 1, 3, 0.9, 0.5, 0.8).cell("reverse", 16, 2, 3, 0.9, 0.5, 0.8);
    show("links.html", sweep.results("a-long-name-of-a-sweep-".repeat(16)));

    browser.click("nav a[href='#axes']");
    browser.waitUntil(
        "a heading below the header",
        () ->
            browser.run(
                    "const [top, heading] = [document.querySelector('.top'),"
                        + " document.querySelector('#axes h2')].map(one =>"
                        + " one.getBoundingClientRect());return heading.top >= top.bottom &&"
                        + " heading.top < top.bottom + 60")
                == Boolean.TRUE);
    assertThat(
            browser.run(
                "return kv.byId('title').offsetHeight /"
                    + " parseFloat(getComputedStyle(kv.byId('title')).lineHeight) < 2.1"))
        .as("two lines")
        .isEqualTo(true);
  }

  @Test
  void numbersThatStandTogetherAreWrittenAlike() throws IOException {
    show("numbers.html", SampleSweep.varied());

    for (Map.Entry<List<Double>, String> one :
        Map.of(
                List.of(3e-5, 3e-8), "3.00e−5 ± 0.003e−5",
                List.of(3e-5, 1.2e-5), "3.00e−5 ± 1.20e−5",
                List.of(0.5, 0.25), "0.5000 ± 0.2500",
                List.of(0.5, 0.00001), "0.5000 ± 0.00001",
                List.of(1234567.0, 72586.4), "1,234,567 ± 72,586",
                List.of(-1.7e308, 3.4e38), "−1.70e+308 ± 3.40e+38",
                List.of(-1234.0, 0.3), "−1,234 ± 0.3")
            .entrySet()) {
      assertThat(
              browser.run(
                  "return kv.meanAndSpread({ mean: arguments[0], standardDeviation: arguments[1]"
                      + " }).join('')",
                  one.getKey().get(0),
                  one.getKey().get(1)))
          .isEqualTo(one.getValue());
    }
  }

  @Test
  void barsAreLongEnoughToBeComparedAndCardsFitAPhone() throws IOException {
    show("bars.html", SampleSweep.varied());
    assertThat(
            browser.run(
                "return Math.min(...[...document.querySelectorAll('.card .bar')].map(bar =>"
                    + " bar.offsetWidth)) > 100"))
        .isEqualTo(true);

    browser.phone(390);
    try {
      show("bars.html", SampleSweep.varied());
      assertThat(
              browser.run(
                  "const best = kv.byId('best'); return best.scrollWidth <= best.clientWidth"))
          .isEqualTo(true);
      assertThat(
              browser.run("return document.querySelector('#best td:nth-child(5)').dataset.label"))
          .isEqualTo("settings");
    } finally {
      browser.desktop();
    }
  }
}
