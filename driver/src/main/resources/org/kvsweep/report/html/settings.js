/* Trials over their settings: lines through all axes, and a slice for each of them. */
kv.settings = (() => {
  /* More lines than this are a blot. */
  const MOST_LINES = 3000;
  /* A number that spans more than this is seen only on a logarithmic axis. */
  const WIDE = 20;
  let slices = [];
  let drawn;

  /* How an axis is drawn: as words, or as numbers where its values are some. */
  function scaleOf(trials, path) {
    const levels = kv.sorted(kv.distinct(trials.map(trial => kv.axes.level(trial, path) || '–')));
    const numbers = levels.map(Number);
    if (path === kv.axes.SIDE || levels.length < 2 || numbers.some(number => !Number.isFinite(number))) {
      return { type: 'category', levels, of: trial => levels.indexOf(kv.axes.level(trial, path) || '–') };
    }
    const [least, most] = kv.range(numbers);
    return { type: least > 0 && most / least >= WIDE ? 'log' : 'value', levels, least, most,
      whole: numbers.every(Number.isInteger),
      of: trial => Number(kv.axes.level(trial, path)) };
  }

  const plain = value => Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? String(value.toExponential()).replace('e+', 'e') : String(+value.toPrecision(4));

  function parallel(look) {
    const task = kv.byId('settings-task').value;
    const { metric, lowerIsBetter } = kv.axes.metricOf(task);
    const axes = [...kv.axes.ofSides(), ...kv.axes.pathsOf(task)];
    const all = kv.axes.completed(task, metric);
    const trials = all.slice(0, MOST_LINES);
    const scales = axes.map(path => scaleOf(trials, path));
    const [least, most] = kv.range(trials.map(trial => trial.metrics[metric]));
    const colours = lowerIsBetter ? [...look.lines].reverse() : look.lines;
    const last = axes.length;
    /* The best are drawn last, above the others. */
    const lines = trials.map(trial => scales.map(scale => scale.of(trial)).concat(trial.metrics[metric]))
      .sort((a, b) => (lowerIsBetter ? -1 : 1) * (a[last] - b[last]));
    return {
      parallel: { left: 56, right: 96, top: 40, bottom: 24, parallelAxisDefault: {
        nameTextStyle: { color: look.ink }, axisLine: { lineStyle: { color: look.muted } },
        axisTick: { lineStyle: { color: look.muted } }, axisLabel: { color: look.ink, backgroundColor: look.card, padding: [2, 4], margin: 6, fontSize: 12 } } },
      parallelAxis: axes.map((path, dim) => Object.assign({ dim, id: task + ' ' + path, name: kv.inOneLine(kv.axes.nameOf(path)) }, scales[dim].type === 'category'
        ? { type: 'value', min: -0.5, max: scales[dim].levels.length - 0.5, interval: 0.5, axisTick: { show: false },
          minorTick: { show: false },
          axisLabel: { formatter: at => Number.isInteger(at) ? kv.inOneLine(scales[dim].levels[at]) : '' } }
        : { type: scales[dim].type, min: scales[dim].least, max: scales[dim].most, minInterval: scales[dim].whole ? 1 : undefined,
          axisLabel: { formatter: plain, hideOverlap: true } }))
        .concat({ dim: last, id: task, name: metric, type: 'value', min: least, max: most, inverse: Boolean(lowerIsBetter),
          axisLabel: { color: look.ink, formatter: value => String(+value.toPrecision(4)), showMinLabel: true, showMaxLabel: true, hideOverlap: true } }),
      visualMap: { type: 'continuous', dimension: last, min: least, max: most === least ? least + 1e-12 : most, calculable: false,
        right: 0, top: 'center', itemHeight: 120, text: [kv.number(most), kv.number(least)],
        inRange: { color: colours }, textStyle: { color: look.muted } },
      series: [{
        type: 'parallel', inactiveOpacity: 0.04, activeOpacity: 0.9, progressive: 400,
        lineStyle: { width: 1.4, opacity: trials.length > 300 ? 0.35 : 0.75 }, data: lines,
      }],
    };
  }

  /* One axis, every trial a mark; the scale of the result is the same for all axes. */
  function slice(look, task, path) {
    const { metric } = kv.axes.metricOf(task);
    const trials = kv.axes.completed(task, metric);
    const scale = scaleOf(trials, path);
    const [least, most] = kv.range(trials.map(trial => trial.metrics[metric]));
    const room = (most - least || Math.abs(most) || 1) * 0.05;
    const words = scale.type === 'category';
    const series = kv.results.sides.flatMap(side => {
      const own = trials.filter(trial => trial.side === side);
      return [{
        name: side, type: 'scatter', symbol: look.symbol(side), symbolSize: own.length > 500 ? 4 : 7, large: own.length > 2000,
        itemStyle: { color: look.side(side), opacity: own.length > 100 ? 0.4 : 0.7 },
        data: own.map(trial => ({ value: [scale.of(trial), trial.metrics[metric]], trial })),
      }, {
        name: side, type: 'line', silent: true, symbol: 'none', tooltip: { show: false },
        lineStyle: { color: look.side(side), width: 1.5, type: look.dash(side) }, data: meansOf(own, scale, metric),
      }];
    });
    return {
      grid: { left: 8, right: 18, top: 12, bottom: 28, containLabel: true },
      xAxis: kv.charts.axis(look, words
        ? { type: 'category', data: scale.levels.map(kv.inOneLine), axisLabel: { color: look.muted, hideOverlap: true } }
        : Object.assign({ type: scale.type, axisLabel: { color: look.muted, hideOverlap: true, formatter: plain } },
          scale.type === 'log' ? { min: scale.least * 0.8, max: scale.most * 1.25 } : { scale: true, boundaryGap: ['5%', '5%'], minInterval: scale.whole ? 1 : undefined })),
      yAxis: kv.charts.axis(look, Object.assign({ type: 'value', min: least - room, max: most + room, splitNumber: 4,
        axisLabel: { color: look.muted, showMinLabel: false, showMaxLabel: false, formatter: value => String(+value.toPrecision(4)) } },
      kv.ceiling(metric, most))),
      tooltip: { trigger: 'item', formatter: hit => kv.charts.heading(kv.before(hit.data.trial.side, ', ') + 'seed ' + hit.data.trial.seed) +
        Object.entries(hit.data.trial.values).map(([name, value]) => kv.charts.line(kv.keyOf(name), value)).join('') +
        kv.charts.line(metric, kv.number(hit.data.trial.metrics[metric])) },
      series,
    };
  }

  function meansOf(trials, scale, metric) {
    const byPlace = new Map();
    for (const trial of trials) {
      byPlace.set(scale.of(trial), (byPlace.get(scale.of(trial)) || []).concat(trial));
    }
    /* A line through as many places as trials would go up and down with chance. */
    return byPlace.size > 12 ? [] : [...byPlace].sort((a, b) => a[0] - b[0])
      .map(([place, there]) => [place, kv.axes.meanOverCells(there, metric)]);
  }

  function update(lines) {
    const task = kv.byId('settings-task').value;
    const paths = kv.axes.pathsOf(task);
    const { metric, lowerIsBetter } = kv.axes.metricOf(task);
    const left = kv.axes.completed(task, metric).length - MOST_LINES;
    kv.byId('parallel-figure').hidden = paths.length < 2;
    kv.byId('parallel-note').textContent = 'Completed trials, coloured by ' + metric + (lowerIsBetter ? ' (lower is better, up)' : '') +
      (left > 0 ? '; ' + kv.whole(left) + ' more are not drawn' : '') + '. Drag along an axis to choose a part of it.';
    lines.draw();
    const ids = paths.map((path, i) => 'slice-' + i);
    /* News of the same axes goes into the slices that are there. */
    const wanted = JSON.stringify([task, ...paths]);
    if (wanted !== drawn) {
      drawn = wanted;
      slices.forEach(chart => chart.remove());
      kv.byId('slices').replaceChildren(...paths.map((path, i) => kv.element('article', { class: 'panel' },
        kv.element('h4', {}, kv.keyOf(path)), kv.element('div', { class: 'chart', id: ids[i] }))));
    }
    kv.byId('slices-figure').hidden = paths.length === 0;
    kv.byId('slices-legend').replaceChildren(...(kv.compared() ? kv.results.sides.map(side => kv.sideMark(side)) : []), metric || '');
    slices = paths.map((path, i) => kv.charts.add(kv.byId(ids[i]), look => slice(look, task, path), 'canvas'));
  }

  function start(tasks) {
    kv.fill(kv.byId('settings-task'), tasks);
    const lines = kv.charts.add(kv.byId('parallel'), parallel, 'canvas');
    kv.control('settings-task', () => update(lines));
    update(lines);
  }

  return { start };
})();
