/* Puts the page together, and again when there is news. */
(() => {
  const { element, byId } = kv;

  function state() {
    const outcomes = kv.results.outcomes;
    const told = kv.data.running || [];
    const runs = told.length + (kv.data.moreRunning || 0);
    const shown = kv.results.shown;
    const all = Object.values(outcomes).reduce((a, b) => a + b, 0);
    const chip = (count, text, bad) => count > 0
      ? element('span', { class: bad ? 'bad' : '' }, element('b', {}, kv.whole(count)), ' ' + text) : null;
    const chips = [
      element('span', {}, element('b', {}, kv.whole(outcomes.completed)), ' of ' + kv.whole(all) + (all === 1 ? ' trial completed' : ' trials completed')),
      chip(outcomes.stopped, 'stopped early'), chip(outcomes.diverged, 'diverged', true),
      chip(outcomes.failed, 'failed', true), chip(runs, 'running'), chip(outcomes.missing - kv.results.waiting - runs, 'not ended'),
      chip(kv.results.waiting, 'set aside until others have come as far'),
      chip(kv.results.damaged, kv.results.damaged === 1 ? 'damaged file' : 'damaged files', true),
      chip(kv.results.otherData, 'left out: trained on other data', true),
      chip(Object.keys(kv.results.kernels ?? {}).length, 'kinds of kernels, whose last digits differ', true),
      chip(kv.results.outside, 'not in the current sweep file'),
      shown ? element('span', {}, 'On this page: ' + kv.whole(kv.results.cells.length) + ' of ' + kv.whole(shown.cells) + ' cells and ' +
        kv.whole(kv.results.trials.length) + ' of ' + kv.whole(shown.trials) + ' ended trials, drawn at random; all are in results.json') : null,
    ].filter(Boolean);
    byId('state').replaceChildren(...chips);
    byId('progress').hidden = outcomes.missing + outcomes.failed + outcomes.diverged === 0;
    /* Running trials count with the part that they have done. */
    const running = told.reduce((sum, trial) => sum + (trial.steps > 0 ? trial.step / trial.steps : 0), 0) * runs / Math.max(1, told.length);
    const part = count => 100 * count / Math.max(1, all) + '%';
    const [done, bad] = byId('progress').children;
    done.style.width = part(outcomes.completed + outcomes.stopped + Math.min(running, outcomes.missing));
    bad.style.width = part(outcomes.failed + outcomes.diverged);
  }

  let watch;

  function navigation() {
    const sections = [...document.querySelectorAll('section[data-nav]')].filter(section => !section.hidden);
    const links = sections.map(section => element('a', { href: '#' + section.id }, section.dataset.nav));
    document.querySelector('nav').replaceChildren(...links);
    if (watch) {
      watch.disconnect();
    }
    watch = new IntersectionObserver(entries => entries.forEach(entry => {
      if (entry.isIntersecting) {
        links.forEach(other => other.removeAttribute('aria-current'));
        links[sections.indexOf(entry.target)].setAttribute('aria-current', 'true');
      }
    }), { rootMargin: '-35% 0px -60% 0px' });
    sections.forEach(section => watch.observe(section));
  }

  function again() {
    const { command, sweepSource, environment, version } = kv.data;
    const versions = Object.entries(environment).map(([name, values]) => [name, values.join(', ')]);
    const parts = [];
    if (command) {
      parts.push(element('pre', {}, command));
    }
    if (sweepSource) {
      parts.push(element('h3', {}, 'sweep.yaml'), element('pre', {}, sweepSource));
    }
    parts.push(element('h3', {}, 'Made with'), element('dl', {}, ...[['kvsweep', version], ...versions]
      .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])));
    byId('again-body').replaceChildren(...parts);
  }

  function show() {
    byId('title').textContent = byId('title').title = kv.results.sweep;
    state();
    for (const part of [kv.answer, kv.tuning, kv.running, kv.sweeps, kv.comparison, kv.curves, kv.maps, kv.axes, kv.cost, kv.timeline, kv.trials]) {
      part.start();
    }
    again();
    navigation();
  }

  /* The title grows with its name and the chips, and what is linked to shall not lie below it. */
  const top = document.querySelector('.top');
  new ResizeObserver(() => document.documentElement.style.setProperty('--top', top.offsetHeight + 'px')).observe(top);
  const details = document.querySelector('details');
  details.open = Boolean(kv.memory.get('numbers'));
  details.addEventListener('toggle', () => kv.memory.set('numbers', details.open));
  byId('print').addEventListener('click', () => print());
  byId('home').hidden = !kv.data.live;
  kv.theme.start(kv.charts.drawAll);
  show();
  kv.trial.follow();
  kv.live.start(show, () => {
    state();
    kv.running.start();
    navigation();
  });
})();
