/* Learning curves: a panel a cell, a line with a band a side. */
kv.curves = (() => {
  const PANELS_AT_ONCE = 12;
  /* More single trials in one panel are a blot. */
  const MOST_PARTIAL = 60;
  const PREFERRED = ['validation-accuracy', 'validation-loss', 'train-loss'];
  let panels = [];
  let drawn;
  let partial = new Map();

  const ALL = '';

  function ofTask(task) {
    return kv.data.curves.filter(curve => task === ALL || kv.results.cells[curve.row].task === task);
  }

  /* Of trials that did not complete, by their metrics. */
  const partialMetrics = task => kv.distinct([...partial.entries()]
    .filter(([row]) => task === ALL || kv.results.cells[row].task === task)
    .flatMap(([, trials]) => trials.flatMap(trial => curveOf(trial).step.length > 1 ? Object.keys(curveOf(trial).values) : [])));

  /* Only metrics with more than one point make a curve. */
  function metricsOf(task) {
    const metrics = kv.distinct(ofTask(task).filter(curve => curve.step.length > 1).map(curve => curve.metric)
      .concat(partialMetrics(task)));
    return metrics.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  }

  function rank(metric) {
    const index = PREFERRED.indexOf(metric);
    return index < 0 ? PREFERRED.length : index;
  }

  const positive = (value, log) => log && value <= 0 ? null : value;

  const curveOf = trial => kv.data.trialCurves[trial.id];

  /* Trials that did not complete, which are in no mean, by the row of their cell. */
  function gatherPartial() {
    const rows = new Map(kv.results.cells.map((cell, row) => [kv.rowText(cell), row]));
    partial = new Map();
    for (const trial of kv.results.trials.filter(one => one.status !== 'completed' && curveOf(one))) {
      const row = rows.get(kv.rowText(trial));
      /* A page of very many cells shows some of them, but all trials that did not complete. */
      if (row !== undefined) {
        partial.set(row, (partial.get(row) || []).concat(trial));
      }
    }
  }

  const partialOf = (row, metric) => !kv.byId('curves-partial').checked ? []
    : (partial.get(row) || []).filter(trial => curveOf(trial).values[metric]).slice(0, MOST_PARTIAL);

  /* What the scale of a panel has to hold; what diverges may leave it. */
  function compared(task, metric) {
    const means = ofTask(task).filter(curve => curve.metric === metric);
    const rows = kv.results.cells.map((cell, row) => row).filter(row => kv.results.cells[row].task === task);
    const alone = rows.flatMap(row => partialOf(row, metric))
      .filter(trial => trial.status === 'stopped' || means.length === 0)
      .map(trial => curveOf(trial).values[metric].filter(kv.known)).map(values => ({ low: values, high: values }));
    return means.concat(alone);
  }

  function line(look, trial, metric, x, logX, logY) {
    const curve = curveOf(trial);
    const points = curve[x].map((at, i) => [positive(at, logX), positive(curve.values[metric][i], logY)])
      .filter(point => point[0] !== null && point[1] !== null);
    const colour = look.side(trial.side);
    return {
      name: trial.side + ', seed ' + trial.seed + ', ' + trial.status, type: 'line', silent: true,
      tooltip: { show: false }, z: 2, lineStyle: { color: colour, width: 1, opacity: 0.55 }, itemStyle: { color: colour },
      data: points.map((point, i) => ({ value: point,
        symbol: i < points.length - 1 ? 'none' : trial.status === 'stopped' ? 'rect' : 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z',
        symbolSize: trial.status === 'stopped' ? [2, 10] : 9 })),
    };
  }

  function option(look, { curves, alone, all, metric }) {
    const x = kv.byId('curves-x').value;
    const logX = kv.byId('curves-log-x').checked;
    const logY = kv.byId('curves-log-y').checked;
    const series = [];
    for (const curve of curves) {
      const colour = look.side(curve.side);
      const at = curve[x].map(value => positive(value, logX));
      series.push({
        name: curve.side, type: 'line', data: at.map((value, i) => [value, positive(curve.mean[i], logY)]),
        symbol: look.symbol(curve.side), symbolSize: 5, showSymbol: curve.step.length <= 12,
        lineStyle: { color: colour, width: 2, type: look.dash(curve.side) },
        itemStyle: { color: colour }, z: 3,
      });
      if (curve.seeds > 1) {
        series.push(band(curve, at, colour, logY));
      }
    }
    series.push(...alone.map(trial => line(look, trial, metric, x, logX, logY)));
    return {
      grid: { left: 8, right: 18, top: 12, bottom: 26, containLabel: true },
      xAxis: kv.charts.axis(look, Object.assign({
        type: logX ? 'log' : 'value', min: 0, name: { step: 'steps', epoch: 'epochs', seconds: 'seconds' }[x],
        nameGap: 24, axisLabel: { color: look.muted, hideOverlap: true, formatter: kv.short },
      }, logX ? kv.charts.logarithmic(curves.concat(alone.map(curveOf)).flatMap(curve => curve[x])) : {})),
      yAxis: kv.charts.axis(look, Object.assign({
        type: logY ? 'log' : 'value', scale: true, splitNumber: 4,
        axisLabel: { color: look.muted, showMinLabel: false, formatter: value => String(+value.toPrecision(6)) },
      }, logY ? kv.charts.logarithmic(all.flatMap(curve => curve.low.concat(curve.high))) : ends(metric, all))),
      tooltip: {
        trigger: 'axis', axisPointer: { lineStyle: { color: look.muted } },
        formatter: points => tooltip(points, x, curves),
      },
      series,
    };
  }

  /* Panels of a task have one scale, to be compared; what stays the same has some room below it. */
  function ends(metric, all) {
    const [low, high] = kv.range(all.flatMap(curve => curve.low.concat(curve.high)));
    const even = high - low < 1e-3 * Math.min(1, Math.abs(high));
    const room = even ? 0.05 * Math.abs(high) : 0.04 * (high - low);
    return Object.assign(outwards(low - room, high + room),
      kv.ceiling(metric, high),
      even && /accuracy/.test(metric) ? { min: Math.max(0, +(low - 0.1).toFixed(1)) } : {});
  }

  /* Rounded so that nothing is beyond the ends, and with digits enough for a narrow range far from zero. */
  function outwards(low, high) {
    const step = 10 ** (Math.floor(Math.log10(high - low || 1)) - 1);
    const ends = { min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step };
    return { min: +ends.min.toPrecision(12), max: +ends.max.toPrecision(12) };
  }

  function band(curve, at, colour, logY) {
    return {
      name: curve.side, type: 'custom', silent: true, clip: true, z: 1, tooltip: { show: false },
      encode: { x: 0, y: [1, 2] }, itemStyle: { color: colour },
      data: at.map((value, i) => [value, positive(curve.low[i], logY), curve.high[i]]),
      renderItem(params, api) {
        if (params.context.drawn) {
          return null;
        }
        params.context.drawn = true;
        const upper = [];
        const lower = [];
        at.forEach((value, i) => {
          if (value !== null && positive(curve.low[i], logY) !== null) {
            upper.push(api.coord([value, curve.high[i]]));
            lower.unshift(api.coord([value, curve.low[i]]));
          }
        });
        return { type: 'polygon', shape: { points: upper.concat(lower) }, style: { fill: colour, opacity: 0.16 } };
      },
    };
  }

  function tooltip(points, x, curves) {
    const at = points[0].value[0];
    const lines = curves.map(curve => {
      const i = curve[x].indexOf(at);
      return i < 0 ? '' : kv.charts.line(curve.side,
        kv.number(curve.mean[i]) + ' [' + kv.number(curve.low[i]) + ', ' + kv.number(curve.high[i]) + ']');
    });
    return kv.charts.heading({ step: 'step ', epoch: 'epoch ', seconds: 'after ' }[x] +
      (x === 'seconds' ? kv.duration(at) : kv.whole(at))) + lines.join('');
  }

  function update() {
    const metric = kv.byId('curves-metric').value;
    const byRow = new Map();
    for (const curve of ofTask(kv.byId('curves-task').value)) {
      if (curve.metric === metric) {
        byRow.set(curve.row, (byRow.get(curve.row) || []).concat(curve));
      }
    }
    const task = kv.byId('curves-task').value;
    const single = [...partial.keys()].filter(row => partialOf(row, metric).length > 0 &&
      (task === ALL || kv.results.cells[row].task === task));
    const rows = kv.distinct([...byRow.keys(), ...single]).sort((a, b) => a - b);
    const pages = Math.max(1, Math.ceil(rows.length / PANELS_AT_ONCE));
    const page = Math.min(kv.memory.get('curves-page') || 0, pages - 1);
    pager(page, pages);
    const shown = rows.slice(page * PANELS_AT_ONCE, (page + 1) * PANELS_AT_ONCE);
    /* News of the same cells goes into the panels that are there. */
    const wanted = kv.byId('curves-task').value + shown.map(idOf).join();
    if (wanted !== drawn) {
      drawn = wanted;
      panels.forEach(panel => panel.remove());
      kv.byId('curves-panels').replaceChildren(...shown.map(row => panel(row)));
    }
    const own = kv.byId('curves-own').checked;
    const ofTasks = new Map(kv.distinct(shown.map(row => kv.results.cells[row].task)).map(one => [one, compared(one, metric)]));
    panels = shown.map(row => {
      const curves = byRow.get(row) || [];
      const shared = ofTasks.get(kv.results.cells[row].task);
      const panel = { curves, alone: partialOf(row, metric), metric, all: own && curves.length > 0 ? curves : shared };
      return kv.charts.add(kv.byId(idOf(row)), look => option(look, panel));
    });
    kv.byId('curves-partial-note').hidden = !shown.some(row => partialOf(row, metric).length > 0);
  }

  const idOf = row => 'curve-' + row;

  function panel(row) {
    const cell = kv.results.cells[row];
    return kv.element('article', { class: 'panel' },
      kv.element('h3', {}, kv.byId('curves-task').value === ALL ? kv.rowText(cell) : kv.valuesText(cell.values) || cell.task),
      kv.element('div', { class: 'chart', id: idOf(row) }));
  }

  function pager(page, pages) {
    const turn = by => () => {
      kv.memory.set('curves-page', (page + by + pages) % pages);
      update();
    };
    const legend = kv.compared() ? kv.results.sides.map(side => kv.sideMark(side)) : [];
    const pager = kv.byId('curves-pages');
    kv.redraw(pager, () => pager.replaceChildren(...legend, ...(pages < 2 ? [] : [
      kv.element('button', { type: 'button', onclick: turn(-1), 'aria-label': 'previous cells' }, '‹'),
      'cells ' + (page + 1) + ' of ' + pages,
      kv.element('button', { type: 'button', onclick: turn(1), 'aria-label': 'next cells' }, '›')])));
  }

  function taskChanged() {
    kv.fill(kv.byId('curves-metric'), metricsOf(kv.byId('curves-task').value));
    const remembered = kv.memory.get('curves-metric');
    if ([...kv.byId('curves-metric').options].some(option => option.value === remembered)) {
      kv.byId('curves-metric').value = remembered;
    }
    update();
  }

  function start() {
    gatherPartial();
    kv.byId('curves-partial-label').hidden = partial.size === 0;
    if (kv.memory.get('curves-partial') === undefined) {
      kv.byId('curves-partial').checked = true;
    }
    const tasks = kv.distinct(kv.results.cells.map(cell => cell.task)).filter(task => metricsOf(task).length > 0);
    kv.byId('curves').hidden = tasks.length === 0;
    if (tasks.length === 0) {
      return;
    }
    kv.fill(kv.byId('curves-task'), tasks.length > 1 ? [ALL, ...tasks] : tasks,
      tasks.length > 1 ? ['all', ...tasks] : tasks);
    kv.control('curves-task', () => {
      kv.memory.set('curves-page', 0);
      taskChanged();
    });
    ['curves-metric', 'curves-x', 'curves-log-x', 'curves-log-y', 'curves-own', 'curves-partial'].forEach(id => kv.control(id, update));
    taskChanged();
  }

  return { start };
})();
