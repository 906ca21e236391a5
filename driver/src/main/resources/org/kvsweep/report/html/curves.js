/* Learning curves: a panel a cell, a line with a band an attention. */
kv.curves = (() => {
  const PANELS_AT_ONCE = 12;
  const PREFERRED = ['validation-accuracy', 'validation-loss', 'train-loss'];
  let page = 0;
  let panels = [];
  let drawn;

  const ALL = '';

  function ofTask(task) {
    return kv.data.curves.filter(curve => task === ALL || kv.results.cells[curve.row].task === task);
  }

  /* Only metrics with more than one point make a curve. */
  function metricsOf(task) {
    const metrics = kv.distinct(ofTask(task).filter(curve => curve.step.length > 1).map(curve => curve.metric));
    return metrics.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  }

  function rank(metric) {
    const index = PREFERRED.indexOf(metric);
    return index < 0 ? PREFERRED.length : index;
  }

  const positive = (value, log) => log && value <= 0 ? null : value;

  function option(look, curves) {
    const x = kv.byId('curves-x').value;
    const logX = kv.byId('curves-log-x').checked;
    const logY = kv.byId('curves-log-y').checked;
    const series = [];
    for (const curve of curves) {
      const colour = look.attention(curve.attention);
      const at = curve[x].map(value => positive(value, logX));
      series.push({
        name: curve.attention, type: 'line', data: at.map((value, i) => [value, positive(curve.mean[i], logY)]),
        symbol: look.symbol(curve.attention), symbolSize: 5, showSymbol: curve.step.length <= 12,
        lineStyle: { color: colour, width: 2, type: look.dash(curve.attention) },
        itemStyle: { color: colour }, z: 3,
      });
      if (curve.seeds > 1) {
        series.push(band(curve, at, colour, logY));
      }
    }
    return {
      grid: { left: 8, right: 18, top: 12, bottom: 26, containLabel: true },
      xAxis: kv.charts.axis(look, Object.assign({
        type: logX ? 'log' : 'value', min: 0, name: { step: 'steps', epoch: 'epochs', seconds: 'seconds' }[x],
        nameGap: 24, axisLabel: { color: look.muted, hideOverlap: true, formatter: kv.short },
      }, logX ? kv.charts.logarithmic(curves.flatMap(curve => curve[x])) : {})),
      yAxis: kv.charts.axis(look, Object.assign({
        type: logY ? 'log' : 'value', scale: true, splitNumber: 4,
        axisLabel: { color: look.muted, formatter: value => String(+value.toPrecision(4)) },
      }, logY ? kv.charts.logarithmic(curves.flatMap(curve => curve.low.concat(curve.high))) : ends(curves))),
      tooltip: {
        trigger: 'axis', axisPointer: { lineStyle: { color: look.muted } },
        formatter: points => tooltip(points, x, curves),
      },
      series,
    };
  }

  /* No accuracy is above 1, and one that stays the same has some room below it. */
  function ends(curves) {
    if (!/accuracy/.test(curves[0].metric)) {
      return {};
    }
    const low = Math.min(...curves.flatMap(curve => curve.low));
    const high = Math.max(...curves.flatMap(curve => curve.high));
    return Object.assign(high > 0.95 ? { max: 1 } : {}, high - low < 1e-3 ? { min: Math.max(0, +(low - 0.1).toFixed(1)) } : {});
  }

  function band(curve, at, colour, logY) {
    return {
      name: curve.attention, type: 'custom', silent: true, clip: true, z: 1, tooltip: { show: false },
      encode: { x: 0, y: [1, 2] }, itemStyle: { color: colour },
      data: at.map((value, i) => [value, positive(curve.low[i], logY), curve.high[i]]),
      renderItem(params, api) {
        if (params.context.drawn) {
          return null;
        }
        params.context.drawn = true;
        const upper = [];
        const lower = [];
        at.forEach((value, i) => {
          if (value !== null && positive(curve.low[i], logY) !== null) {
            upper.push(api.coord([value, curve.high[i]]));
            lower.unshift(api.coord([value, curve.low[i]]));
          }
        });
        return { type: 'polygon', shape: { points: upper.concat(lower) }, style: { fill: colour, opacity: 0.16 } };
      },
    };
  }

  function tooltip(points, x, curves) {
    const at = points[0].value[0];
    const lines = curves.map(curve => {
      const i = curve[x].indexOf(at);
      return i < 0 ? '' : kv.charts.line(curve.attention,
        kv.number(curve.mean[i]) + ' [' + kv.number(curve.low[i]) + ', ' + kv.number(curve.high[i]) + ']');
    });
    return kv.charts.heading({ step: 'step ', epoch: 'epoch ', seconds: 'after ' }[x] +
      (x === 'seconds' ? kv.duration(at) : kv.whole(at))) + lines.join('');
  }

  function update() {
    const metric = kv.byId('curves-metric').value;
    const byRow = new Map();
    for (const curve of ofTask(kv.byId('curves-task').value)) {
      if (curve.metric === metric) {
        byRow.set(curve.row, (byRow.get(curve.row) || []).concat(curve));
      }
    }
    const rows = [...byRow.keys()].sort((a, b) => a - b);
    const pages = Math.max(1, Math.ceil(rows.length / PANELS_AT_ONCE));
    page = Math.min(page, pages - 1);
    pager(pages);
    const shown = rows.slice(page * PANELS_AT_ONCE, (page + 1) * PANELS_AT_ONCE);
    /* News of the same cells goes into the panels that are there. */
    const wanted = kv.byId('curves-task').value + shown.map(idOf).join();
    if (wanted !== drawn) {
      drawn = wanted;
      panels.forEach(panel => panel.remove());
      kv.byId('curves-panels').replaceChildren(...shown.map(row => panel(row)));
    }
    panels = shown.map(row => kv.charts.add(kv.byId(idOf(row)), look => option(look, byRow.get(row))));
  }

  const idOf = row => 'curve-' + row;

  function panel(row) {
    const cell = kv.results.cells[row];
    return kv.element('article', { class: 'panel' },
      kv.element('h3', {}, kv.byId('curves-task').value === ALL ? kv.rowText(cell) : kv.valuesText(cell.values) || cell.task),
      kv.element('div', { class: 'chart', id: idOf(row) }));
  }

  function pager(pages) {
    const turn = by => () => {
      page = (page + by + pages) % pages;
      update();
    };
    const legend = kv.results.attentions.map(kv.attentionMark);
    kv.byId('curves-pages').replaceChildren(...legend, ...(pages < 2 ? [] : [
      kv.element('button', { type: 'button', onclick: turn(-1), 'aria-label': 'previous cells' }, '‹'),
      'cells ' + (page + 1) + ' of ' + pages,
      kv.element('button', { type: 'button', onclick: turn(1), 'aria-label': 'next cells' }, '›')]));
  }

  function taskChanged() {
    kv.fill(kv.byId('curves-metric'), metricsOf(kv.byId('curves-task').value));
    const remembered = kv.memory.get('curves-metric');
    if ([...kv.byId('curves-metric').options].some(option => option.value === remembered)) {
      kv.byId('curves-metric').value = remembered;
    }
    update();
  }

  function start() {
    const tasks = kv.distinct(kv.results.cells.map(cell => cell.task)).filter(task => metricsOf(task).length > 0);
    kv.byId('curves').hidden = tasks.length === 0;
    if (tasks.length === 0) {
      return;
    }
    kv.fill(kv.byId('curves-task'), tasks.length > 1 ? [ALL, ...tasks] : tasks,
      tasks.length > 1 ? ['all', ...tasks] : tasks);
    kv.control('curves-task', () => {
      page = 0;
      taskChanged();
    });
    ['curves-metric', 'curves-x', 'curves-log-x', 'curves-log-y'].forEach(id => kv.control(id, update));
    taskChanged();
  }

  return { start };
})();
