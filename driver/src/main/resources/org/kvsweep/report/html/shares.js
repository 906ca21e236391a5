/* Variance shares: how much of the result each axis explains alone. */
kv.shares = (() => {
  const percent = share => Math.round(share * 100) + ' %';

  /* Shares that overlap add up to anything: then they stand beside each other and not behind. */
  const overlap = tasks => tasks.some(one => !one.varianceShares.balanced);

  function option(look, tasks) {
    const paths = kv.distinct(tasks.flatMap(one => Object.keys(one.varianceShares.axes)));
    const names = paths.map(path => kv.keyOf(path)).concat('interactions', 'seeds');
    const value = (one, i) => i < paths.length ? one.varianceShares.axes[paths[i]] || 0
      : one.varianceShares[names[i]];
    const colours = palette(look, names.length);
    const beside = overlap(tasks);
    return {
      grid: { left: 8, right: beside ? 48 : 24, top: 44, bottom: 8, containLabel: true },
      legend: kv.charts.legend(look, { top: 0, type: 'scroll' }),
      xAxis: kv.charts.axis(look, { type: 'value', min: 0, max: 1, axisLabel: { color: look.muted, formatter: percent } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: tasks.map(one => kv.inOneLine(one.task)),
        axisLabel: { color: look.ink, width: Math.min(140, innerWidth / 5), overflow: 'truncate' } }),
      tooltip: { trigger: 'item', formatter: point => kv.charts.heading(tasks[point.dataIndex].task) +
        kv.charts.line(point.seriesName, (point.value * 100).toFixed(1) + ' %') },
      series: names.map((name, i) => ({
        name, type: 'bar', stack: beside ? undefined : 'all', barMaxWidth: beside ? 14 : 30, barGap: '10%',
        itemStyle: { color: colours[i], borderColor: look.card, borderWidth: 1 },
        label: beside ? { show: true, position: 'right', color: look.muted, formatter: point => percent(point.value) }
          : { show: true, color: '#fff', textBorderColor: 'rgba(0,0,0,.45)', textBorderWidth: 2,
            formatter: point => point.value < 0.1 ? '' : percent(point.value) },
        data: tasks.map(one => value(one, i)),
      })),
    };
  }

  /* Colours of axes are none of the sides'; what no axis explains is grey. */
  function palette(look, count) {
    const colours = look.others;
    return Array.from({ length: count }, (ignored, i) =>
      i === count - 1 ? (look.dark ? '#5a6675' : '#aab4c0')
        : i === count - 2 ? (look.dark ? '#778396' : '#7d8998') : colours[i % colours.length]);
  }

  function start() {
    const tasks = kv.results.analysis.filter(one => one.metric);
    const unbalanced = tasks.filter(one => !one.varianceShares.balanced).map(one => one.task);
    kv.byId('shares-note').textContent =
      'By the sums of squares of an analysis of variance over completed trials. Interactions are what the axes ' +
      'explain only together; the rest is variation between seeds.' + (unbalanced.length === 0 ? ''
        : ' Not every combination ran equally often for ' + unbalanced.join(', ') +
          ': the shares of its axes overlap, so they stand beside each other and don’t add up to 100 %.');
    const bars = 2 + kv.distinct(tasks.flatMap(one => Object.keys(one.varianceShares.axes))).length;
    kv.byId('shares').style.height = Math.max(220, 90 + (overlap(tasks) ? 16 * bars + 16 : 46) * tasks.length) + 'px';
    kv.charts.add(kv.byId('shares'), look => option(look, tasks));
  }

  return { start };
})();
