/* Trials as bars on the executors that ran them. */
kv.timeline = (() => {
  const MOST_LANES_SHOWN = 24;
  let lanes = [];
  let bars = [];
  let start0 = 0;
  let pauses = [];
  /* Pixels between the names of two pauses. */
  const NAME_GAP = 8;
  /* Between trials of one run there is less; between two runs there may be a night. */
  const SHORTEST_PAUSE = 60000;

  /* A trial counts until its result is written, when the next one has begun already. */
  const overlap = bar => Math.max(500, 0.15 * (bar.to - bar.from));

  /* An executor with several slots gets a lane for each; trials go to the one that is free first. */
  function layOut() {
    const trials = kv.results.trials
      .map(trial => ({ trial, from: Date.parse(trial.started), to: Date.parse(trial.ended) }))
      .filter(bar => bar.to >= bar.from)
      .sort((a, b) => a.from - b.from);
    start0 = trials.length ? trials[0].from : 0;
    pauses = pausesBetween(trials);
    const free = new Map();
    for (const bar of trials) {
      const slots = free.get(bar.trial.place) || [];
      const soonest = Math.min(...slots.map(last => last.to));
      let slot = slots.findIndex(last => last.to === soonest);
      if (slot < 0 || soonest - overlap(slots[slot]) > bar.from) {
        slot = slots.length;
      }
      slots[slot] = bar;
      free.set(bar.trial.place, slots);
      bar.slot = slot;
    }
    const places = kv.sorted(free.keys());
    const named = shortNames(places);
    const first = new Map();
    lanes = [];
    for (const place of places) {
      first.set(place, lanes.length);
      const slots = free.get(place).length;
      for (let slot = 0; slot < slots; slot++) {
        lanes.push(slots === 1 ? named(place) : named(place) + ', slot ' + (slot + 1));
      }
    }
    bars = trials.map(bar => Object.assign(bar, { lane: first.get(bar.trial.place) + bar.slot }));
  }

  /* Where nothing ran for a tenth of all the time in which something did. */
  function pausesBetween(trials) {
    const gaps = [];
    let end = start0;
    let ran = 0;
    for (const { from, to } of trials) {
      if (from > end) {
        gaps.push({ from: end, to: from, length: from - end });
      }
      ran += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
    return gaps.filter(gap => gap.length > Math.max(SHORTEST_PAUSE, ran / 10));
  }

  /* Milliseconds since the start without the pauses, in none of which anything ran. */
  const shownAt = time => pauses.reduce((shown, pause) => shown - (pause.to <= time ? pause.length : 0), time - start0);

  /* The host goes without saying where there is only one. */
  function shortNames(places) {
    const hosts = kv.distinct(places.map(place => (/ on (.*)$/.exec(place) || [])[1]));
    return place => hosts.length === 1 && hosts[0] !== undefined
      ? place.replace(/ on .*$/, '').replace(/^executor driver$/, 'driver') : place;
  }

  function option(look) {
    const broken = status => status === 'failed' || status === 'diverged';
    const series = kv.results.sides.map(side => {
      const own = bars.filter(bar => bar.trial.side === side);
      return {
        name: side, type: 'custom', clip: true, progressive: 2000, encode: { x: [1, 2], y: 0 },
        itemStyle: { color: look.side(side) },
        data: own.map(bar => ({ value: [bar.lane, shownAt(bar.from), shownAt(bar.to)], bar })),
        renderItem(params, api) {
          const bar = own[params.dataIndex];
          const from = api.coord([api.value(1), api.value(0)]);
          const to = api.coord([api.value(2), api.value(0)]);
          const height = Math.max(3, Math.min(26, api.size([0, 1])[1] * 0.7));
          const width = Math.max(1.5, to[0] - from[0] - 0.6);
          const failed = broken(bar.trial.status);
          return {
            type: 'rect', shape: { x: from[0], y: from[1] - height / 2, width, height, r: 2 },
            style: failed ? { fill: look.card, stroke: look.bad, lineWidth: 2 }
              : { fill: look.side(side), opacity: bar.trial.status === 'stopped' ? 0.45 : 0.9 },
          };
        },
      };
    });
    series.push(pauseLines(look));
    return {
      useUTC: true,
      grid: { left: 24 + Math.min(200, 6.7 * Math.max(...lanes.map(lane => lane.length))), right: 24, top: 56, bottom: 64 },
      legend: kv.charts.legend(look, { top: 4, data: kv.results.sides }),
      xAxis: kv.charts.axis(look, { type: 'time', min: 0, max: shownAt(lastEnd()),
        axisLabel: { color: look.muted, formatter: ms => clock(ms / 1000), hideOverlap: true } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: lanes.map(kv.inOneLine), splitLine: { show: false },
        axisLabel: { color: look.ink, width: 200, overflow: 'truncate' } }),
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'weakFilter', zoomOnMouseWheel: 'ctrl' },
        { type: 'slider', xAxisIndex: 0, filterMode: 'weakFilter', height: 14, bottom: 8, showDetail: false, brushSelect: false }],
      tooltip: { trigger: 'item', formatter: hit => tooltip(hit.data.bar) },
      series,
    };
  }

  /* Dashed lines in place of the pauses, which move with the zoom. */
  function pauseLines(look) {
    let names = new Map();
    return {
      type: 'custom', silent: true, clip: false, encode: { x: 0, y: 1 },
      data: pauses.map(pause => [shownAt(pause.to), 0]),
      renderItem(params, api) {
        const { x: left, y: top, width, height } = params.coordSys;
        const at = time => api.coord([time, 0])[0];
        if (params.dataIndexInside === 0) {
          names = namesThatFit(pause => at(shownAt(pause.to)), '12px ' + look.font, left, left + width);
        }
        const x = at(api.value(0));
        const name = names.get(pauses[params.dataIndex]);
        return x < left || x > left + width ? null : { type: 'group', children: [
          { type: 'line', shape: { x1: x, x2: x, y1: top, y2: top + height },
            style: { stroke: look.ink, lineDash: [4, 3], lineWidth: 1.5 } },
          ...(name ? [{ type: 'text', style: { ...name, y: top - 4, verticalAlign: 'bottom', fill: look.muted } }] : []),
        ] };
      },
    };
  }

  /* The names of pauses with their places, none over another: those of longer pauses come first. */
  function namesThatFit(at, font, left, right) {
    const names = new Map();
    for (const pause of [...pauses].sort((a, b) => b.length - a.length)) {
      const text = kv.duration(pause.length / 1000) + ' pause';
      const { width } = echarts.format.getTextRect(text, font);
      const x = Math.max(left, Math.min(at(pause) - width / 2, right - width));
      const seen = at(pause) >= left && at(pause) <= right;
      if (seen && [...names.values()].every(other => x > other.x + other.width + NAME_GAP || x + width + NAME_GAP < other.x)) {
        names.set(pause, { text, font, x, width });
      }
    }
    return names;
  }

  function clock(seconds) {
    const two = value => String(Math.floor(value)).padStart(2, '0');
    return seconds < 3600 ? Math.floor(seconds / 60) + ':' + two(seconds % 60)
      : Math.floor(seconds / 3600) + ':' + two((seconds % 3600) / 60) + ' h';
  }

  function tooltip({ trial, from, to }) {
    return kv.charts.heading(trial.task + (Object.keys(trial.values).length ? ', ' + kv.valuesText(trial.values) : '')) +
      kv.charts.line(kv.before(trial.side, ', ') + 'seed ' + trial.seed, trial.status) +
      kv.charts.line('from', clock(shownAt(from) / 1000)) +
      kv.charts.line('took', kv.duration((to - from) / 1000)) +
      (trial.attempt > 1 ? kv.charts.line('attempt', trial.attempt) : '');
  }

  const lastEnd = () => kv.range(bars.map(bar => bar.to))[1];

  /* Trials that are not on the page kept slots busy too. */
  function busyNote() {
    if (kv.results.shown && kv.results.trials.length < kv.results.shown.trials) {
      return 'Between these trials ran others, which are not on this page. ';
    }
    const busy = bars.reduce((sum, bar) => sum + (bar.to - bar.from), 0) / 1000;
    const makespan = shownAt(lastEnd()) / 1000;
    return kv.duration(busy) + ' of training and evaluation in ' + kv.duration(makespan) + ' on ' + lanes.length +
      ' slot' + (lanes.length === 1 ? '' : 's') + ': ' + Math.round(100 * busy / (makespan * lanes.length || 1)) +
      ' % busy. ';
  }

  function note() {
    const left = pauses.reduce((sum, pause) => sum + pause.length, 0) / 1000;
    return busyNote() + (pauses.length === 0 ? '' : 'Left out, with a dashed line in its place: ' +
      (pauses.length === 1 ? 'a pause' : pauses.length + ' pauses') + ' of ' + kv.duration(left) + ', in which nothing ran. ') + 'Outlined in red: failed or diverged. Ctrl and the wheel zoom.';
  }

  function start() {
    layOut();
    kv.byId('timeline').hidden = bars.length === 0;
    if (bars.length === 0) {
      return;
    }
    kv.byId('gantt').style.height = 140 + 34 * Math.min(lanes.length, MOST_LANES_SHOWN) + 'px';
    kv.byId('gantt-note').textContent = note();
    kv.charts.add(kv.byId('gantt'), option, 'canvas');
  }

  return { start };
})();
