package org.kvsweep.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster of this machine that looks like two hosts: Spark never starts the
 * speculative copy of a task on the host of the first, and a local cluster is one host.
 */
final class TwoHosts implements AutoCloseable {
  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

  private final List<RpcEnv> environments = new ArrayList<>();
  private final String master;

  /** Starts a master, and a worker of one core on each host that works in that folder. */
  TwoHosts(Path folder) {
    SparkConf conf = new SparkConf(false).set("spark.ui.enabled", "false");
    RpcEnv first = Master.startRpcEnvAndEndpoint(HOSTS.get(0), 0, 0, conf)._1();
    environments.add(first);
    master = "spark://" + HOSTS.get(0) + ":" + first.address().port();
    for (int number = 0; number < HOSTS.size(); number++) {
      environments.add(
          Worker.startRpcEnvAndEndpoint(
              HOSTS.get(number),
              0,
              0,
              1,
              1024,
              new String[] {master},
              folder.resolve("work").toString(),
              Option.apply(number),
              conf,
              Option.empty()));
    }
  }

  /** Its address for drivers. */
  String master() {
    return master;
  }

  @Override
  public void close() {
    for (int last = environments.size() - 1; last >= 0; last--) {
      environments.get(last).shutdown();
      environments.get(last).awaitTermination();
    }
  }
}
