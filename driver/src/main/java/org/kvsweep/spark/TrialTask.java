package org.kvsweep.spark;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a task runs: hands the order to the executor that it finds itself on. */
final class TrialTask extends AbstractFunction1<Iterator<TrialOrder>, TrialReport>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final DataShipment shipment;

  TrialTask(DataShipment shipment) {
    this.shipment = shipment;
  }

  @Override
  public TrialReport apply(Iterator<TrialOrder> orders) {
    return ExecutorSide.here().run(orders.next(), shipment, TaskContext.get());
  }
}
