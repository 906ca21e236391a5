/* A heat map of any two axes: means of trials, or differences from the baseline. */
kv.heat = (() => {
  /* More cells than this have no room for their numbers. */
  const MOST_LABELS = 80;
  /* Gaps between more cells than this in a row would hide the cells. */
  const MOST_GAPS = 40;
  /* The axis that everything is at once on, where a task has only one. */
  const NONE = '';

  const chosen = id => kv.byId(id).value;
  const nameOf = axis => axis === NONE ? '' : kv.axes.nameOf(axis);

  /* Which side, and whether the baseline is taken from it. */
  function subject() {
    const [side, minus] = chosen('heat-of') === 'all' ? [null, undefined] : chosen('heat-of').split(' − ');
    return { side, difference: minus !== undefined };
  }

  const levelOf = (item, axis) => axis === NONE ? 'all' : kv.axes.level(item, axis);

  const levelsOf = (items, axis) => kv.sorted(kv.distinct(items.map(item => levelOf(item, axis)).filter(Boolean)));

  /* A point for every two levels at which there is something, with what a tooltip says of it. */
  function grid(items, xAxis, yAxis, pointOf) {
    const [xs, ys] = [levelsOf(items, xAxis), levelsOf(items, yAxis)];
    const [columns, rows] = [xs, ys].map(levels => new Map(levels.map((level, i) => [level, i])));
    const groups = new Map();
    items.forEach(item => {
      const at = [columns.get(levelOf(item, xAxis)), rows.get(levelOf(item, yAxis))];
      if (!at.includes(undefined)) {
        const group = groups.get(at.join()) || { at, there: [] };
        group.there.push(item);
        groups.set(at.join(), group);
      }
    });
    const points = [...groups.values()].map(({ at, there }) => Object.assign(pointOf(there), { at }));
    return { xs, ys, points };
  }

  /* Means of the metric, each cell counting once. */
  function means(task, metric, side) {
    const trials = kv.axes.completed(task, metric).filter(trial => side === null || trial.side === side);
    return grid(trials, chosen('heat-x'), chosen('heat-y'), there => ({
      value: kv.axes.meanOverCells(there, metric),
      said: [['trials', there.length]], marked: true,
    }));
  }

  /* Differences in pairs of equal cell and seed, each cell counting once, as in the tables; marked if any cell is significant. */
  function differences(task, metric, side) {
    const cells = kv.results.cells.filter(cell => cell.task === task && cell.metric === metric &&
      cell.differences[side] && cell.differences[side].pairs > 0);
    return grid(cells, chosen('heat-x'), chosen('heat-y'), there => {
      const each = there.map(cell => cell.differences[side]);
      const count = verdict => each.filter(one => one.verdict === verdict).length;
      return {
        value: kv.mean(each.map(one => one.mean)),
        marked: count('better') + count('worse') > 0,
        said: [['pairs', each.reduce((sum, one) => sum + one.pairs, 0)],
          ...['better', 'worse'].map(verdict => ['significantly ' + verdict, count(verdict) + ' of ' + each.length +
            (each.length === 1 ? ' cell' : ' cells')])],
      };
    });
  }

  function option(look) {
    const task = chosen('heat-task');
    const { metric, lowerIsBetter } = kv.axes.metricOf(task);
    const { side, difference } = subject();
    const { xs, ys, points } = difference ? differences(task, metric, side) : means(task, metric, side);
    const [least, most] = kv.range(points.map(point => point.value));
    const gap = Math.max(xs.length, ys.length) > MOST_GAPS ? 0 : 2;
    const far = Math.max(Math.abs(least), Math.abs(most), 1e-12);
    /* Colours go from worse to better. */
    const colours = [...(difference ? look.verdict : look.rising)];
    if (lowerIsBetter) {
      colours.reverse();
    }
    const strength = value => {
      const share = (value - least) / (most - least || 1);
      return difference ? Math.abs(value) / far : lowerIsBetter ? 1 - share : share;
    };
    /* What can be read on the colour of that value. */
    const onColour = point => !point.marked ? look.ink
      : look.dark ? (!difference && strength(point.value) > 0.6 ? '#10151c' : '#ffffff')
        : strength(point.value) > 0.5 ? '#ffffff' : look.ink;
    const shown = point => (difference ? kv.signed(point.value) + (point.marked ? ' *' : '') : kv.number(point.value));
    return {
      grid: { left: 8, right: 78, top: 12, bottom: 30, containLabel: true },
      xAxis: kv.charts.axis(look, { type: 'category', data: xs.map(kv.inOneLine), name: nameOf(chosen('heat-x')), nameGap: 26, splitLine: { show: false } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: ys.map(kv.inOneLine), name: nameOf(chosen('heat-y')), nameGap: 56, splitLine: { show: false } }),
      visualMap: {
        min: difference ? -far : least, max: difference ? far : most,
        calculable: false, orient: 'vertical', right: 0, top: 'center', itemHeight: 150,
        text: difference ? [kv.signed(far), kv.signed(-far)] : [kv.number(most), kv.number(least)],
        inRange: { color: colours }, textStyle: { color: look.muted },
      },
      tooltip: { formatter: hit => kv.charts.heading(chosen('heat-of') + ', ' + (metric || '')) +
        kv.charts.line(nameOf(chosen('heat-x')) + ' ' + xs[hit.value[0]] + (chosen('heat-y') === NONE ? '' : ', ' +
          nameOf(chosen('heat-y')) + ' ' + ys[hit.value[1]]), kv.number(hit.value[2])) +
        hit.data.said.map(([name, value]) => kv.charts.line(name, value)).join('') },
      series: [{
        type: 'heatmap',
        data: points.map(point => ({ value: [...point.at, point.value], said: point.said,
          label: { color: onColour(point), formatter: shown(point), opacity: 1 },
          /* What may be chance is pale. */
          itemStyle: { borderColor: look.card, borderWidth: gap, opacity: point.marked ? 1 : 0.25 } })),
        label: { show: points.length <= MOST_LABELS },
      }],
    };
  }

  function draw(chart) {
    kv.byId('heat-caption').textContent = subject().difference
      ? 'Mean difference in pairs at each two values, each cell counting once' : 'Mean at each two values, each cell counting once';
    const { metric, lowerIsBetter } = kv.axes.metricOf(chosen('heat-task'));
    kv.byId('heat-note').textContent = (metric || '') + (lowerIsBetter ? ', lower is better. ' : '. ') +
      (subject().difference ? 'Green is better than ' + kv.results.baseline + ', purple worse; pale is not significant in any cell, * is.'
        : 'The best is the strongest colour.');
    chart.draw();
  }

  /* Sides lie on an axis only where all of them are shown. */
  function axesChanged(chart) {
    const paths = kv.axes.pathsOf(chosen('heat-task'));
    const axes = chosen('heat-of') === 'all' ? paths.concat(kv.axes.ofSides()) : paths;
    const all = axes.length < 2 ? axes.concat(NONE) : axes;
    ['heat-x', 'heat-y'].forEach((id, i) => {
      kv.fill(kv.byId(id), all, all.map(axis => axis === NONE ? '–' : nameOf(axis)));
      const remembered = kv.memory.get(id);
      kv.byId(id).value = all.includes(remembered) ? remembered : all[Math.min(i, all.length - 1)];
    });
    kv.byId('heat-figure').hidden = paths.length === 0;
    draw(chart);
  }

  function start(tasks) {
    kv.fill(kv.byId('heat-task'), tasks);
    const compared = kv.results.sides.filter(side => side !== kv.results.baseline);
    const each = kv.compared() ? kv.results.sides : [];
    kv.fill(kv.byId('heat-of'), ['all', ...each,
      ...compared.map(side => side + ' − ' + kv.results.baseline)]);
    const chart = kv.charts.add(kv.byId('heat'), option);
    const changed = () => axesChanged(chart);
    kv.control('heat-task', changed);
    kv.control('heat-of', changed);
    ['heat-x', 'heat-y'].forEach(id => kv.control(id, () => draw(chart)));
    if (kv.memory.get('heat-of') === undefined && compared.length > 0 && kv.axes.pathsOf(chosen('heat-task')).length > 1) {
      kv.byId('heat-of').value = compared[0] + ' − ' + kv.results.baseline;
    }
    changed();
  }

  return { start };
})();
