/* Trials as bars on the executors that ran them. */
kv.timeline = (() => {
  const MOST_LANES_SHOWN = 24;
  let lanes = [];
  let bars = [];
  let start0 = 0;

  /* A trial counts until its result is written, when the next one has begun already. */
  const overlap = bar => Math.max(500, 0.15 * (bar.to - bar.from));

  /* An executor with several slots gets a lane for each; trials go to the one that is free first. */
  function layOut() {
    const trials = kv.results.trials
      .map(trial => ({ trial, from: Date.parse(trial.started), to: Date.parse(trial.ended) }))
      .filter(bar => bar.to >= bar.from)
      .sort((a, b) => a.from - b.from);
    start0 = trials.length ? trials[0].from : 0;
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
        data: own.map(bar => ({ value: [bar.lane, bar.from - start0, bar.to - start0], bar })),
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
    return {
      useUTC: true,
      grid: { left: 12, right: 24, top: 40, bottom: 44, containLabel: true },
      legend: kv.charts.legend(look, { top: 4 }),
      xAxis: kv.charts.axis(look, { type: 'time', min: 0, max: Math.max(...bars.map(bar => bar.to)) - start0,
        axisLabel: { color: look.muted, formatter: ms => clock(ms / 1000), hideOverlap: true } }),
      yAxis: kv.charts.axis(look, { type: 'category', inverse: true, data: lanes.map(kv.inOneLine), splitLine: { show: false },
        axisLabel: { color: look.ink, width: 200, overflow: 'truncate' } }),
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'weakFilter', zoomOnMouseWheel: 'ctrl' },
        { type: 'slider', xAxisIndex: 0, filterMode: 'weakFilter', height: 14, bottom: 8, showDetail: false, brushSelect: false }],
      tooltip: { trigger: 'item', formatter: hit => tooltip(hit.data.bar) },
      series,
    };
  }

  function clock(seconds) {
    const two = value => String(Math.floor(value)).padStart(2, '0');
    return seconds < 3600 ? Math.floor(seconds / 60) + ':' + two(seconds % 60)
      : Math.floor(seconds / 3600) + ':' + two((seconds % 3600) / 60) + ' h';
  }

  function tooltip({ trial, from, to }) {
    return kv.charts.heading(trial.task + (Object.keys(trial.values).length ? ', ' + kv.valuesText(trial.values) : '')) +
      kv.charts.line(kv.before(trial.side, ', ') + 'seed ' + trial.seed, trial.status) +
      kv.charts.line('from', clock((from - start0) / 1000)) +
      kv.charts.line('took', kv.duration((to - from) / 1000)) +
      (trial.attempt > 1 ? kv.charts.line('attempt', trial.attempt) : '');
  }

  function note() {
    const end = Math.max(...bars.map(bar => bar.to));
    const busy = bars.reduce((sum, bar) => sum + (bar.to - bar.from), 0) / 1000;
    const makespan = (end - start0) / 1000;
    return kv.duration(busy) + ' of training and evaluation in ' + kv.duration(makespan) + ' on ' + lanes.length +
      ' slot' + (lanes.length === 1 ? '' : 's') + ': ' + Math.round(100 * busy / (makespan * lanes.length || 1)) +
      ' % busy. Outlined in red: failed or diverged. Ctrl and the wheel zoom.';
  }

  function start() {
    layOut();
    kv.byId('timeline').hidden = bars.length === 0;
    if (bars.length === 0) {
      return;
    }
    kv.byId('gantt').style.height = 110 + 34 * Math.min(lanes.length, MOST_LANES_SHOWN) + 'px';
    kv.byId('gantt-note').textContent = note();
    kv.charts.add(kv.byId('gantt'), option, 'canvas');
  }

  return { start };
})();
