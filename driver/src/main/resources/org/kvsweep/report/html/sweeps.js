/* Several sweeps on one page: what each of them says by itself. */
kv.sweeps = (() => {
  /* The intervals are on the page of each sweep. */
  const shortly = difference => !difference || difference.pairs === 0 ? '–'
    : kv.signed(difference.mean) + ' ' + kv.pValue(difference.correctedP);

  const metricsOf = sweeps => kv.distinct(sweeps.flatMap(sweep => sweep.results.tasks.map(row => row.metric).filter(Boolean)));

  /* All sweeps over each other: a row for each task and side, a mark for each sweep. */
  function overlay(look, sweeps) {
    const metric = kv.byId('overlay-metric').value;
    const rows = rowsOf(sweeps, metric);
    const lists = sweeps.map(sweep => rows.map(({ text, side }) => {
      const row = sweep.results.tasks.find(one => one.metric === metric && kv.rowText(one) === text);
      const summary = row && row.sides[side] && kv.shown(row, side);
      const ends = summary && kv.comparison.interval(summary);
      return ends && { low: ends.low, value: summary.mean, high: ends.high, filled: true };
    }));
    const shown = lists.flat().filter(Boolean);
    const width = Math.min(190, innerWidth / 3);
    return {
      grid: { left: width + 14, right: 20, top: 40, bottom: 28 },
      legend: kv.charts.legend(look, { top: 0, type: 'scroll', data: sweeps.map((sweep, i) => ({ name: names(sweeps)[i], icon: SYMBOLS[i % SYMBOLS.length] })) }),
      xAxis: kv.charts.axis(look, Object.assign({ type: 'value' }, kv.comparison.bounds(shown, [{ metric }], false))),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, splitLine: { show: false },
        data: rows.map(row => kv.inOneLine(kv.before(row.side, ', ') + row.text)),
        axisLabel: { color: look.ink, width, overflow: 'truncate' } }),
      tooltip: { trigger: 'item', formatter: point => kv.charts.heading(point.seriesName) +
        kv.charts.line(kv.before(rows[point.value[0]].side, ', ') + rows[point.value[0]].text, kv.number(point.value[2])) +
        kv.charts.line('95 % interval', kv.number(point.value[1]) + ' to ' + kv.number(point.value[3])) },
      series: sweeps.map((sweep, i) => kv.comparison.series(look,
        { name: names(sweeps)[i], colour: look.others[i % look.others.length], symbol: SYMBOLS[i % SYMBOLS.length] }, i - (sweeps.length - 1) / 2, lists[i])),
    };
  }

  const SYMBOLS = ['circle', 'rect', 'triangle'];

  /* Two sweeps may have one name. */
  const names = sweeps => sweeps.map((sweep, i) => kv.inOneLine(sweep.name) +
    (sweeps.findIndex(other => other.name === sweep.name) === i ? '' : ' (' + (i + 1) + ')'));

  const rowsOf = (sweeps, metric) => kv.distinct(sweeps.flatMap(sweep =>
    sweep.results.tasks.filter(row => row.metric === metric).map(kv.rowText)))
    .flatMap(text => kv.results.sides.map(side => ({ text, side })));

  function startOverlay(sweeps) {
    const metrics = metricsOf(sweeps);
    kv.byId('overlay-figure').hidden = metrics.length === 0;
    kv.fill(kv.byId('overlay-metric'), metrics);
    const chart = kv.charts.add(kv.byId('overlay'), look => overlay(look, sweeps));
    const update = () => {
      const rows = rowsOf(sweeps, kv.byId('overlay-metric').value).length;
      kv.byId('overlay').style.height = 80 + rows * Math.max(34, 14 * sweeps.length) + 'px';
      chart.draw();
    };
    kv.control('overlay-metric', update);
    update();
  }

  function start() {
    const sweeps = kv.data.bySweep || [];
    kv.byId('sweeps').hidden = sweeps.length === 0;
    if (sweeps.length === 0) {
      return;
    }
    startOverlay(sweeps);
    const rows = sweeps.flatMap(sweep => sweep.results.tasks.map(row => ({ sweep, row })));
    const sides = kv.results.sides;
    const compared = sides.filter(side => side !== kv.results.baseline);
    const head = ['sweep', 'task', 'metric', ...sides.map(kv.answer.heading),
      ...compared.map(side => kv.title(side) + ' − ' + kv.results.baseline)];
    const cell = (text, verdict) => kv.element('td', { class: verdict || '' }, text);
    const body = rows.map(({ sweep, row }) => kv.element('tr', {},
      kv.element('td', {}, kv.element('a', { href: sweep.url }, sweep.name)),
      kv.element('td', { class: 'text' }, kv.rowText(row)),
      kv.element('td', { class: 'text' }, row.metric || ''),
      ...sides.map(side => cell(row.sides[side] ? kv.answer.meanText(row, side) : '–')),
      ...compared.map(side => cell(shortly(row.differences[side]),
        kv.answer.verdictClass(row.differences[side])))));
    kv.byId('sweeps-table').replaceChildren(kv.element('table', {},
      kv.element('thead', {}, kv.element('tr', {}, ...head.map((text, i) =>
        kv.element('th', { scope: 'col', class: i < 3 ? 'text' : '' }, text)))),
      kv.element('tbody', {}, ...body)));
  }

  return { start };
})();
