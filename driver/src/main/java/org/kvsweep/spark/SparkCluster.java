package org.kvsweep.spark;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.kvsweep.run.AttemptListener;
import org.kvsweep.run.Cluster;
import org.kvsweep.run.ClusterJobs;
import org.kvsweep.run.MessageReceiver;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.spark.executor.DataShipment;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import scala.Option;

/** A Spark application as a cluster. */
public final class SparkCluster implements Cluster {
  // Executors of a cluster come one after the other, after containers and images have.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final JavaSparkContext spark;
  private final boolean own;
  private final SparkContext context;
  private final DriverSide driver;
  private final TaskProfiles profiles;
  private final WholeExecutor wholeExecutor;
  private final TrialResources resources;
  private final ExecutorLogs logs;
  private final StackDumps stacks;
  private final FrozenExecutors frozen;
  private final Decommissions decommissions;
  private final SparkLogs sparkLogs = new SparkLogs();
  private Optional<RemovedExecutors> removals = Optional.empty();

  private SparkCluster(JavaSparkContext spark, boolean own) {
    this.spark = spark;
    this.own = own;
    this.context = spark.sc();
    this.driver =
        DriverSide.of(context)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot run sweeps: spark.plugins does not name "
                            + KvsweepPlugin.class.getName()));
    this.profiles = new TaskProfiles(context);
    this.wholeExecutor = new WholeExecutor(profiles);
    this.resources = new TrialResources(context.conf(), context.master(), profiles);
    this.logs = new ExecutorLogs(context);
    this.stacks = new StackDumps(context);
    this.frozen = new FrozenExecutors(context);
    this.decommissions = new Decommissions(context);
    driver.enter();
  }

  /**
   * Starts Spark with these settings.
   *
   * @throws IllegalArgumentException if the settings can't work, or this is not the line of Spark
   *     that kvsweep was built for
   */
  public static SparkCluster open(SparkSettings settings) {
    BuildIdentity.requireItsSpark();
    SparkConf conf = settings.conf();
    FreePorts.choose(conf);
    return new SparkCluster(new JavaSparkContext(conf), true);
  }

  /**
   * Uses a Spark application that is there already; closing leaves it as it is.
   *
   * @throws IllegalArgumentException if sweeps can't run in it, or this is not the line of Spark
   *     that kvsweep was built for
   * @throws IllegalStateException if it is in use already, or has been stopped
   */
  public static SparkCluster of(JavaSparkContext running) {
    BuildIdentity.requireItsSpark();
    if (running.sc().isStopped()) {
      throw new IllegalStateException(
          "Cannot run sweeps: this SparkContext has been stopped; make a new one and run the sweep"
              + " in that");
    }
    SparkSettings.checkRunning(running.getConf());
    return new SparkCluster(running, false);
  }

  /** Returns the address of the Spark UI; empty if it is off. */
  public Optional<String> webUi() {
    Option<String> url = context.uiWebUrl();
    return url.isDefined() ? Optional.of(url.get()) : Optional.empty();
  }

  @Override
  public void check(List<PlannedTrial> trials) throws UnfitExecutorException {
    for (PlannedTrial trial : trials) {
      if (trial.workers() > 1 && profiles.dynamic()) {
        throw new UnfitExecutorException(
            ("Cannot train one trial with %d workers: they start together or not at all, which Spark"
                    + " refuses to do while it asks for executors as it needs them; run with --conf"
                    + " %s=false and say how many by spark.executor.instances")
                .formatted(trial.workers(), TaskProfiles.DYNAMIC));
      }
    }
    resources.check(trials);
  }

  @Override
  public ClusterJobs begin(SweepSpec sweep, SweepData data, AttemptListener listener) {
    sparkLogs.speak();
    forgetRemovals();
    removals = Optional.of(new RemovedExecutors(listener));
    removals.ifPresent(context::addSparkListener);
    return new TrialJobs(
        spark,
        new TrialLabel(sweep),
        DataShipment.of(spark, data),
        wholeExecutor,
        resources,
        new LargerExecutors(
            context.conf(), context.master(), profiles, patience(), Clock.systemUTC()),
        listener);
  }

  @Override
  public void deliverTo(MessageReceiver receiver) {
    driver.connect(receiver);
  }

  @Override
  public int slots() {
    // Not public API of Spark, but the only count that knows cores, task.cpus and GPUs alike.
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public int executors() {
    return profiles.executors();
  }

  @Override
  public int slotsOfOneExecutor(int total) {
    return wholeExecutor.slots(total);
  }

  @Override
  public int width(PlannedTrial trial) {
    return resources.slots(trial);
  }

  @Override
  public Duration patience() {
    return context.isLocal() ? Duration.ZERO : PATIENCE;
  }

  @Override
  public boolean alive(Place place) {
    return ScalaLists.list(context.statusStore().executorList(true)).stream()
        .map(ExecutorSummary::id)
        .anyMatch(place.executor()::equals);
  }

  @Override
  public boolean leaving(Place place) {
    return decommissions.announced(place);
  }

  @Override
  public Optional<String> log(Place place) {
    return logs.of(place);
  }

  @Override
  public void inspect(Place place, long task, Inspection answer) {
    stacks.ask(place.executor(), task, answer);
  }

  @Override
  public void replace(Place place) {
    frozen.replace(place);
  }

  @Override
  public boolean ended() {
    return context.isStopped();
  }

  @Override
  public void sweepEnds() {
    if (own) { // somebody else's application goes on
      sparkLogs.silence();
    }
    forgetRemovals();
  }

  private void forgetRemovals() {
    removals.ifPresent(context::removeSparkListener);
    removals = Optional.empty();
  }

  @Override
  public SweepListener metrics() {
    return driver.metrics();
  }

  @Override
  public void close() {
    stacks.close();
    driver.leave();
    if (own) {
      spark.close();
    }
  }
}
