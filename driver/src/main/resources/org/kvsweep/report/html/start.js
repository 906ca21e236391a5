/* Puts the page together. */
(() => {
  const { results, data, element, byId } = kv;
  const RENEW_SECONDS = 30;

  function state() {
    const outcomes = results.outcomes;
    const all = Object.values(outcomes).reduce((a, b) => a + b, 0);
    const chip = (count, text, bad) => count > 0
      ? element('span', { class: bad ? 'bad' : '' }, element('b', {}, kv.whole(count)), ' ' + text) : null;
    const chips = [
      element('span', {}, element('b', {}, kv.whole(outcomes.completed)), ' of ' + kv.whole(all) + ' trials completed'),
      chip(outcomes.stopped, 'stopped early'), chip(outcomes.diverged, 'diverged', true),
      chip(outcomes.failed, 'failed', true), chip(outcomes.missing, 'not ended'),
      chip(results.damaged, results.damaged === 1 ? 'damaged file' : 'damaged files', true),
      chip(results.outside, 'not of the sweep as it is now'),
    ].filter(Boolean);
    byId('state').replaceChildren(...chips);
    if (outcomes.missing > 0) {
      const done = element('i', {});
      done.style.width = 100 * (all - outcomes.missing) / all + '%';
      document.querySelector('.top .wide').append(element('div', { class: 'progress', 'aria-hidden': 'true' }, done));
    }
  }

  function navigation() {
    const sections = [...document.querySelectorAll('section[data-nav]')].filter(section => !section.hidden);
    const links = sections.map(section => element('a', { href: '#' + section.id }, section.dataset.nav));
    document.querySelector('nav').replaceChildren(...links);
    const watch = new IntersectionObserver(entries => entries.forEach(entry => {
      if (entry.isIntersecting) {
        links.forEach(other => other.removeAttribute('aria-current'));
        links[sections.indexOf(entry.target)].setAttribute('aria-current', 'true');
      }
    }), { rootMargin: '-35% 0px -60% 0px' });
    sections.forEach(section => watch.observe(section));
  }

  function theme() {
    const root = document.documentElement;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const button = byId('theme');
    const apply = () => {
      root.dataset.theme = kv.memory.get('theme') || (dark.matches ? 'dark' : 'light');
      button.textContent = root.dataset.theme === 'dark' ? 'Light' : 'Dark';
      kv.charts.drawAll();
    };
    button.addEventListener('click', () => {
      kv.memory.set('theme', root.dataset.theme === 'dark' ? 'light' : 'dark');
      apply();
    });
    dark.addEventListener('change', apply);
    apply();
  }

  /* While trials are missing the driver writes this page again and again. */
  function renewal() {
    byId('renewing').hidden = results.outcomes.missing === 0;
    if (results.outcomes.missing === 0) {
      return;
    }
    if (kv.memory.get('renew') === undefined) {
      byId('renew').checked = true;
    }
    const box = kv.control('renew', () => {});
    setInterval(() => {
      if (box.checked && !byId('trial').open && document.visibilityState === 'visible') {
        location.reload();
      }
    }, RENEW_SECONDS * 1000);
  }

  function again() {
    const versions = Object.entries(data.environment).map(([name, values]) => [name, values.join(', ')]);
    const parts = [];
    if (data.command) {
      parts.push(element('pre', {}, data.command));
    }
    if (data.sweepSource) {
      parts.push(element('h3', {}, 'sweep.yaml'), element('pre', {}, data.sweepSource));
    }
    parts.push(element('h3', {}, 'Made with'), element('dl', {}, ...[['kvsweep', data.version], ...versions]
      .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])));
    byId('again-body').replaceChildren(...parts);
  }

  byId('title').textContent = results.sweep;
  byId('print').addEventListener('click', () => print());
  state();
  theme();
  kv.answer.start();
  kv.comparison.start();
  kv.curves.start();
  kv.axes.start();
  kv.cost.start();
  kv.timeline.start();
  kv.trials.start();
  again();
  navigation();
  renewal();
})();
