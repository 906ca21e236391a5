/* Variance shares: how much of the result each axis explains alone. */
kv.shares = (() => {
  const REST = ['interactions', 'seeds'];
  let panels = [];

  const percent = share => Math.round(share * 100) + ' %';

  const pathsOf = tasks => kv.distinct(tasks.flatMap(one => Object.keys(one.varianceShares.axes)));

  const nameOf = part => REST.includes(part) ? part : kv.keyOf(part);

  /* Nothing for an axis that the task does not have: that is no share of 0 %. */
  const shareOf = (one, part) => (REST.includes(part) ? one.varianceShares[part] : one.varianceShares.axes[part]) ?? null;

  /* Colours of axes are none of the sides' and the same in all charts; what no axis explains is grey. */
  function colourOf(look, paths, part) {
    return part === 'seeds' ? (look.dark ? '#5a6675' : '#aab4c0')
      : part === 'interactions' ? (look.dark ? '#778396' : '#7d8998') : look.others[paths.indexOf(part) % look.others.length];
  }

  /* Names have room by their letters, since ECharts takes them for narrower than they are. */
  const labelWidth = names => Math.min(innerWidth / 3, 10 + 6.7 * names.reduce((longest, name) => Math.max(longest, name.length), 0));

  const base = (look, names, right) => ({
    grid: { left: labelWidth(names) + 10, right, top: 8, bottom: 28 },
    xAxis: kv.charts.axis(look, { type: 'value', min: 0, max: 1, axisLabel: { color: look.muted, formatter: percent, hideOverlap: true } }),
    yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: names.map(kv.inOneLine), splitLine: { show: false },
      axisLabel: { color: look.ink, overflow: 'truncate', interval: 0, width: labelWidth(names) } }),
  });

  /* Tasks whose shares add up to 100 %. */
  function stacked(look, tasks, paths) {
    const parts = pathsOf(tasks).concat(REST);
    const { grid, ...axes } = base(look, tasks.map(one => one.task), 24);
    return {
      ...axes, grid: { ...grid, top: 44 },
      legend: kv.charts.legend(look, { top: 0, type: 'scroll' }),
      tooltip: { trigger: 'item', formatter: point => kv.charts.heading(tasks[point.dataIndex].task) +
        kv.charts.line(point.seriesName, (point.value * 100).toFixed(1) + ' %') },
      series: parts.map(part => ({
        name: nameOf(part), type: 'bar', stack: 'all', barMaxWidth: 30,
        itemStyle: { color: colourOf(look, paths, part), borderColor: look.card, borderWidth: 1 },
        label: { show: true, color: '#fff', textBorderColor: 'rgba(0,0,0,.45)', textBorderWidth: 2,
          formatter: point => point.value < 0.1 ? '' : percent(point.value) },
        data: tasks.map(one => shareOf(one, part)),
      })),
    };
  }

  /* A task whose shares overlap and add up to anything: they stand beside each other, each with its name. */
  function apart(look, one, paths) {
    const parts = pathsOf([one]).concat(REST);
    return {
      ...base(look, parts.map(nameOf), 48),
      tooltip: { trigger: 'item', formatter: point => kv.charts.line(point.name, (point.value * 100).toFixed(1) + ' %') },
      series: [{ type: 'bar', barMaxWidth: 14,
        label: { show: true, position: 'right', color: look.muted, formatter: point => percent(point.value) },
        data: parts.map(part => ({ value: shareOf(one, part), itemStyle: { color: colourOf(look, paths, part) } })) }],
    };
  }

  function drawApart(tasks, paths) {
    panels.forEach(panel => panel.remove());
    kv.byId('shares-apart').replaceChildren(...tasks.map((one, i) => kv.element('article', { class: 'panel' },
      kv.element('h4', {}, one.task), kv.element('div', { class: 'chart', id: 'shares-' + i }))));
    panels = tasks.map((one, i) => {
      kv.byId('shares-' + i).style.height = 40 + 24 * (pathsOf([one]).length + REST.length) + 'px';
      return kv.charts.add(kv.byId('shares-' + i), look => apart(look, one, paths));
    });
  }

  function start() {
    const tasks = kv.results.analysis.filter(one => one.metric);
    const paths = pathsOf(tasks);
    const balanced = tasks.filter(one => one.varianceShares.balanced);
    const unbalanced = tasks.filter(one => !one.varianceShares.balanced);
    kv.byId('shares-note').textContent =
      'By the sums of squares of an analysis of variance over completed trials. Interactions are what the axes ' +
      'explain only together; the rest is variation between seeds.' + (unbalanced.length === 0 ? ''
        : ' Not every combination ran equally often for ' + unbalanced.map(one => one.task).join(', ') +
          ': the shares of its axes overlap, so they stand beside each other and don’t add up to 100 %.');
    kv.byId('shares').hidden = balanced.length === 0;
    if (balanced.length > 0) {
      kv.byId('shares').style.height = Math.max(unbalanced.length === 0 ? 220 : 0, 90 + 46 * balanced.length) + 'px';
      kv.charts.add(kv.byId('shares'), look => stacked(look, balanced, paths));
    }
    drawApart(unbalanced, paths);
  }

  return { start };
})();
