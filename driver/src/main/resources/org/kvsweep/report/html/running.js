/* The trials that run now: how far each is, how long it will take, and its curve as it grows. */
kv.running = (() => {
  const { element, byId } = kv;
  /* More have no room; the rest is counted. */
  const MOST = 24;
  let panels = [];

  const share = trial => trial.steps > 0 ? Math.min(1, trial.step / trial.steps) : 0;

  function bar(value) {
    const done = element('i', {});
    done.style.width = 100 * value + '%';
    return element('div', { class: 'progress', 'aria-hidden': 'true' }, done);
  }

  const left = seconds => !kv.known(seconds) ? '' : seconds < 1 ? 'about to end' : kv.duration(seconds) + ' left';

  function facts(trial) {
    const said = trial.steps > 0 ? [Math.floor(100 * share(trial)) + ' %', left(trial.secondsLeft),
      trial.epochs > 0 ? 'epoch ' + trial.epoch + ' of ' + trial.epochs : '',
      'step ' + kv.whole(trial.step) + ' of ' + kv.whole(trial.steps)] : ['starting'];
    const last = [['training', trial.loss], ['validation', trial.validation]].filter(([, curve]) => curve.length)
      .map(([of, curve]) => of + ' loss ' + kv.number(curve[curve.length - 1]));
    return said.concat(last, trial.attempt > 1 ? ['attempt ' + trial.attempt] : [], trial.place).filter(Boolean).join(' · ');
  }

  function option(look, trial, range) {
    const colour = look.side(trial.side);
    const [least, most] = range;
    const room = (most - least || Math.abs(most) || 1) * 0.05;
    return {
      grid: { left: 8, right: 14, top: 8, bottom: 6, containLabel: true },
      xAxis: kv.charts.axis(look, { type: 'value', min: 0, max: trial.steps || 1, splitNumber: 3,
        axisLabel: { color: look.muted, hideOverlap: true, formatter: kv.short } }),
      yAxis: kv.charts.axis(look, { type: 'value', splitNumber: 2, min: least - room, max: most + room,
        axisLabel: { color: look.muted, showMinLabel: false, showMaxLabel: false, formatter: value => String(+value.toPrecision(3)) } }),
      tooltip: { trigger: 'axis', formatter: points => kv.charts.heading('step ' + kv.whole(points[0].value[0])) +
        points.map(point => kv.charts.line(point.seriesName, kv.number(point.value[1]))).join('') },
      series: [{ name: 'training loss', type: 'line', symbol: 'circle', symbolSize: 4, showSymbol: trial.loss.length < 20,
        data: trial.lossStep.map((step, i) => [step, trial.loss[i]]),
        lineStyle: { color: colour, width: 2, type: look.dash(trial.side) }, itemStyle: { color: colour } },
      /* What was measured now and then stands as marks on a thin line, so that one point can be seen too. */
      { name: 'validation loss', type: 'line', symbol: 'emptyDiamond', symbolSize: 8, showSymbol: true,
        data: trial.validationStep.map((step, i) => [step, trial.validation[i]]),
        lineStyle: { color: look.muted, width: 1 }, itemStyle: { color: look.muted } }],
    };
  }

  const idOf = trial => 'running-' + trial.id;

  function panel(trial) {
    return element('article', { class: 'panel', 'data-trial': trial.id },
      element('h3', {}, kv.sideMark(trial.side, kv.before(trial.side, ' ')), kv.rowText(trial) + ', seed ' + trial.seed),
      element('div', { class: 'done' }), element('p', { class: 'facts' }), element('div', { class: 'chart', id: idOf(trial) }));
  }

  function start() {
    const trials = kv.data.running || [];
    byId('running').hidden = trials.length === 0;
    const shown = trials.slice(0, MOST);
    const more = trials.length - shown.length + (kv.data.moreRunning || 0);
    const wanted = shown.map(trial => trial.id);
    if (panels.map(one => one.id).join() !== wanted.join()) {
      panels.forEach(one => one.chart.remove());
      byId('running-panels').replaceChildren(...shown.map(panel));
    }
    /* Trials of one task are compared, so they have one scale. */
    panels = shown.map(trial => {
      const article = byId('running-panels').querySelector('[data-trial="' + trial.id + '"]');
      article.querySelector('.done').replaceChildren(bar(share(trial)));
      article.querySelector('.facts').textContent = facts(trial);
      const losses = trials.filter(other => other.task === trial.task).flatMap(other => other.loss.concat(other.validation));
      byId(idOf(trial)).hidden = trial.loss.length + trial.validation.length === 0;
      return { id: trial.id, chart: kv.charts.add(byId(idOf(trial)), look => option(look, trial, kv.range(losses))) };
    });
    byId('running-note').textContent = (trials.some(trial => trial.validation.length) ? 'Diamonds: loss on validation data. ' : '') + (more > 0 ? kv.whole(more) + ' more trials run. ' : '') +
      (kv.data.live ? '' : 'As it was when this file was written.');
  }

  return { start, bar };
})();
