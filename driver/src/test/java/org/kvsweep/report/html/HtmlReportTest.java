package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.attention.AttentionVariant.KV;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.Conclusion;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleMaps;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class HtmlReportTest {
  private static final Provenance PROVENANCE = new Provenance("0.1.0", "./kvsweep run sweep.yaml");
  private static final Pattern SCRIPT =
      Pattern.compile(
          "<script( type=\"application/json\" id=\"data\")?>(.*?)</script>", Pattern.DOTALL);

  private static String page(SweepResults results, String sweepSource) throws IOException {
    return HtmlReport.page(
        SweepAnalysis.of(results, TableOptions.byTask()),
        PROVENANCE,
        sweepSource,
        SavedMaps.none(),
        RunningTrials.NONE);
  }

  /** The contents of the script elements: data, charts, page. */
  private static List<String> scripts(String page) {
    List<String> contents = new ArrayList<>();
    Matcher matcher = SCRIPT.matcher(page);
    while (matcher.find()) {
      contents.add(matcher.group(2));
    }
    return contents;
  }

  private static JsonNode data(String page) {
    return TrialJson.parse(scripts(page).get(0));
  }

  @Test
  void needsNothingElse() throws IOException {
    String page = page(SampleSweep.varied(), "name: by-attention\n");
    String own = page.replace(scripts(page).get(1), "");

    assertThat(own).doesNotContain("src=", "http:", "https:", "url(", "@import");
    assertThat(own).contains("connect-src 'none'");
    assertThat(own).contains("default-src 'none'");
  }

  @Test
  void letsOnlyItsOwnScriptsRun() throws Exception {
    String page = page(SampleSweep.varied(), "");
    List<String> scripts = scripts(page);

    assertThat(scripts).hasSize(3);
    for (String script : scripts.subList(1, 3)) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      assertThat(page).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
  }

  @Test
  void carriesNamesAsTextWhateverTheyAre() throws IOException {
    String evil = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>'\"&{{data}}";
    SampleSweep sweep = new SampleSweep().cell(evil, 16, 1, 2, 0.9, 0.5, 0.8);
    sweep.add(
        SampleSweep.spec(evil, 16, 1, KV, 7),
        new TrialOutcome.Failed(TrialRun.none(), FailureKind.HANG, evil, evil));

    String page = page(sweep.results(evil), evil);
    JsonNode data = data(page);

    assertThat(scripts(page)).hasSize(3);
    assertThat(page.replace(scripts(page).get(1), "")).doesNotContain("<script>alert", "<img");
    assertThat(page).contains("<title>&lt;/script&gt;&lt;script&gt;alert(1)");
    assertThat(data.at("/results/sweep").textValue()).isEqualTo(evil);
    assertThat(data.at("/results/tasks/0/task").textValue()).isEqualTo(evil);
    assertThat(data.at("/results/exceptions/0/cause").textValue()).isEqualTo("hang: " + evil);
    assertThat(data.get("sweepSource").textValue()).isEqualTo(evil);
    assertThat(data.get("details").elements().next().textValue()).isEqualTo(evil);
  }

  @Test
  void drawsCurvesOverTheSeedsOfEachCellAndAttention() throws IOException {
    SampleSweep sweep = new SampleSweep().cell("reverse", 16, 1, 3, 0.9, 0.5, 0.8);
    JsonNode curves = data(page(sweep.results("s"), "")).get("curves");

    // Three attentions; train and validation loss, validation accuracy, test accuracy
    assertThat(curves).hasSize(12);
    assertThat(curves)
        .filteredOn(curve -> curve.get("metric").textValue().equals("train-loss"))
        .hasSize(3)
        .allSatisfy(
            curve -> {
              assertThat(curve.get("step")).hasSize(5);
              assertThat(curve.get("seeds").intValue()).isEqualTo(3);
              for (int i = 0; i < 5; i++) {
                assertThat(curve.get("mean").get(i).doubleValue())
                    .isBetween(
                        curve.get("low").get(i).doubleValue(),
                        curve.get("high").get(i).doubleValue());
              }
            });
    assertThat(curves)
        .filteredOn(curve -> curve.get("metric").textValue().equals("test-accuracy"))
        .hasSize(3)
        .allSatisfy(curve -> assertThat(curve.get("epoch")).hasToString("[5]"));
  }

  @Test
  void leavesTrialsThatDidNotCompleteOutOfCurves() throws IOException {
    SampleSweep sweep = new SampleSweep();
    var spec = SampleSweep.spec("reverse", 16, 1, KV, 0);
    sweep.add(spec, new TrialOutcome.Stopped(sweep.completed(spec, 0.5).run(), "slow"));

    JsonNode data = data(page(sweep.results("s"), ""));
    assertThat(data.get("curves")).isEmpty();
    JsonNode single = data.get("trialCurves").get(TrialId.of(spec).value());
    assertThat(single.get("epoch")).hasToString("[1,2,3,4,5]");
    assertThat(single.at("/values/validation-accuracy")).hasSize(5);
    assertThat(single.at("/values/test-accuracy/0").isNull()).isTrue();
  }

  @Test
  void namesTheBestSettingsAndThoseThatAllTrialsShare() throws IOException {
    JsonNode data = data(page(SampleSweep.varied(), ""));

    assertThat(data.at("/best/0/values/model.depth").textValue()).isEqualTo("2");
    assertThat(data.at("/settings/reverse/training.learning-rate").textValue()).isEqualTo("0.001");
    assertThat(data.get("settings").get("reverse").has("model.depth")).isFalse();
  }

  @Test
  void carriesNoMoreBestSettingsThanAPageCanShow() throws IOException {
    assertThat(data(page(SampleSweep.someStopped(1_050, 1), "")).get("best")).hasSize(2_000);
  }

  @Test
  void knowsTheColourOfEveryAttention() throws IOException {
    String names =
        Arrays.stream(AttentionVariant.values())
            .map(variant -> "'" + variant.label() + "'")
            .collect(Collectors.joining(", "));

    assertThat(scripts(page(SampleSweep.varied(), "")).get(2))
        .contains("ATTENTIONS = [" + names + "];");
  }

  @Test
  void standsInTheResultsFolderAndComesOutTheSameEachTime(@TempDir Path temporary)
      throws Exception {
    String folder = temporary.resolve("sweep").toString();
    SweepAnalysis analysis = SweepAnalysis.of(SampleSweep.varied(), TableOptions.byTask());
    try (FolderResultsStore store =
        FolderResultsStore.open(
            folder, "name: größer\n", new Configuration(false), Clock.systemUTC())) {
      HtmlReport.write(analysis, PROVENANCE, "name: größer\n", SavedMaps.none(), store.folder());
    }

    assertThat(temporary.resolve("sweep/report.html"))
        .hasContent(
            HtmlReport.page(
                analysis, PROVENANCE, "name: größer\n", SavedMaps.none(), RunningTrials.NONE));
  }

  @Test
  void isWrittenForASweepWithoutAnyTrial() throws IOException {
    JsonNode data = data(page(SampleSweep.varied().only("seed", spec -> false), ""));

    assertThat(data.at("/results/tasks")).isEmpty();
    assertThat(data.at("/results/outcomes/missing").intValue()).isZero();
  }

  @Test
  void seedsThatJavaScriptWouldRoundAreTexts(@TempDir Path temporary) throws IOException {
    String yaml =
        """
        name: s
        task: {name: toy-echo, length: 16}
        model: {attention: [qkv], depth: 1}
        seeds: [9007199254740991, 9007199254740992, 9007199254740993, 9007199254740994]
        """;
    JsonNode data;
    try (SampleFolder sample = SampleFolder.open(temporary.resolve("s"), yaml)) {
      sample.complete(2, spec -> SampleMaps.of(spec, "3", "1")).end(SampleSweep.failed()).run(1, 1);
      SavedMaps maps = new SavedMaps(List.of(sample.folder()));
      RunningTrials running = sample.folder().running(Instant.now());
      SweepAnalysis analysis = SweepAnalysis.of(sample.results(), TableOptions.byTask());
      data = data(HtmlReport.page(analysis, PROVENANCE, yaml, maps, running));
    }

    assertThat(data.at("/results/trials").findValues("seed"))
        .hasToString("[9007199254740991, \"9007199254740992\", \"9007199254740993\"]");
    assertThat(data.at("/results/exceptions").findValues("seed"))
        .hasToString("[\"9007199254740993\"]");
    assertThat(data.at("/attention/groups").findValues("seed"))
        .hasToString("[9007199254740991, \"9007199254740992\"]");
    assertThat(data.at("/running").findValues("seed")).hasToString("[\"9007199254740994\"]");
  }

  @Test
  void differencesThatOverflowLeadToNoConclusion() throws IOException {
    SampleSweep sweep = new SampleSweep();
    for (int seed = 0; seed < 6; seed++) {
      sweep.add(SampleSweep.spec("reverse", 16, 1, AttentionVariant.QKV, seed), loss(-1.7e308));
      sweep.add(SampleSweep.spec("reverse", 16, 1, KV, seed), loss(1.7e308));
    }

    SweepResults results = sweep.results("s");
    var difference =
        SweepAnalysis.of(results, TableOptions.byTask())
            .table()
            .rows()
            .get(0)
            .differences()
            .get("kv");

    assertThat(difference.paired().pairs()).isEqualTo(6);
    assertThat(difference.conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(difference.moreSeeds()).isEmpty();
    assertThat(page(results, "")).contains("\"verdict\":\"undecided\"");
  }

  private static TrialOutcome loss(double loss) {
    return new TrialOutcome.Completed(
        new TrialRun(
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            new TreeMap<>(),
            List.of(new EpochMetrics(1, 1, 1, Map.of("test-loss", loss)))));
  }
}
