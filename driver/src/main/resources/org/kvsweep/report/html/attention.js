/* Attention maps: the trials of a cell side by side, one of each attention. */
kv.maps = (() => {
  const { element, byId } = kv;
  /* Longer axes have no room for every token. */
  const ALL_LABELS = 24;
  let panels = [];
  let drawn;

  const groups = () => kv.data.attention.groups;
  const cellOf = group => kv.results.cells[group.row];
  const ofTask = () => groups().filter(group => cellOf(group).task === byId('maps-task').value);
  const group = () => ofTask()[byId('maps-group').value];
  const kind = () => byId('maps-kind').value;
  const layerOf = trial => trial.layers[byId('maps-layer').value];
  const headOf = trial => (layerOf(trial) || { heads: [] }).heads[byId('maps-head').value];

  /* The numbers of a map: 16-bit multiples of a step, little-endian. */
  function unpacked({ step, numbers }) {
    const bytes = Uint8Array.from(atob(numbers), sign => sign.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (ignored, i) => view.getInt16(2 * i, true) * step);
  }

  /* Everything that a panel shows; rows are the tokens that look. */
  function content(trial) {
    const layer = layerOf(trial);
    const head = headOf(trial);
    if (!head) {
      return null;
    }
    const rows = trial.tokens[layer.targets];
    const columns = trial.tokens[layer.sources];
    const scores = unpacked(head.scores);
    const added = head.added ? unpacked(head.added) : null;
    const bare = added ? scores.map((score, i) => (score - added[i % columns.length]) / head.factor) : scores;
    const shown = { rows, columns, scores, bare, weights: unpacked(head.weights), causal: layer.causal,
      within: layer.targets === layer.sources, positions: added !== null };
    shown.values = shown[kind()];
    shown.seen = (i, j) => kind() !== 'weights' || !shown.causal || j <= i;
    return shown;
  }

  /* How far scores are from their mirror image, 0 to 1; their mean is none of the softmax's business. */
  function asymmetry(values, size) {
    const middle = kv.mean(values);
    let apart = 0;
    let all = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        apart += (values[i * size + j] - values[j * size + i]) ** 2;
        all += (values[i * size + j] - middle) ** 2;
      }
    }
    return all === 0 ? 0 : Math.sqrt(apart / all) / 2;
  }

  const visible = text => kv.inOneLine(text.replace(/\n/g, '⏎').replace(/\t/g, '⇥').replace(/ /g, '␣'));

  /* Weights are compared on one scale, scores each on their own. */
  function range(shown) {
    if (kind() === 'weights') {
      return [0, Math.max(...panels.map(panel => panel.shown ? Math.max(...panel.shown.weights) : 0), 1e-12)];
    }
    const middle = kv.mean(shown.values);
    const most = Math.max(...shown.values.map(value => Math.abs(value - middle)), 1e-12);
    return [middle - most, middle + most];
  }

  function option(look, panel) {
    const { shown } = panel;
    const names = [shown.columns.map(visible), shown.rows.map(visible)];
    const longest = Math.max(...names.flat().map(name => name.length));
    const margin = 34 + Math.min(64, 6.5 * longest);
    const [least, most] = range(shown);
    const data = [];
    shown.rows.forEach((row, i) => shown.columns.forEach((column, j) => {
      if (shown.seen(i, j)) {
        data.push([j, i, shown.values[i * shown.columns.length + j]]);
      }
    }));
    const tokens = (list, more) => kv.charts.axis(look, Object.assign({
      type: 'category', data: list.map((name, i) => i), splitLine: { show: false }, axisTick: { show: false },
      splitArea: { show: true, areaStyle: { color: [look.soft] } },
    }, more, { axisLabel: Object.assign({ color: look.muted, fontSize: 11, width: 64, overflow: 'truncate',
      interval: list.length <= ALL_LABELS ? 0 : 'auto', formatter: i => list[i] }, more.axisLabel) }));
    return {
      grid: { left: margin, right: 10, top: 10, bottom: margin },
      xAxis: tokens(names[0], { name: 'looked at', nameGap: margin - 20,
        axisLabel: longest > 2 ? { rotate: 90, hideOverlap: false } : {} }),
      yAxis: tokens(names[1], { name: 'looks', nameGap: margin - 20, inverse: true }),
      visualMap: { show: false, seriesIndex: 0, min: least, max: most, inRange: { color: kind() === 'weights' ? look.rising : look.signed } },
      tooltip: { formatter: point => tooltip(shown, point.value[1], point.value[0]) },
      series: [{
        type: 'heatmap', data, progressive: 0,
        itemStyle: { borderColor: look.card, borderWidth: shown.rows.length > 40 ? 0 : 0.5 },
        emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 1.5 } },
        markLine: !shown.within ? undefined : {
          silent: true, symbol: 'none', lineStyle: { color: look.muted, type: 'dashed', width: 1, opacity: 0.8 },
          data: [[{ coord: [0, 0] }, { coord: [shown.columns.length - 1, shown.rows.length - 1] }]],
        },
      }, cursor(look, panel)],
    };
  }

  /* Where the keyboard is, and the same two tokens the other way round. */
  function cursor(look, { at, shown }) {
    const marked = at === undefined ? [] : shown.within && at[0] !== at[1] ? [[at[1], at[0], 1], [at[0], at[1], 0]] : [[at[1], at[0], 1]];
    return {
      type: 'custom', silent: true, z: 5, tooltip: { show: false }, data: marked,
      renderItem(params, api) {
        const [x, y] = api.coord([api.value(0), api.value(1)]);
        const [width, height] = api.size([1, 1]);
        return { type: 'rect', shape: { x: x - width / 2, y: y - height / 2, width, height },
          style: { fill: 'none', stroke: look.ink, lineWidth: 2, lineDash: api.value(2) === 1 ? null : [2, 2] } };
      },
    };
  }

  const place = (list, i) => visible(list[i]) + ' (' + (i + 1) + ')';

  function facts(shown, i, j) {
    const at = (values, row, column) => values[row * shown.columns.length + column];
    const lines = [['weight', shown.causal && j > i ? 'not seen' : kv.number(at(shown.weights, i, j))],
      ['score', kv.number(at(shown.scores, i, j))]];
    if (shown.within) {
      lines.push(['score the other way', kv.number(at(shown.scores, j, i))]);
    }
    if (shown.positions) {
      lines.push(['score without positions', kv.number(at(shown.bare, i, j))]);
    }
    return lines;
  }

  const looks = (shown, i, j) => place(shown.rows, i) + ' looks at ' + place(shown.columns, j);

  const tooltip = (shown, i, j) => kv.charts.heading(looks(shown, i, j)) +
    facts(shown, i, j).map(([name, value]) => kv.charts.line(name, value)).join('');

  /* The arrow keys go from token to token. */
  function moved(panel, event) {
    const { shown } = panel;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || !shown) {
      return;
    }
    event.preventDefault();
    const within = (at, by, size) => Math.max(0, Math.min(size - 1, at + by));
    const [i, j] = panel.at === undefined ? [0, 0]
      : [within(panel.at[0], step[0], shown.rows.length), within(panel.at[1], step[1], shown.columns.length)];
    panel.at = [i, j];
    byId(panel.says).textContent = looks(shown, i, j) + ': ' +
      facts(shown, i, j).map(([name, value]) => name + ' ' + value).join(', ');
    panel.chart.draw();
  }

  function result(trial) {
    const ended = kv.results.trials.find(one => one.id === trial.id);
    const metric = (cellOf(group()) || {}).metric;
    return ended && metric && kv.known(ended.metrics[metric]) ? metric + ' ' + kv.number(ended.metrics[metric]) : '';
  }

  function symmetryText(shown) {
    if (!shown || !shown.within) {
      return shown ? 'across sentences' : 'no such layer or head';
    }
    const values = kind() === 'bare' ? shown.bare : shown.scores;
    const share = asymmetry(values, shown.rows.length);
    return share < 5e-4 ? 'symmetric' : 'asymmetry ' + share.toFixed(2);
  }

  function panelOf(trial, index) {
    const panel = { trial, holder: 'map-' + index, says: 'map-says-' + index };
    panel.article = element('article', { class: 'panel' },
      element('h3', {}, kv.sideMark(trial.side, kv.before(trial.side, ' ')), 'seed ' + trial.seed),
      element('p', { class: 'facts', id: 'map-facts-' + index }),
      element('div', { class: 'chart', id: panel.holder, tabindex: 0, role: 'application',
        'aria-label': 'Attention map of ' + (kv.before(trial.side, '') || trial.id) + ', arrow keys go from token to token',
        onkeydown: event => moved(panel, event) }),
      element('div', { class: 'scale', 'aria-hidden': 'true', id: 'map-scale-' + index }),
      element('output', { id: panel.says, 'aria-live': 'polite' }));
    return panel;
  }

  function update() {
    const trials = group().trials;
    /* News of the same trials goes into the panels that are there. */
    const wanted = trials.map(trial => trial.id).join();
    if (wanted !== drawn) {
      drawn = wanted;
      panels.forEach(panel => panel.chart && panel.chart.remove());
      panels = trials.map(panelOf);
      byId('maps-panels').replaceChildren(...panels.map(panel => panel.article));
    }
    panels.forEach((panel, i) => {
      panel.trial = trials[i];
      panel.shown = content(trials[i]);
      if (panel.at && panel.shown && (panel.at[0] >= panel.shown.rows.length || panel.at[1] >= panel.shown.columns.length)) {
        panel.at = undefined;
      }
    });
    panels.forEach((panel, i) => {
      const { shown } = panel;
      byId('map-facts-' + i).textContent = [result(panel.trial), symmetryText(shown)].filter(Boolean).join(' · ');
      byId(panel.holder).hidden = !shown;
      byId('map-scale-' + i).replaceChildren(...(shown ? scale(range(shown)) : []));
      if (shown) {
        panel.chart = kv.charts.add(byId(panel.holder), look => option(look, panel), 'canvas');
      }
    });
    note();
  }

  const end = value => String(+value.toPrecision(3)).replace('-', '−');

  const scale = ([least, most]) => [end(least),
    element('i', { class: kind() === 'weights' ? 'rising' : 'signed' }), end(most)];

  function note() {
    const trials = group().trials;
    const layer = trials.map(layerOf).find(Boolean) || {};
    const examples = kv.distinct(trials.map(trial => trial.example));
    const shown = panels.map(panel => panel.shown).find(Boolean);
    const parts = ['Looked at: ' + examples.join('; ') + '. Each row is a token that looks, each column one that is looked at.'];
    if (kind() === 'weights') {
      parts.push('The weights of a row add up to 1; all maps have one scale.');
    } else {
      parts.push((kind() === 'bare' ? 'Scores without the position map'
        : 'Scores before any mask, with what the position map adds by column') +
        '; each map has its own scale around its mean.');
    }
    parts.push('Asymmetry is ‖S − Sᵀ‖ / 2‖S‖ of the scores less their mean: 0 if both directions score alike, 1 if they are opposite.');
    if (kv.distinct(trials.map(trial => trial.seed)).length > 1) {
      parts.push('The kept models of the sides have different seeds.');
    }
    if (shown && layer.allTokens > Math.max(shown.rows.length, shown.columns.length)) {
      parts.push('The first ' + shown.rows.length + ' of ' + layer.allTokens + ' tokens.');
    }
    if (layer.heads && layer.allHeads > layer.heads.length) {
      parts.push('The first ' + layer.heads.length + ' of ' + layer.allHeads + ' heads.');
    }
    if (kv.data.attention.left > 0) {
      parts.push('This page has no room for ' + kv.whole(kv.data.attention.left) + ' more groups of trials; kvsweep attention shows every one.');
    }
    byId('maps-note').textContent = parts.join(' ');
  }

  /* Refills a select and keeps what was chosen where that is still there. */
  function refill(id, labels) {
    const before = byId(id).value;
    kv.fill(byId(id), labels.map((label, i) => i), labels);
    const remembered = kv.memory.get(id);
    const wanted = [before, remembered].find(value => [...byId(id).options].some(option => option.value === value));
    byId(id).value = wanted === undefined ? '0' : wanted;
    byId(id).parentElement.hidden = labels.length < 2;
  }

  function groupLabel(one) {
    const values = kv.valuesText(cellOf(one).values);
    const seeds = kv.distinct(one.trials.map(trial => trial.seed));
    return [values, seeds.length === 1 ? 'seed ' + seeds[0] : 'seeds ' + seeds.join(', ')].filter(Boolean).join(', ');
  }

  function groupChanged() {
    const trials = group().trials;
    const longest = trials.reduce((most, trial) => trial.layers.length > most.layers.length ? trial : most, trials[0]);
    refill('maps-layer', longest.layers.map(layer => layer.name));
    const heads = Math.max(...trials.flatMap(trial => trial.layers.map(layer => layer.heads.length)));
    refill('maps-head', Array.from({ length: heads }, (ignored, i) => String(i + 1)));
    update();
  }

  function taskChanged() {
    refill('maps-group', ofTask().map(groupLabel));
    groupChanged();
  }

  function start() {
    byId('maps').hidden = groups().length === 0;
    if (groups().length === 0) {
      return;
    }
    const shown = new Set(groups().map(one => cellOf(one).task));
    const tasks = kv.distinct(kv.results.cells.map(cell => cell.task)).filter(task => shown.has(task));
    kv.fill(byId('maps-task'), tasks);
    byId('maps-task').parentElement.hidden = tasks.length < 2;
    kv.control('maps-task', taskChanged);
    kv.control('maps-group', groupChanged);
    ['maps-layer', 'maps-head', 'maps-kind'].forEach(id => kv.control(id, update));
    taskChanged();
  }

  return { start };
})();
