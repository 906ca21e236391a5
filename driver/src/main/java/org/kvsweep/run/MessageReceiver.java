package org.kvsweep.run;

import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;

/** Receives what executors say, on any thread; answers at once. */
public interface MessageReceiver {

  /** Takes a message and says what the attempt is to do. */
  DriverAnswer receive(TrialMessage message);

  /** Takes in that an executor can't run trials of this sweep. */
  void executorUnfit(String why);
}
