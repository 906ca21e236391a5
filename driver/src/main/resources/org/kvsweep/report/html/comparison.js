/* Means with intervals, and differences from the baseline, row by row. */
kv.comparison = (() => {
  const compared = () => kv.compared() ? kv.results.sides.filter(side => side !== kv.results.baseline) : [];
  /* More rows than this are scrolled through. */
  const ROWS_AT_ONCE = 24;
  let rows = [];
  let labels = [];
  let charts = [];

  function interval(summary) {
    return summary.interval || (kv.known(summary.mean) ? { low: summary.mean, high: summary.mean } : null);
  }

  /* One side or sweep in all rows: a mark at the value, a line over the interval. */
  function series(look, { name, colour, symbol }, position, items, crowd = 3) {
    return {
      name, type: 'custom', clip: true, encode: { x: [1, 2, 3], y: 0 }, itemStyle: { color: colour },
      data: items.map((item, i) => item && [i, item.low, item.value, item.high, item.filled ? 1 : 0])
        .filter(Boolean),
      renderItem(params, api) {
        const middle = api.coord([api.value(2), api.value(0)]);
        const y = middle[1] + position * Math.min(15, api.size([0, 1])[1] * 0.81 / Math.max(3, crowd));
        const [left, right] = [params.coordSys.x, params.coordSys.x + params.coordSys.width];
        const low = api.coord([api.value(1), api.value(0)])[0];
        const high = api.coord([api.value(3), api.value(0)])[0];
        const filled = api.value(4) === 1;
        const stroke = { stroke: colour, lineWidth: 2, fill: 'none' };
        return { type: 'group', children: [
          { type: 'line', shape: { x1: Math.max(low, left), y1: y, x2: Math.min(high, right), y2: y }, style: stroke },
          end(Math.max(low, left), y, low < left - 0.5 ? -1 : 0, stroke),
          end(Math.min(high, right), y, high > right + 0.5 ? 1 : 0, stroke),
          mark(symbol, middle[0], y, { stroke: colour, lineWidth: 2, fill: filled ? colour : look.card }),
        ] };
      },
    };
  }

  /* The end of an interval: a bar across, or an arrow where it goes on beyond the axis. */
  function end(x, y, beyond, style) {
    return beyond === 0 ? { type: 'line', shape: { x1: x, y1: y - 4, x2: x, y2: y + 4 }, style }
      : { type: 'polyline', name: 'beyond', shape: { points: [[x - 7 * beyond, y - 5], [x - beyond, y], [x - 7 * beyond, y + 5]] }, style };
  }

  function mark(symbol, x, y, style) {
    if (symbol === 'circle') {
      return { type: 'circle', shape: { cx: x, cy: y, r: 5 }, style };
    }
    if (symbol === 'rect') {
      return { type: 'rect', shape: { x: x - 4.5, y: y - 4.5, width: 9, height: 9 }, style };
    }
    const corners = {
      diamond: [[0, -6], [6, 0], [0, 6], [-6, 0]], pin: [[0, 6], [6, -5], [-6, -5]],
      arrow: [[0, -6], [5, 5], [0, 2], [-5, 5]],
    }[symbol] || [[0, -6], [6, 5], [-6, 5]];
    return { type: 'polygon', shape: { points: corners.map(([right, down]) => [x + right, y + down]) }, style };
  }

  function option(look, sides, itemOf, tooltip, zeroLine) {
    const zoomed = rows.length > ROWS_AT_ONCE;
    const lists = sides.map(side => rows.map(row => itemOf(row, side)));
    const list = sides.map((side, i) =>
      series(look, { name: side, colour: look.side(side), symbol: look.symbol(side) },
        i - (sides.length - 1) / 2, lists[i], sides.length));
    if (zeroLine) {
      list.push({
        type: 'line', data: [], markLine: {
          silent: true, symbol: 'none', data: [{ xAxis: 0 }], label: { show: false },
          lineStyle: { color: look.muted, type: 'solid', width: 1 },
        },
      });
    }
    return {
      grid: { left: labelWidth() + 14, right: zoomed ? 44 : 16, top: 34, bottom: 28 },
      legend: kv.charts.legend(look, { top: 0, type: 'scroll', show: Boolean(kv.compared()), data: sides.map(name => ({ name, icon: look.symbol(name) })) }),
      xAxis: kv.charts.axis(look, Object.assign(
        { type: 'value', axisLabel: { color: look.muted, hideOverlap: true, formatter: tick } },
        bounds(lists.flat().filter(Boolean), rows, zeroLine))),
      yAxis: kv.charts.axis(look, {
        type: 'category', inverse: true, data: labels, splitLine: { show: false },
        axisLabel: { color: look.ink, width: labelWidth(), overflow: 'truncate' },
      }),
      dataZoom: zoomed
        ? [{ type: 'slider', yAxisIndex: 0, startValue: 0, endValue: ROWS_AT_ONCE - 1, width: 16,
          right: 6, showDetail: false, brushSelect: false, filterMode: 'filter' }] : [],
      tooltip: { trigger: 'item', formatter: point => tooltip(rows[point.value[0]], point.seriesName) },
      series: list,
    };
  }

  /* The task goes without saying where it is the only one. */
  function labelsOf(rows) {
    const several = kv.distinct(rows.map(row => row.task)).length > 1;
    return rows.map(row => kv.inOneLine(several ? kv.rowText(row) : kv.valuesText(row.values) || row.task));
  }

  /* As wide as the longest label, but most of a chart is for its marks. */
  const labelWidth = () => Math.min(0.45 * kv.byId('means').clientWidth,
    10 + 6.7 * labels.reduce((longest, label) => Math.max(longest, label.length), 0));

  const tick = value => kv.short(+value.toPrecision(6)).replace('-', '−');

  /* Room around what is shown; accuracies stay within 0 and 1, differences around zero. */
  function bounds(items, rows, zeroLine) {
    if (items.length === 0) {
      return {};
    }
    let low = Math.min(...items.map(item => item.low), zeroLine ? 0 : Infinity);
    let high = Math.max(...items.map(item => item.high), zeroLine ? 0 : -Infinity);
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    low -= room;
    high += room;
    if (!zeroLine && rows.every(row => /accuracy/.test(row.metric)) && items.every(i => i.value <= 1)) {
      /* An interval that goes on beyond these ends in an arrow. */
      low = Math.max(0, low);
      high = Math.min(1.02, high);
    }
    return { min: low, max: high, splitNumber: 4,
      axisLabel: { showMinLabel: false, showMaxLabel: false, formatter: tick, hideOverlap: true } };
  }

  function means(look) {
    return option(look, kv.results.sides, (row, side) => {
      const summary = kv.shown(row, side);
      const ends = interval(summary);
      return ends && { low: ends.low, value: summary.mean, high: ends.high, filled: true };
    }, (row, side) => kv.charts.heading(kv.rowText(row)) +
      kv.charts.line(kv.before(side, '') || 'mean', kv.answer.meanText(row, side)) +
      intervalLine(kv.shown(row, side).interval), false);
  }

  function intervalLine(ends) {
    return ends ? kv.charts.line('95 % interval', kv.number(ends.low) + ' to ' + kv.number(ends.high)) : '';
  }

  function differences(look) {
    return option(look, compared(), (row, side) => {
      const difference = row.differences[side];
      if (!difference || difference.pairs === 0) {
        return null;
      }
      const ends = interval(difference);
      const filled = difference.verdict === 'better' || difference.verdict === 'worse';
      return { low: ends.low, value: difference.mean, high: ends.high, filled };
    }, (row, side) => {
      const difference = row.differences[side];
      return kv.charts.heading(kv.rowText(row)) +
        kv.charts.line(side + ' − ' + kv.results.baseline, kv.signed(difference.mean)) +
        intervalLine(difference.interval) +
        kv.charts.line('pairs', difference.pairs) +
        kv.charts.line('seeds', difference.seeds) +
        (difference.test ? kv.charts.line('corrected ' + kv.pValue(difference.correctedP), difference.test) : '') +
        (kv.known(difference.effectSize) ? kv.charts.line('effect size', kv.answer.effectText(difference)) : '') +
        kv.charts.line('verdict', difference.verdict);
    }, true);
  }

  function choose() {
    const all = kv.byId('rows').value === 'cells' ? kv.results.cells : kv.results.tasks;
    const metric = kv.byId('comparison-metric').value;
    rows = all.filter(row => (row.metric || '') === metric);
    labels = labelsOf(rows);
  }

  function update() {
    choose();
    const height = Math.max(190, 70 + Math.min(rows.length, ROWS_AT_ONCE) * Math.max(kv.compared() ? 56 : 30, 14 * kv.results.sides.length)) + 'px';
    kv.byId('means').style.height = height;
    kv.byId('differences').style.height = height;
    kv.byId('comparison-charts').hidden =
      !rows.some(row => kv.results.sides.some(side => kv.known(kv.shown(row, side).mean)));
    charts.forEach(chart => chart.draw());
    kv.answer.numbers(rows);
  }

  function start() {
    const metrics = kv.distinct(kv.results.tasks.concat(kv.results.cells).map(row => row.metric || ''));
    kv.fill(kv.byId('comparison-metric'), metrics, metrics.map(metric => metric || 'none yet'));
    kv.byId('comparison-metric-label').hidden = metrics.length < 2;
    kv.byId('differences-caption').parentNode.hidden = compared().length === 0;
    kv.byId('differences-caption').textContent =
      'Difference from ' + kv.title(kv.results.baseline) + ', 95 % interval (filled marks are significant)';
    if (!kv.compared()) {
      kv.byId('rows').value = 'cells';
    }
    kv.byId('rows').options[0].textContent = kv.rowName() === 'task' ? 'tasks' : 'as above';
    kv.control('rows', update);
    kv.control('comparison-metric', update);
    kv.byId('rows').disabled = kv.results.cells.length === kv.results.tasks.length;
    /* A chart that is there is drawn by `add` already: rows of before may lack a side that is new. */
    choose();
    charts = [kv.charts.add(kv.byId('means'), means), kv.charts.add(kv.byId('differences'), differences)];
    update();
  }

  return { start, series, bounds, interval };
})();
