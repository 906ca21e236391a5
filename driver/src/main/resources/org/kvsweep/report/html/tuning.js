/* How much tuning it took: the best of so many samples, and what became of it with fresh seeds. */
kv.tuning = (() => {
  const { element } = kv;

  const sidesOf = task => kv.data.tuning.sides.filter(side => side.task === task);

  function option(look, task) {
    const sides = sidesOf(task).filter(side => side.curve.best.length > 0);
    const points = (side, key) => side.curve[key].map((value, i) => [i + 1, value]);
    const all = sides.flatMap(side => side.curve.low.concat(side.curve.high)).filter(kv.known);
    const log = all.length > 0 && Math.min(...all) > 0 && Math.max(...all) / Math.min(...all) > 30;
    const series = [];
    for (const side of sides) {
      const colour = look.side(side.side);
      series.push(band(side, colour));
      series.push({ name: side.side, type: 'line', symbol: look.symbol(side.side), symbolSize: 6, showSymbol: true, z: 3,
        lineStyle: { color: colour, width: 2, type: look.dash(side.side) }, itemStyle: { color: colour },
        data: points(side, 'best') });
    }
    return {
      grid: { left: 64, right: 24, top: 44, bottom: 48 },
      legend: kv.charts.legend(look, { top: 4, data: sides.map(side => ({ name: side.side, icon: look.symbol(side.side) })) }),
      xAxis: kv.charts.axis(look, { type: 'value', min: 1, minInterval: 1, name: 'samples', nameGap: 28,
        max: Math.max(2, ...sides.map(side => side.curve.best.length)) }),
      yAxis: kv.charts.axis(look, Object.assign({ type: log ? 'log' : 'value', scale: true, name: kv.data.tuning.metric, nameGap: 46,
        axisLabel: { color: look.muted, formatter: value => String(+value.toPrecision(4)) } }, log ? kv.charts.logarithmic(all) : {})),
      tooltip: { trigger: 'item', formatter: hit => tooltip(sides.find(side => side.side === hit.seriesName), hit.value[0]) },
      series,
    };
  }

  /* What the best of so many samples lies in, as one polygon: an axis of numbers can't stack. */
  function band(side, colour) {
    const { low, high } = side.curve;
    const known = low.map((ignored, i) => i).filter(i => kv.known(low[i]) && kv.known(high[i]) && low[i] < high[i]);
    return {
      name: side.side, type: 'custom', silent: true, clip: true, z: 1, tooltip: { show: false }, itemStyle: { color: colour },
      encode: { x: 0, y: [1, 2] }, data: known.map(i => [i + 1, low[i], high[i]]),
      renderItem: (params, api) => {
        if (params.dataIndex > 0) {
          return null;
        }
        const upper = known.map(i => api.coord([i + 1, high[i]]));
        const lower = known.map(i => api.coord([i + 1, low[i]])).reverse();
        return { type: 'polygon', shape: { points: upper.concat(lower) }, style: { fill: colour, opacity: 0.16 } };
      },
    };
  }

  function tooltip(side, samples) {
    const { best, low, high } = side.curve;
    const i = samples - 1;
    return kv.charts.heading(side.side + ', best of ' + samples) + kv.charts.line(kv.data.tuning.metric, kv.number(best[i])) +
      (low[i] < high[i] ? kv.charts.line('in 80 of 100 cases', kv.number(low[i]) + ' to ' + kv.number(high[i])) : '');
  }

  function row(side) {
    const chosen = side.chosen;
    const confirmed = !chosen || chosen.confirmed === undefined ? '–'
      : kv.number(chosen.confirmed) + (chosen.low === undefined ? '' : ' (' + kv.number(chosen.low) + ' to ' + kv.number(chosen.high) + ')');
    const settings = chosen ? Object.entries(chosen.settings).map(([path, value]) => kv.keyOf(path) + ' ' + value).join(', ') : '–';
    return element('tr', {}, element('td', {}, side.task), element('td', { class: 'text' }, side.side || '–'), element('td', {}, kv.whole(side.ended)),
      element('td', {}, chosen ? kv.number(chosen.promised) : '–'), element('td', {}, confirmed), element('td', { class: 'text' }, settings));
  }

  function start() {
    const tuning = kv.data.tuning;
    kv.byId('tuning').hidden = !tuning;
    if (!tuning) {
      return;
    }
    const heads = ['task', 'side', 'samples', tuning.metric + ', promised', tuning.metric + ', fresh seeds', 'chosen settings'];
    kv.byId('tuning-table').replaceChildren(element('table', {},
      element('thead', {}, element('tr', {}, ...heads.map(head => element('th', ['side', 'chosen settings'].includes(head) ? { class: 'text' } : {}, head)))),
      element('tbody', {}, ...tuning.sides.map(row))));
    kv.byId('tuning-budget').textContent = tuning.budget.join(' ');
    const tasks = kv.distinct(tuning.sides.filter(side => side.curve.best.length > 0).map(side => side.task));
    kv.byId('tuning-figure').hidden = tasks.length === 0;
    if (tasks.length > 0) {
      kv.fill(kv.byId('tuning-task'), tasks);
      kv.control('tuning-task', () => chart.draw());
      const chart = kv.charts.add(kv.byId('tuning-chart'), look => option(look, kv.byId('tuning-task').value));
    }
  }

  return { start };
})();
