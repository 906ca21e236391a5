/* All about one trial, in a dialog that has an address. */
kv.trial = (() => {
  const { element } = kv;
  const ADDRESS = '#trial=';
  const dialog = kv.byId('trial');

  /* Why trials ended as they did, by their ids. */
  const causes = () => new Map(kv.results.exceptions.map(one => [one.id, one.cause]));

  /* The trial's own curve; the means leave single trials out. */
  function curveOption(look, trial, metric) {
    const curve = kv.data.trialCurves[trial.id];
    const colour = look.side(trial.side);
    return {
      grid: { left: 8, right: 18, top: 12, bottom: 26, containLabel: true },
      xAxis: kv.charts.axis(look, { type: 'value', min: 0, name: 'steps', nameGap: 24,
        axisLabel: { color: look.muted, hideOverlap: true, formatter: kv.short } }),
      yAxis: kv.charts.axis(look, { type: 'value', scale: true, splitNumber: 4,
        axisLabel: { color: look.muted, formatter: value => String(+value.toPrecision(4)) } }),
      tooltip: { trigger: 'axis', formatter: points => kv.charts.heading('step ' + kv.whole(points[0].value[0])) +
        kv.charts.line(metric, kv.number(points[0].value[1])) },
      series: [{ type: 'line', symbol: look.symbol(trial.side), symbolSize: 5, showSymbol: curve.step.length <= 20,
        lineStyle: { color: colour, width: 2, type: look.dash(trial.side) }, itemStyle: { color: colour },
        data: curve.step.map((step, i) => [step, curve.values[metric][i]]).filter(point => point[1] !== null) }],
    };
  }

  /* A choice of metrics and the curve of the chosen one. */
  function curveOf(trial) {
    const curve = kv.data.trialCurves[trial.id];
    const metrics = curve ? Object.keys(curve.values).filter(name => curve.values[name].filter(kv.known).length > 1) : [];
    if (metrics.length === 0) {
      return [];
    }
    const select = element('select', { id: 'trial-metric' });
    kv.fill(select, metrics);
    select.value = metrics.find(name => /^validation-/.test(name)) || metrics[0];
    const holder = element('div', { class: 'chart', id: 'trial-curve' });
    select.addEventListener('change', () => drawCurve(trial, holder, select.value));
    return [element('div', { class: 'controls' }, element('label', {}, 'Metric ', select)), holder];
  }

  let dialogChart;
  function drawCurve(trial, holder, metric) {
    if (dialogChart) {
      dialogChart.remove();
    }
    dialogChart = kv.charts.add(holder, look => curveOption(look, trial, metric));
  }

  const hasAttention = trial => ((kv.compared() || {}).key === kv.ATTENTION && trial.side !== 'all') ||
    [trial.values, kv.data.settings[trial.task] || {}].some(settings => kv.ATTENTION in settings);

  /* The command that shows what the kept model has learnt; none for one without attention. */
  function modelCommand(trial) {
    const kept = kv.data.attention.kept.find(one => one.trials.includes(trial.id));
    const command = /^translation/.test(trial.task) ? 'translate' : ['characters', 'numbers'].includes(trial.task) ? 'generate' : 'attention';
    const program = (/^[\w./+@%:,=-]*kvsweep(?= )/.exec(kv.data.command || '') || ['kvsweep'])[0];
    return kept && hasAttention(trial) && program + ' ' + command + ' ' + kept.folder + '/' + trial.id;
  }

  function definitions(pairs) {
    return element('dl', {}, ...pairs.flatMap(([name, value]) =>
      [element('dt', {}, name), element('dd', {}, String(value))]));
  }

  function open(trial) {
    const cause = causes().get(trial.id);
    const parts = [element('h3', { id: 'trial-title' }, trial.task + ', ' + kv.before(trial.side, ', ') + 'seed ' + trial.seed)];
    if (cause !== undefined) {
      parts.push(element('p', { class: 'status-' + trial.status }, trial.status + ': ' + cause));
    }
    if (kv.data.details[trial.id]) {
      parts.push(element('pre', {}, kv.data.details[trial.id]));
    }
    const curve = curveOf(trial);
    parts.push(...curve);
    const command = modelCommand(trial);
    if (command) {
      parts.push(element('h4', {}, 'Use its model'), element('pre', {}, command));
    }
    parts.push(definitions([['id', trial.id], ['status', trial.status],
      ...Object.entries(trial.metrics).map(([name, value]) => [name, kv.number(value)]),
      ['parameters', kv.whole(trial.parameters || NaN)],
      ['FLOPs of a forward pass', trial.forwardFlops ? kv.short(trial.forwardFlops) : '–'],
      ['steps', kv.whole(trial.steps)], ['time a step', kv.duration(trial.stepSeconds)],
      ['training', kv.duration(trial.trainingSeconds)], ['in all', kv.duration(trial.totalSeconds)],
      ['attempt', trial.attempt], ['place', trial.place], ['started', trial.started], ['ended', trial.ended]]));
    const settings = Object.entries(Object.assign(kv.compared() ? { [kv.sideName()]: trial.side } : {}, { seed: trial.seed }, trial.values,
      kv.data.settings[trial.task])).sort((a, b) => a[0].localeCompare(b[0]));
    parts.push(element('h4', {}, 'All settings'), definitions(settings));
    kv.byId('trial-body').replaceChildren(...parts);
    if (!dialog.open) {
      dialog.showModal();
    }
    dialog.scrollTop = 0;
    if (curve.length > 0) {
      drawCurve(trial, kv.byId('trial-curve'), kv.byId('trial-metric').value);
    }
  }

  function visit(trial) {
    history.pushState({ opened: true }, '', ADDRESS + trial.id);
    open(trial);
  }

  /* What the address says, which also a step back or forth changes. */
  function follow() {
    const trial = location.hash.startsWith(ADDRESS) &&
      kv.results.trials.find(one => one.id === location.hash.slice(ADDRESS.length));
    if (trial) {
      open(trial);
    } else {
      dialog.close();
    }
  }

  function closed() {
    if (location.hash.startsWith(ADDRESS) && history.state && history.state.opened) {
      history.back();
    } else if (location.hash.startsWith(ADDRESS)) {
      history.replaceState(null, '', location.pathname + location.search);
    }
    /* The row is another element than the one that was left, if there was news meanwhile; then the focus stays here. */
    if (document.activeElement === document.body || dialog.contains(document.activeElement)) {
      kv.trials.focusRow();
    }
  }

  dialog.addEventListener('close', closed);
  addEventListener('popstate', follow);

  return { causes, visit, follow };
})();
