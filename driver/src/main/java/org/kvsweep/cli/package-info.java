/**
 * The commands, one class each, named after them. Wires everything together; nothing imports it.
 *
 * <p>What the others are for:
 *
 * <ul>
 *   <li>any command: {@link Main}, which prepares the process with {@link GivenText}, {@link
 *       NamelessUser}, {@link StandardError} and {@link StandardOutput}; {@link ExitCode}, {@link
 *       UsageError}, {@link UnexpectedError}, {@link OptionChecks}, {@link Version}
 *   <li>those that take a sweep file: {@link SweepOptions}, {@link ChangeOptions}, {@link
 *       DataFolderOption}, {@link DataCheck}, {@link LargeMatrix}
 *   <li>{@code run}: {@link RanCommand}, {@link SparkChoice}, {@link VectorDriver}, {@link
 *       Interruption}, {@link TakenSignals}, {@link FailureLimit}, {@link FirstFailure}, {@link
 *       RunEnd}, {@link RunReport}
 *   <li>{@code submit}: {@link SparkMaster}, {@link SparkTarget}, {@link SparkDefaults}, {@link
 *       SparkSubmit}, {@link AwaitedProcess}, {@link LoggedDriver}, {@link ShippedFiles}, {@link
 *       ApplicationJar}
 *   <li>{@code plan} and {@code bench}: {@link DoneTrials}, {@link PlanTable}, {@link Speed},
 *       {@link MeasuredHere}, {@link BenchTable}, {@link BenchCell}
 *   <li>those that compare results: {@link TableChoice}, {@link ComparisonOption}, {@link
 *       FilterOption}, {@link AnswerLines}, {@link KeptModels}
 *   <li>{@code list} and {@code dashboard}: {@link RootParameter}, {@link SavedSweep}, {@link
 *       TrialList}
 *   <li>those that take a trial: {@link TrialPlace}, {@link TrialChoice}, {@link SavedTrial}
 *   <li>{@code data}: {@link DatasetNames}
 *   <li>{@code completion}: {@link FishCompletion}
 * </ul>
 */
package org.kvsweep.cli;
