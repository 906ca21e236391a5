/* Charts: made when they come into view, drawn again when the theme or the width changes. */
kv.charts = (() => {
  const all = [];
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  const dashes = ['solid', 'dashed', 'dotted'];

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const value = name => style.getPropertyValue('--' + name).trim();
    const colours = name => value(name).split(/,\s*/);
    return {
      ink: value('ink'), muted: value('muted'), line: value('line'), card: value('card'),
      soft: value('soft'), good: value('good'), bad: value('bad'), accent: value('accent'),
      font: getComputedStyle(document.body).fontFamily,
      dark: document.documentElement.dataset.theme === 'dark',
      rising: colours('rising'), signed: colours('signed'), verdict: colours('verdict'), lines: colours('lines'), others: colours('others'),
      side: side => value('side-' + kv.sideIndex(side)),
      symbol: side => symbols[kv.sideIndex(side) % symbols.length],
      /* No two sides have both the same mark and the same line. */
      dash: side => dashes[(kv.sideIndex(side) + Math.floor(kv.sideIndex(side) / symbols.length)) % dashes.length],
    };
  }

  /* What all charts have in common. ECharts measures and draws text on a canvas, which knows no `inherit`. */
  function base(look) {
    return {
      animation: false,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: 12 },
      tooltip: {
        confine: true, transitionDuration: 0, backgroundColor: look.card, borderColor: look.line,
        textStyle: { color: look.ink, fontSize: 12 },
        extraCssText: 'max-width:420px;white-space:normal;font-variant-numeric:tabular-nums',
      },
    };
  }

  function axis(look, more) {
    return Object.assign({
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { lineStyle: { color: look.line } },
      axisLabel: { color: look.muted, hideOverlap: true },
      splitLine: { lineStyle: { color: look.line, opacity: 0.6 } },
      nameTextStyle: { color: look.muted },
      nameLocation: 'middle',
    }, more);
  }

  /* The ends of a logarithmic axis, just around what it shows. */
  const logarithmic = numbers => {
    const shown = numbers.filter(value => value > 0);
    return { min: +(Math.min(...shown) * 0.95).toPrecision(2), max: +(Math.max(...shown) * 1.05).toPrecision(2) };
  };

  const legend = (look, more) => Object.assign(
    { textStyle: { color: look.ink }, inactiveColor: look.muted, itemWidth: 12, itemHeight: 10, itemGap: 16 }, more);

  function draw(chart) {
    if (!chart.visible || !chart.holder.isConnected) {
      return;
    }
    if (!chart.instance) {
      chart.instance = echarts.init(chart.holder, null, { renderer: chart.renderer });
      chart.instance.on('axisareaselected', brush => chart.brushes.set(brush.parallelAxisId ?? brush.parallelAxisIndex, brush));
    }
    const common = base(theme());
    const option = chart.option(theme());
    option.tooltip = Object.assign(common.tooltip, option.tooltip);
    keep(chart.instance.getOption() || {}, option);
    chart.instance.setOption(Object.assign(common, option), true);
    chart.brushes.forEach(brush => chart.instance.dispatchAction({ ...brush, type: 'axisAreaSelect' }));
    describe(chart.holder);
    chart.instance.resize();
    /* At once, for a printer does not wait for the next frame. */
    chart.instance.getZr().flush();
  }

  /* What someone zoomed into or hid stays so when there is news. */
  function keep(before, option) {
    if (option.legend && before.legend) {
      option.legend.selected = before.legend[0].selected;
    }
    (option.dataZoom || []).forEach((zoom, i) => {
      const was = (before.dataZoom || [])[i];
      if (was && (was.start > 0 || was.end < 100)) {
        Object.assign(zoom, { startValue: was.startValue, endValue: was.endValue });
      }
    });
  }

  /* For those who don't see it: what the chart is about, and where its numbers are. */
  function describe(holder) {
    if (holder.hasAttribute('tabindex')) {
      return;
    }
    const titles = [];
    for (let part = holder.closest('section, dialog, figure, .panel'); part; part = part.parentElement.closest('section, figure')) {
      const title = part.querySelector('h2, h3, h4, figcaption');
      /* A caption may go on with a legend. */
      const said = title && title.tagName === 'FIGCAPTION' ? title.firstChild : title;
      titles.unshift(said ? said.textContent.trim() : '');
    }
    holder.setAttribute('role', 'img');
    holder.setAttribute('aria-label', titles.filter(Boolean).join(', ') +
      (holder.closest('#answer') ? '; “The numbers” has them as a table' : '; the table of trials has the numbers'));
  }

  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const chart = all.find(one => one.holder === entry.target);
      if (chart && entry.isIntersecting && !chart.visible) {
        chart.visible = true;
        draw(chart);
      }
    }
  }, { rootMargin: '200px' });

  /* The chart in that element; `option` gets the theme and gives what ECharts is to draw. */
  function add(holder, option, renderer) {
    const there = all.find(one => one.holder === holder);
    if (there) {
      there.option = option;
      draw(there);
      return there;
    }
    const chart = { holder, option, renderer: renderer || 'svg', visible: false, instance: null, brushes: new Map() };
    chart.draw = () => draw(chart);
    chart.remove = () => {
      watcher.unobserve(holder);
      all.splice(all.indexOf(chart), 1);
      if (chart.instance) {
        chart.instance.dispose();
      }
    };
    all.push(chart);
    watcher.observe(holder);
    return chart;
  }

  let waiting = 0;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => all.forEach(chart => chart.instance && chart.instance.resize()), 100);
  });

  /* On paper everything is there and light. */
  let before = null;
  addEventListener('beforeprint', () => {
    before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'light';
    document.documentElement.classList.add('printing');
    all.forEach(chart => {
      chart.visible = true;
      draw(chart);
    });
  });
  addEventListener('afterprint', () => {
    document.documentElement.dataset.theme = before;
    document.documentElement.classList.remove('printing');
    all.forEach(draw);
  });

  const line = (name, value) =>
    '<div style="display:flex;gap:1.2em;justify-content:space-between"><span>' + kv.escaped(name) +
    '</span><b>' + kv.escaped(value) + '</b></div>';

  const heading = text => '<div style="margin-bottom:.3em">' + kv.escaped(text) + '</div>';

  return { add, axis, legend, logarithmic, line, heading, drawAll: () => all.forEach(draw) };
})();
