package org.kvsweep.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kvsweep.ChildProcess;
import org.kvsweep.LocalMachine;

/**
 * Slurm with two nodes, all on this machine: a controller and a daemon for each node, as processes.
 * Closing ends all of them.
 */
final class SlurmCluster implements AutoCloseable {
  private static final Pattern SUBMITTED = Pattern.compile("Submitted batch job (\\d+)");

  private final Path folder;
  private final Path home;
  private final Path settings;
  private final List<ChildProcess> processes = new ArrayList<>();

  /** Returns whether Slurm is installed, and this user may start it. */
  static boolean canRun() {
    return System.getProperty("user.name").equals("root")
        && Stream.of("slurmctld", "slurmd", "sbatch").allMatch(LocalMachine::hasProgram);
  }

  SlurmCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = SparkHome.install(folder.resolve("spark"));
    this.settings = folder.resolve("slurm.conf");
    String host = InetAddress.getLocalHost().getHostName();
    Files.createDirectory(folder.resolve("state"));
    Files.writeString(
        settings,
        """
        ClusterName=test
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmctldPort=%3$d
        CommunicationParameters=NoCtldInAddrAny
        AuthType=auth/none
        # How long a job that is queued again has to wait at least.
        AuthInfo=cred_expire=5
        CredType=cred/none
        SlurmUser=root
        SlurmdUser=root
        StateSaveLocation=%2$s/state
        SlurmctldPidFile=%2$s/slurmctld.pid
        SlurmdPidFile=%2$s/slurmd.%%n.pid
        SlurmdSpoolDir=%2$s/spool.%%n
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        MpiDefault=none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        SlurmdParameters=config_overrides
        ReturnToService=2
        KillWait=5
        NodeName=node[1-2] NodeHostname=%1$s NodeAddr=127.0.0.1 Port=[%4$d,%5$d] CPUs=2 RealMemory=8000
        PartitionName=all Nodes=node[1-2] Default=YES State=UP
        """
            .formatted(
                host,
                folder,
                LocalMachine.freePort(),
                LocalMachine.freePort(),
                LocalMachine.freePort()));
    daemon("slurmctld").await(Pattern.compile("Running as primary controller"));
    for (String node : List.of("node1", "node2")) {
      daemon("slurmd", "-N", node).await(Pattern.compile("slurmd started"));
    }
  }

  private ChildProcess daemon(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program, "-D"));
    command.addAll(Arrays.asList(arguments));
    ChildProcess process = start(program + processes.size(), command);
    processes.add(process);
    return process;
  }

  private ChildProcess start(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SLURM_CONF", settings.toString());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("KVSWEEP_HOME", Path.of("..").toAbsolutePath().normalize().toString());
    builder.environment().put("HOME", folder.toString());
    return ChildProcess.start(builder, folder.resolve(name + ".log"));
  }

  /** Runs a command of Slurm to its end, and returns what it has written. */
  String run(String... command) throws IOException, InterruptedException {
    try (ChildProcess process = start(command[0], List.of(command))) {
      int code = process.exitCode();
      if (code != 0) {
        throw new AssertionError(
            "%s ended with %d:%n%s".formatted(command[0], code, process.log()));
      }
      return process.log();
    }
  }

  /** Submits a batch script on two nodes with two cores each; returns the number of the job. */
  String submit(Path output, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("sbatch", "--nodes=2", "--cpus-per-task=2"));
    all.addAll(List.of("--mem-per-cpu=2000", "--time=60", "--output=" + output));
    all.addAll(Arrays.asList(command));
    Matcher submitted = SUBMITTED.matcher(run(all.toArray(String[]::new)));
    if (!submitted.find()) {
      throw new AssertionError("sbatch named no job");
    }
    return submitted.group(1);
  }

  /** Waits until what the controller says of that job has this in it. */
  void awaitJob(String job, String text) throws IOException, InterruptedException {
    processes
        .get(0)
        .await("told that job %s has %s".formatted(job, text), () -> job(job).contains(text));
  }

  private String job(String job) throws IOException {
    try {
      return run("scontrol", "show", "job", job);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Waits until that holds, while the controller runs. */
  void await(String what, ChildProcess.Condition condition)
      throws IOException, InterruptedException {
    processes.get(0).await(what, condition);
  }

  @Override
  public void close() throws IOException {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).end();
    }
  }
}
