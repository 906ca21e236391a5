/* What quality costs: each cell and side as a point, and the front that nothing beats. */
kv.cost = (() => {
  const NAMES = { parameters: 'parameters', forwardFlops: 'FLOPs of a forward pass', trainingSeconds: 'training time (s)' };

  function option(look) {
    const cost = kv.byId('cost-x').value;
    const task = kv.results.analysis.find(one => one.task === kv.byId('cost-task').value);
    const points = task.costs.filter(point => kv.known(point[cost]) && point[cost] > 0 && kv.known(point.mean));
    const front = points.filter(point => point.paretoFronts.includes(cost)).sort((a, b) => a[cost] - b[cost]);
    const costs = points.map(point => point[cost]);
    const top = kv.ceiling(task.metric, kv.range(points.map(point => point.mean))[1]);
    const wide = Math.max(...costs) / Math.min(...costs) > 30;
    const datum = point => ({
      value: [point[cost], point.mean], point,
      itemStyle: front.includes(point) ? { borderColor: look.ink, borderWidth: 2 } : { opacity: 0.75 },
    });
    const series = kv.results.sides.map(side => ({
      name: side, type: 'scatter', symbol: look.symbol(side), symbolSize: 11, z: 3,
      itemStyle: { color: look.side(side) },
      data: points.filter(point => point.side === side).map(datum),
    }));
    series.push({
      name: 'front', type: 'line', step: 'end', data: front.map(point => [point[cost], point.mean]),
      symbol: 'none', silent: true, lineStyle: { color: look.ink, width: 1.2, type: 'dashed', opacity: 0.7 }, z: 2,
    });
    return {
      grid: { left: 64, right: 28, top: 44, bottom: 48 },
      legend: kv.charts.legend(look, { top: 4, data: [
        ...kv.results.sides.map(name => ({ name, icon: look.symbol(name) })), { name: 'front', icon: 'rect', itemStyle: { color: look.ink } }] }),
      xAxis: kv.charts.axis(look, Object.assign({ type: wide ? 'log' : 'value', scale: true, boundaryGap: ['6%', '6%'],
        name: NAMES[cost], nameGap: 28,
        axisLabel: { color: look.muted, hideOverlap: true, formatter: kv.short },
      }, wide ? kv.charts.logarithmic(costs) : {})),
      yAxis: kv.charts.axis(look, { ...top, type: 'value', scale: true, boundaryGap: ['4%', '4%'], name: task.metric || '', nameGap: 46,
        axisLabel: { color: look.muted, formatter: value => String(+value.toPrecision(4)) } }),
      tooltip: { trigger: 'item', formatter: hit => tooltip(hit.data.point) },
      series,
    };
  }

  function tooltip(point) {
    return kv.charts.heading([kv.before(point.side, ''), kv.valuesText(point.values)].filter(Boolean).join(', ')) +
      kv.charts.line('mean', kv.number(point.mean)) +
      kv.charts.line('parameters', kv.whole(point.parameters)) +
      kv.charts.line('forward FLOPs', kv.known(point.forwardFlops) ? kv.short(point.forwardFlops) : '–') +
      kv.charts.line('training time', kv.duration(point.trainingSeconds));
  }

  function start() {
    const tasks = kv.results.analysis.filter(one => one.costs.length > 0).map(one => one.task);
    kv.byId('cost').hidden = tasks.length === 0;
    if (tasks.length === 0) {
      return;
    }
    kv.fill(kv.byId('cost-task'), tasks);
    ['cost-task', 'cost-x'].forEach(id => kv.control(id, () => chart.draw()));
    const chart = kv.charts.add(kv.byId('pareto'), option);
  }

  return { start };
})();
