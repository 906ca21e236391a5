package org.kvsweep.spark.executor;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** The function of a task: hands the order to the executor that it finds itself on. */
public final class TrialTask extends AbstractFunction1<Iterator<TrialOrder>, Iterator<TrialReport>>
    implements Serializable {
  /** The only report of a task. */
  public static final Only RESULT = new Only();

  private static final long serialVersionUID = 1;
  private static final ClassTag<TrialReport> REPORT = ClassTag$.MODULE$.apply(TrialReport.class);

  private final DataShipment shipment;

  public TrialTask(DataShipment shipment) {
    this.shipment = shipment;
  }

  /** The reports of trials of one worker. */
  public RDD<TrialReport> over(RDD<TrialOrder> orders) {
    return orders.mapPartitions(this, false, REPORT);
  }

  /** The reports of workers that Spark starts all together or not at all. */
  public RDD<TrialReport> together(RDD<TrialOrder> orders) {
    return orders.barrier().mapPartitions(this, false, REPORT);
  }

  @Override
  public Iterator<TrialReport> apply(Iterator<TrialOrder> orders) {
    return Iterator$.MODULE$.single(
        ExecutorSide.here().run(orders.next(), shipment, TaskContext.get()));
  }

  static final class Only extends AbstractFunction1<Iterator<TrialReport>, TrialReport>
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public TrialReport apply(Iterator<TrialReport> reports) {
      return reports.next();
    }
  }
}
