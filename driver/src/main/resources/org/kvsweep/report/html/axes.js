/* What matters: the axes of a task, and the charts about them. */
kv.axes = (() => {
  /* The axis of what is compared. */
  const SIDE = 'side';

  const ofSides = () => kv.compared() ? [SIDE] : [];

  const pathsOf = task => kv.distinct(kv.results.cells.filter(cell => cell.task === task)
    .flatMap(cell => Object.keys(cell.values)));

  /* The value of a trial or cell on an axis. */
  const level = (item, axis) => axis === SIDE ? item.side : item.values[axis];

  const nameOf = axis => axis === SIDE ? kv.sideName() : kv.keyOf(axis);

  /* The metric that decides in a task, and its direction. */
  function metricOf(task) {
    const { metric } = kv.results.analysis.find(one => one.task === task) || {};
    const row = kv.results.cells.find(cell => cell.task === task && cell.metric === metric) || {};
    return { metric, lowerIsBetter: row.lowerIsBetter === true };
  }

  const completed = (task, metric) => kv.results.trials.filter(trial =>
    trial.task === task && trial.status === 'completed' && kv.known(trial.metrics[metric]));

  /* The mean over trials of a task, in which each cell of a side counts once, as in the tables. */
  function meanOverCells(trials, metric) {
    const cells = new Map();
    for (const trial of trials) {
      const cell = JSON.stringify([trial.side, trial.values]);
      cells.set(cell, (cells.get(cell) || []).concat(trial.metrics[metric]));
    }
    return kv.mean([...cells.values()].map(kv.mean));
  }

  function start() {
    const tasks = kv.results.analysis.filter(one => one.metric).map(one => one.task);
    kv.byId('axes').hidden = tasks.length === 0;
    if (tasks.length > 0) {
      kv.shares.start();
      kv.heat.start(tasks);
      kv.settings.start(tasks);
    }
  }

  return { SIDE, ofSides, pathsOf, level, nameOf, metricOf, completed, meanOverCells, start };
})();
