package org.kvsweep.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.kvsweep.Patience;

/** Executors that a Spark without any is told of. */
final class ToldExecutors {
  private final SparkContext context;

  ToldExecutors(SparkContext context) {
    this.context = context;
  }

  void comes(String id, int cores) throws Exception {
    scala.collection.immutable.Map<String, String> none =
        scala.collection.immutable.Map$.MODULE$.empty();
    tell(new SparkListenerExecutorAdded(0, id, new ExecutorInfo("host", cores, none)));
  }

  void goes(String id) throws Exception {
    tell(new SparkListenerExecutorRemoved(0, id, "as the test says"));
  }

  private void tell(SparkListenerEvent event) throws Exception {
    context.listenerBus().post(event);
    context.listenerBus().waitUntilEmpty(Patience.LIMIT.toMillis());
  }
}
