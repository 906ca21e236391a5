package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.plan.Updater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** The updaters of a network of Deeplearning4j's layers: those of the plan, or its own. */
final class Dl4jUpdaters {
  private final TrainingPlan plan;

  Dl4jUpdaters(TrainingPlan plan) {
    this.plan = plan;
  }

  /** Gives all layers the plan's updater, unless it leaves them their own. */
  void putInto(ComputationGraphConfiguration configuration) {
    if (own()) {
      return;
    }
    configuration.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .forEach(vertex -> putInto(((LayerVertex) vertex).getLayerConf().getLayer()));
  }

  private boolean own() {
    return plan.optimizer().updater() == Updater.OF_NETWORK;
  }

  private void putInto(Layer layer) {
    if (layer instanceof BaseLayer base) {
      base.setIUpdater(updater());
      base.setBiasUpdater(null);
      if (plan.optimizer().weightDecay() > 0) {
        base.setRegularization(withWeightDecay(base.getRegularization()));
      }
    } else if (layer instanceof AbstractSameDiffLayer other) {
      other.setUpdater(updater());
      other.setBiasUpdater(null);
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      putInto(wrapper.getUnderlying());
    } else if (layer instanceof Bidirectional both) {
      putInto(both.getFwd());
      putInto(both.getBwd());
    }
  }

  private List<Regularization> withWeightDecay(List<Regularization> before) {
    List<Regularization> all = new ArrayList<>(before == null ? List.of() : before);
    all.add(new WeightDecay(plan.optimizer().weightDecay(), true));
    return all;
  }

  /** Returns the plan's updater as Deeplearning4j has it. */
  private IUpdater updater() {
    Optimizer optimizer = plan.optimizer();
    double rate = optimizer.learningRate();
    return switch (optimizer.updater()) {
      case ADAM -> new Adam(rate, optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
      case ADA_MAX -> new AdaMax(rate);
      case NADAM -> new Nadam(rate);
      case AMS_GRAD -> new AMSGrad(rate);
      case ADA_GRAD -> new AdaGrad(rate);
      case RMS_PROP -> new RmsProp(rate);
      case NESTEROVS -> new Nesterovs(rate);
      case SGD -> new Sgd(rate);
      case OF_NETWORK -> throw new IllegalStateException("Cannot choose an updater: none is given");
    };
  }

  /**
   * Checks that no part of the network has another updater than the plan's.
   *
   * @throws IllegalArgumentException naming one that has
   */
  void check(ComputationGraph network) {
    if (own()) {
      return;
    }
    for (UpdaterBlock block : network.getUpdater().getUpdaterBlocks()) {
      IUpdater got = block.getGradientUpdater().getConfig();
      // Statistics of batches are changed like parameters, by an updater that does nothing.
      if (!(got instanceof NoOp) && got.getClass() != updater().getClass()) {
        throw new IllegalArgumentException(
            "Cannot train by %s: the layer %s has an updater of its own, got %s"
                .formatted(
                    plan.optimizer().updater().label(),
                    block
                        .getLayersAndVariablesInBlock()
                        .get(0)
                        .getLayer()
                        .getConfig()
                        .getLayerName(),
                    got.getClass().getSimpleName()));
      }
    }
  }

  /** Sets the learning rate of the next step, unless the network has its own. */
  void setLearningRate(ComputationGraph network, long done, TrainingLength length) {
    if (own()) {
      return;
    }
    double rate = plan.schedule().learningRate(plan.optimizer().learningRate(), done, length);
    for (UpdaterBlock block : network.getUpdater().getUpdaterBlocks()) {
      IUpdater config = block.getGradientUpdater().getConfig();
      if (config.hasLearningRate()) {
        config.setLrAndSchedule(rate, null);
      }
    }
  }
}
