package org.kvsweep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.plugin.ExecutorPlugin;

/** The directions of imports, over both modules. */
@AnalyzeClasses(packages = "org.kvsweep", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {

  /** Leaves tests out, also those that the worker's module hands to others in a jar. */
  static final class WithoutTests implements ImportOption {
    private final ImportOption folders = new ImportOption.DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return folders.includes(location) && !location.contains("-tests.jar");
    }
  }

  /** From the bottom up. A package imports its own level and those below it, never one above. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("org.kvsweep.settings.."),
          List.of("org.kvsweep.kernel"),
          List.of("org.kvsweep.kernel.cpu.."),
          List.of("org.kvsweep.random.."),
          List.of("org.kvsweep.layer.."),
          List.of("org.kvsweep.attention.."),
          List.of("org.kvsweep.trial.."),
          List.of("org.kvsweep.model.."),
          List.of("org.kvsweep.plan.."),
          List.of("org.kvsweep.task"),
          List.of("org.kvsweep.training.."),
          List.of("org.kvsweep.task.(*).."),
          List.of("org.kvsweep.sweep"),
          List.of("org.kvsweep.sweep.file.."),
          List.of("org.kvsweep.schedule.halving..", "org.kvsweep.results.."),
          List.of("org.kvsweep.schedule"),
          List.of("org.kvsweep.schedule.tuning.."),
          List.of("org.kvsweep.run.wire.."),
          List.of("org.kvsweep.run", "org.kvsweep.spark.executor.."),
          List.of(
              "org.kvsweep.spark",
              "org.kvsweep.report..",
              "org.kvsweep.data..",
              "org.kvsweep.speed.."),
          List.of("org.kvsweep.dashboard..", "org.kvsweep.export"),
          List.of(
              "org.kvsweep.export.mlflow..",
              "org.kvsweep.export.parquet..",
              "org.kvsweep.export.tensorboard.."),
          List.of("org.kvsweep.api.."),
          List.of("org.kvsweep.cli.text.."),
          List.of("org.kvsweep.cli.progress.."),
          List.of("org.kvsweep.cli"));

  private static final Pattern LOCALIZED =
      Pattern.compile(
          "String\\.(format|to(Lower|Upper)Case)|Print(Stream|Writer)\\.(format|printf)"
              + "|(Number|Date)Format\\.get\\w*Instance|DateTimeFormatter\\.of(Pattern|Localized\\w+)");

  @ArchTest
  static void importsGoDownwards(JavaClasses classes) {
    for (int level = 0; level < LEVELS.size(); level++) {
      noClasses()
          .that(resideIn(LEVELS.get(level)))
          .should()
          .dependOnClassesThat(ours().and(resideIn(upTo(level)).negate()))
          .as(LEVELS.get(level) + " imports only what is below it")
          .check(classes);
    }
  }

  @ArchTest
  static void everyPackageHasItsLevel(JavaClasses classes) {
    DescribedPredicate<JavaClass> placed = resideIn(upTo(LEVELS.size() - 1));

    assertThat(classes.stream().filter(placed.negate()).map(JavaClass::getPackageName).distinct())
        .as("packages that are missing in the levels of this test")
        .isEmpty();
  }

  @ArchTest
  static final ArchRule noPackagesImportEachOther =
      slices().matching("org.kvsweep.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheSparkPackageKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.kvsweep.spark..", "org.kvsweep.export.parquet..", "org.kvsweep.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j.spark..", "scala..");

  @ArchTest
  static final ArchRule onlyVectorKernelsKnowTheVectorApi =
      noClasses()
          .that(resideInAPackage("org.kvsweep.kernel.cpu").and(namedVector()).negate())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");

  /** So that names of files and texts that are read again are the same in all languages. */
  @ArchTest
  static final ArchRule whatIsStartedByOthersSetsTheLocale =
      classes()
          .that(areStartedByOthers())
          .should()
          .callMethod(Locale.class, "setDefault", Locale.class)
          .because("formatted() takes its digits from there");

  @ArchTest
  static final ArchRule nothingElseDependsOnTheLocaleOfTheMachine =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "the locale is left to the machine", ArchitectureTest::leavesTheLocaleOpen))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(DecimalFormat.class, SimpleDateFormat.class, Formatter.class);

  @ArchTest
  static void everyPackageSaysWhatItIsFor(JavaClasses classes) throws IOException {
    List<Path> silent = new ArrayList<>();
    for (Path sources :
        List.of(Path.of("src/main/java"), Path.of("../worker-model/src/main/java"))) {
      for (Path folder : foldersWithSources(sources)) {
        if (!Files.exists(folder.resolve("package-info.java"))) {
          silent.add(folder);
        }
      }
    }

    assertThat(silent).as("packages without package-info.java").isEmpty();
  }

  private static List<Path> foldersWithSources(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .toList();
    }
  }

  private static DescribedPredicate<JavaClass> areStartedByOthers() {
    return DescribedPredicate.describe(
        "are started by others",
        type ->
            type.tryGetMethod("main", String[].class).isPresent()
                || type.isAssignableTo(ExecutorPlugin.class));
  }

  /** True for what has a twin that is given a locale; formatted() has none. */
  private static boolean leavesTheLocaleOpen(JavaMethodCall call) {
    String method = call.getTargetOwner().getSimpleName() + "." + call.getName();
    return LOCALIZED.matcher(method).matches()
        && call.getTarget().getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Locale.class));
  }

  private static DescribedPredicate<JavaClass> ours() {
    return resideInAPackage("org.kvsweep..");
  }

  private static DescribedPredicate<JavaClass> namedVector() {
    return DescribedPredicate.describe(
        "named Vector*", type -> type.getName().startsWith("org.kvsweep.kernel.cpu.Vector"));
  }

  private static DescribedPredicate<JavaClass> resideIn(List<String> packages) {
    return resideInAnyPackage(packages.toArray(String[]::new));
  }

  private static List<String> upTo(int level) {
    return LEVELS.subList(0, level + 1).stream().flatMap(List::stream).toList();
  }
}
