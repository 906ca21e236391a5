/* What matters: variance shares, a heat map of any two axes, and trials as lines through their settings. */
kv.axes = (() => {
  const ATTENTION = 'attention';
  /* More cells than this have no room for their numbers. */
  const MOST_LABELS = 80;
  /* More lines than this are a blot. */
  const MOST_LINES = 3000;

  const analysisOf = task => kv.results.analysis.find(one => one.task === task);

  const pathsOf = task => kv.distinct(kv.results.cells.filter(cell => cell.task === task)
    .flatMap(cell => Object.keys(cell.values)));

  /* The value of a trial or cell on an axis. */
  const level = (item, axis) => axis === ATTENTION ? item.attention : item.values[axis];

  function shares(look) {
    const tasks = kv.results.analysis.filter(one => one.metric);
    const paths = kv.distinct(tasks.flatMap(one => Object.keys(one.varianceShares.axes)));
    const names = paths.map(path => kv.keyOf(path)).concat('interactions', 'seeds');
    const value = (one, i) => i < paths.length ? one.varianceShares.axes[paths[i]] || 0
      : one.varianceShares[names[i]];
    const colours = palette(look, names.length);
    return {
      grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
      legend: kv.charts.legend(look, { top: 0, type: 'scroll' }),
      xAxis: kv.charts.axis(look, { type: 'value', max: 1, axisLabel: { color: look.muted, formatter: v => Math.round(v * 100) + ' %' } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: tasks.map(one => kv.inOneLine(one.task)),
        axisLabel: { color: look.ink, width: 140, overflow: 'truncate' } }),
      tooltip: { trigger: 'item', formatter: point => kv.charts.heading(tasks[point.dataIndex].task) +
        kv.charts.line(point.seriesName, (point.value * 100).toFixed(1) + ' %') },
      series: names.map((name, i) => ({
        name, type: 'bar', stack: 'all', barMaxWidth: 30,
        itemStyle: { color: colours[i], borderColor: look.card, borderWidth: 1 },
        label: { show: true, color: '#fff', textBorderColor: 'rgba(0,0,0,.45)', textBorderWidth: 2,
          formatter: point => point.value < 0.1 ? '' : Math.round(point.value * 100) + ' %' },
        data: tasks.map(one => value(one, i)),
      })),
    };
  }

  /* Colours of axes are none of the attentions'; what no axis explains is grey. */
  function palette(look, count) {
    const colours = look.dark
      ? ['#8f7ee7', '#e36fa0', '#e0b43c', '#58b7c9', '#a5b84a', '#c98a6b']
      : ['#6d5bd0', '#c94f86', '#b98a00', '#2b8ea3', '#76892a', '#a0623f'];
    return Array.from({ length: count }, (ignored, i) =>
      i === count - 1 ? (look.dark ? '#5a6675' : '#aab4c0')
        : i === count - 2 ? (look.dark ? '#778396' : '#7d8998') : colours[i % colours.length]);
  }

  /* Mean of the task's metric over the trials of an attention (or all) at those two levels. */
  function cellsOf(task, of, xAxis, yAxis) {
    const metric = (analysisOf(task) || {}).metric;
    const trials = kv.results.trials.filter(trial => trial.task === task && trial.status === 'completed' &&
      kv.known(trial.metrics[metric]));
    const xs = kv.sorted(kv.distinct(trials.map(trial => level(trial, xAxis)).filter(Boolean)));
    const ys = kv.sorted(kv.distinct(trials.map(trial => level(trial, yAxis)).filter(Boolean)));
    const mean = (x, y, attention) => {
      const values = trials.filter(trial => level(trial, xAxis) === x && level(trial, yAxis) === y &&
        (attention === null || trial.attention === attention)).map(trial => trial.metrics[metric]);
      return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
    };
    const [attention, minus] = of === 'all' ? [null, undefined] : of.split(' − ');
    const points = [];
    xs.forEach((x, i) => ys.forEach((y, j) => {
      const first = mean(x, y, attention);
      const second = minus === undefined ? 0 : mean(x, y, minus);
      if (first !== null && second !== null) {
        points.push([i, j, first - second]);
      }
    }));
    return { xs, ys, points, metric, difference: minus !== undefined };
  }

  function heat(look) {
    const chosen = id => kv.byId(id).value;
    const { xs, ys, points, metric, difference } =
      cellsOf(chosen('heat-task'), chosen('heat-of'), chosen('heat-x'), chosen('heat-y'));
    const values = points.map(point => point[2]);
    const most = Math.max(...values.map(Math.abs), 1e-12);
    const least = Math.min(...values);
    const strength = value => difference ? Math.abs(value) / most : (value - least) / (Math.max(...values) - least || 1);
    /* What can be read on the colour of that value. */
    const onColour = value => look.dark ? (!difference && strength(value) > 0.6 ? '#10151c' : '#ffffff')
      : strength(value) > 0.5 ? '#ffffff' : look.ink;
    return {
      grid: { left: 8, right: 78, top: 12, bottom: 30, containLabel: true },
      xAxis: kv.charts.axis(look, { type: 'category', data: xs, name: kv.keyOf(chosen('heat-x')), nameGap: 26, splitLine: { show: false } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: ys, name: kv.keyOf(chosen('heat-y')), nameGap: 56, splitLine: { show: false } }),
      visualMap: {
        min: difference ? -most : Math.min(...values), max: difference ? most : Math.max(...values),
        calculable: false, orient: 'vertical', right: 0, top: 'center', itemHeight: 150,
        text: difference ? [kv.number(most), kv.number(-most)] : [kv.number(Math.max(...values)), kv.number(least)],
        inRange: { color: difference ? look.signed : look.rising }, textStyle: { color: look.muted },
      },
      tooltip: { formatter: point => kv.charts.heading(chosen('heat-of') + ', ' + (metric || '')) +
        kv.charts.line(kv.keyOf(chosen('heat-x')) + ' ' + xs[point.value[0]] + ', ' +
          kv.keyOf(chosen('heat-y')) + ' ' + ys[point.value[1]], kv.number(point.value[2])) },
      series: [{
        type: 'heatmap', itemStyle: { borderColor: look.card, borderWidth: 2 },
        data: points.map(value => ({ value, label: { color: onColour(value[2]) } })),
        label: { show: points.length <= MOST_LABELS, formatter: point => kv.number(point.value[2]) },
      }],
    };
  }

  function parallel(look) {
    const task = kv.byId('heat-task').value;
    const metric = (analysisOf(task) || {}).metric;
    const axes = pathsOf(task);
    const trials = kv.results.trials.filter(trial => trial.task === task && trial.status === 'completed' &&
      kv.known(trial.metrics[metric])).slice(0, MOST_LINES);
    const reached = trials.map(trial => trial.metrics[metric]);
    /* The attentions side by side, so that none hides the others. */
    const beside = attention => (kv.attentionIndex(attention) - 1) * 0.12;
    const levels = axes.map(axis => kv.sorted(kv.distinct(trials.map(trial => level(trial, axis) || '–'))));
    return {
      parallel: { left: 60, right: 70, top: 44, bottom: 24, parallelAxisDefault: {
        nameTextStyle: { color: look.ink }, axisLine: { lineStyle: { color: look.muted } },
        axisTick: { lineStyle: { color: look.muted } }, axisLabel: { color: look.ink, backgroundColor: look.card, padding: [2, 4], margin: 6, fontSize: 12 } } },
      parallelAxis: axes.map((axis, i) => ({ dim: i, name: kv.keyOf(axis), type: 'value',
        min: -0.5, max: levels[i].length - 0.5, interval: 0.5, axisTick: { show: false }, minorTick: { show: false },
        axisLabel: { formatter: at => Number.isInteger(at) ? levels[i][at] : '' } }))
        .concat({ dim: axes.length, name: metric, type: 'value', scale: true,
          min: Math.min(...reached), max: Math.max(...reached),
          axisLabel: { color: look.ink, formatter: value => String(+value.toPrecision(4)) } }),
      series: kv.results.attentions.map(attention => ({
        name: attention, type: 'parallel', inactiveOpacity: 0.04, activeOpacity: 0.9, progressive: 400,
        lineStyle: { color: look.attention(attention), width: 1.4, opacity: trials.length > 300 ? 0.25 : 0.6 },
        data: trials.filter(trial => trial.attention === attention)
          .map(trial => axes.map((axis, i) => levels[i].indexOf(level(trial, axis) || '–') + beside(attention))
            .concat(trial.metrics[metric])),
      })),
    };
  }

  function start() {
    const tasks = kv.results.analysis.filter(one => one.metric).map(one => one.task);
    kv.byId('axes').hidden = tasks.length === 0;
    if (tasks.length === 0) {
      return;
    }
    const unbalanced = kv.results.analysis.filter(one => one.metric && !one.varianceShares.balanced).map(one => one.task);
    kv.byId('shares-note').textContent =
      'By the sums of squares of an analysis of variance over completed trials. Interactions are what the axes ' +
      'explain only together; the rest is variation between seeds.' + (unbalanced.length === 0 ? ''
        : ' Not every combination ran equally often for ' + unbalanced.join(', ') + ': main effects overlap there.');
    kv.byId('shares').style.height = Math.max(220, 90 + 46 * tasks.length) + 'px';
    kv.charts.add(kv.byId('shares'), shares);

    kv.fill(kv.byId('heat-task'), tasks);
    const compared = kv.results.attentions.filter(attention => attention !== kv.results.baseline);
    kv.fill(kv.byId('heat-of'), ['all', ...kv.results.attentions,
      ...compared.map(attention => attention + ' − ' + kv.results.baseline)]);
    const heatMap = kv.charts.add(kv.byId('heat'), heat);
    const lines = kv.charts.add(kv.byId('parallel'), parallel, 'canvas');
    const taskChanged = () => {
      const axes = pathsOf(kv.byId('heat-task').value).concat(ATTENTION);
      ['heat-x', 'heat-y'].forEach((id, i) => {
        kv.fill(kv.byId(id), axes, axes.map(kv.keyOf));
        const remembered = kv.memory.get(id);
        kv.byId(id).value = axes.includes(remembered) ? remembered : axes[Math.min(i, axes.length - 1)];
      });
      if (kv.memory.get('heat-of') === undefined) {
        kv.byId('heat-of').value = axes.length > 2 && compared.length > 0
          ? compared[0] + ' − ' + kv.results.baseline : 'all';
      }
      kv.byId('heat-figure').hidden = axes.length < 2;
      kv.byId('parallel-figure').hidden = axes.length < 3;
      heatMap.draw();
      lines.draw();
    };
    kv.control('heat-task', taskChanged);
    ['heat-of', 'heat-x', 'heat-y'].forEach(id => kv.control(id, heatMap.draw));
    taskChanged();
  }

  return { start };
})();
