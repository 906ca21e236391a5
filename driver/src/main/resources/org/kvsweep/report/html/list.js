/* The sweeps below a folder: what runs, what came out, and a way to compare several. */
(() => {
  const { element, byId } = kv;
  /* Outlives a look at a comparison. */
  const chosen = new Set(kv.memory.get('chosen'));
  const columns = [
    { name: 'sweep', value: sweep => sweep.name, cell: nameCell },
    { name: 'state', value: sweep => sweep.state, cell: stateCell },
    { name: 'trials', value: sweep => share(sweep), cell: progressCell },
    { name: 'trouble', value: sweep => trouble(sweep), cell: troubleCell },
    { name: 'best settings', value: sweep => (sweep.best || []).length, cell: bestCell },
    { name: 'what came out', value: sweep => (sweep.leads || []).length, cell: leadsCell },
    { name: 'last trial ended', value: sweep => sweep.last || '', cell: lastCell },
  ];

  const all = sweep => Object.values(sweep.outcomes || {}).reduce((a, b) => a + b, 0);
  const ended = sweep => all(sweep) - (sweep.outcomes ? sweep.outcomes.missing : 0);
  /* Running trials count with the part that they have done. */
  const share = sweep => all(sweep) === 0 ? 0 : (ended(sweep) + Math.min(sweep.share || 0, sweep.outcomes.missing)) / all(sweep);
  const trouble = sweep => sweep.outcomes ? sweep.outcomes.failed + sweep.outcomes.diverged : 0;

  function nameCell(sweep) {
    return [element('a', { href: sweep.url }, sweep.name),
      sweep.folder === sweep.name ? null : element('div', { class: 'folder' }, sweep.folder)];
  }

  function stateCell(sweep) {
    const words = sweep.state === 'with failures' ? 'complete, with failures' : sweep.state;
    return [element('span', { class: 'state-' + sweep.state.replace(' ', '-') }, words)];
  }

  function progressCell(sweep) {
    if (sweep.problem) {
      return [element('span', { class: 'worse' }, sweep.problem)];
    }
    const [done, bad] = [element('i', {}), element('i', { class: 'bad' })];
    const badShare = all(sweep) === 0 ? 0 : trouble(sweep) / all(sweep);
    done.style.width = 100 * (share(sweep) - badShare) + '%';
    bad.style.width = 100 * badShare + '%';
    const running = sweep.running > 0 ? ', ' + kv.whole(sweep.running) + ' running' +
      (kv.known(sweep.secondsLeft) ? ', about ' + kv.duration(sweep.secondsLeft) + ' left' : '') : '';
    const waiting = sweep.waiting > 0 ? ', ' + kv.whole(sweep.waiting) + ' set aside' : '';
    return [element('div', { class: 'amount' }, kv.whole(ended(sweep)) + ' of ' + kv.whole(all(sweep)) + waiting + running),
      element('div', { class: 'progress', 'aria-hidden': 'true' }, done, bad)];
  }

  function troubleCell(sweep) {
    const parts = ['failed', 'diverged'].filter(kind => sweep.outcomes && sweep.outcomes[kind] > 0)
      .map(kind => kv.whole(sweep.outcomes[kind]) + ' ' + kind);
    return [parts.length ? element('span', { class: 'worse' }, parts.join(', ')) : '–'];
  }

  /* By task where there are several, or it is one of several lengths; a line a winner. */
  function bestCell(sweep) {
    const several = new Set((sweep.best || []).map(one => one.task)).size > 1;
    const lines = (sweep.best || []).map(one => {
      const settings = kv.valuesText(one.values);
      const ends = one.overTrials.interval;
      return element('div', {}, several || Object.keys(one.taskValues).length > 0 ? one.task + ': ' : '', one.title ? kv.sideMark(one.side, one.title, sweep.compared) : '',
        ' ' + kv.number(one.overTrials.mean), element('span', { class: 'folder' },
          (ends ? ' [' + kv.number(ends.low) + ', ' + kv.number(ends.high) + ']' : '') + (settings ? ' at ' + settings : '')));
    });
    return sweep.bestLeftOut > 0
      ? [...lines, element('div', { class: 'folder' }, 'and ' + kv.whole(sweep.bestLeftOut) + ' more')] : lines;
  }

  function leadsCell(sweep) {
    return (sweep.leads || []).map(lead => {
      const parts = Object.entries(lead.verdicts).map(([verdict, count]) =>
        element('span', { class: ['better', 'worse'].includes(verdict) ? verdict : '' }, verdict + ' ' + count));
      return element('div', {}, kv.sideMark(lead.side, lead.title, sweep.compared), ': ',
        ...parts.flatMap((part, i) => i === 0 ? [part] : [', ', part]));
    });
  }

  function lastCell(sweep) {
    if (!sweep.last) {
      return ['–'];
    }
    return [element('time', { datetime: sweep.last, title: sweep.last }, ago(sweep.last))];
  }

  function ago(time) {
    const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
    return seconds < 60 ? 'just now' : seconds < 172800 ? kv.duration(seconds) + ' ago' : time.slice(0, 10);
  }

  function row(sweep) {
    const box = element('input', {
      type: 'checkbox', 'aria-label': 'compare ' + sweep.name,
      onchange: () => {
        chosen[box.checked ? 'add' : 'delete'](sweep.folder);
        kv.memory.set('chosen', [...chosen]);
        compareButton();
      },
    });
    box.checked = chosen.has(sweep.folder);
    box.disabled = Boolean(sweep.problem);
    return element('tr', { 'data-folder': sweep.folder }, element('td', { class: 'choice' }, box),
      ...columns.map(column => cell(column, column.cell(sweep).filter(Boolean))));
  }

  function cell(column, parts) {
    const nothing = parts.length === 0 || parts[0] === '–';
    return element('td', { class: nothing ? 'text nothing' : 'text', 'data-label': column.name }, ...parts);
  }

  function compareButton() {
    byId('compare').disabled = chosen.size < 2;
    byId('compare').textContent = chosen.size < 2 ? 'Compare' : 'Compare ' + chosen.size + ' sweeps';
  }

  function head() {
    const order = kv.memory.get('order') || {};
    return element('thead', {}, element('tr', {}, element('th', {}),
      ...columns.map(column => element('th', { scope: 'col', class: 'text', 'aria-sort':
        order.name !== column.name ? 'none' : order.descending ? 'descending' : 'ascending' },
      element('button', { type: 'button', onclick: () => sortBy(column.name) }, column.name)))));
  }

  function sortBy(name) {
    const order = kv.memory.get('order') || {};
    kv.memory.set('order', { name, descending: order.name === name && !order.descending });
    show();
  }

  function sortedSweeps(sweeps) {
    const order = kv.memory.get('order') || {};
    const column = columns.find(one => one.name === order.name);
    if (!column) {
      return sweeps;
    }
    const way = order.descending ? -1 : 1;
    return [...sweeps].sort((a, b) => {
      const [x, y] = [column.value(a), column.value(b)];
      return way * (typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true }));
    });
  }

  function show() {
    const sweeps = kv.data.sweeps;
    const words = byId('find-sweep').value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId('find-state').value;
    const shown = sortedSweeps(sweeps.filter(sweep => (state === 'all' || sweep.state === state) &&
      words.every(word => (sweep.name + ' ' + sweep.folder).toLowerCase().includes(word))));
    const folders = new Set(sweeps.map(sweep => sweep.folder));
    chosen.forEach(folder => folders.has(folder) || chosen.delete(folder));
    const running = sweeps.filter(sweep => sweep.state === 'running').length;
    byId('title').textContent = kv.data.root;
    byId('state').replaceChildren(
      element('span', {}, element('b', {}, kv.whole(sweeps.length)), sweeps.length === 1 ? ' sweep' : ' sweeps'),
      ...(running ? [element('span', {}, element('b', {}, kv.whole(running)), ' running')] : []));
    byId('found').textContent = shown.length === sweeps.length ? '' : shown.length + ' of ' + sweeps.length;
    byId('empty').hidden = sweeps.length > 0;
    byId('empty').textContent = 'No results folder below ' + kv.data.root + ' yet. They appear here by themselves.';
    redraw(shown);
    compareButton();
  }

  /* News shall not take the keyboard away from where it is. */
  function redraw(shown) {
    const active = document.activeElement;
    const folder = active && active.closest('tr[data-folder]');
    const kind = active && active.tagName;
    kv.redraw(byId('list'), () => byId('list').replaceChildren(head(), element('tbody', {}, ...shown.map(row))));
    if (folder && folder.dataset.folder !== undefined) {
      const again = [...byId('list').querySelectorAll('tr')].find(one => one.dataset.folder === folder.dataset.folder);
      const target = again && again.querySelector(kind);
      if (target) {
        target.focus({ preventScroll: true });
      }
    }
  }

  byId('compare').addEventListener('click', () => {
    location.href = 'compare?' + [...chosen].map(folder => 'sweep=' + encodeURIComponent(folder)).join('&');
  });
  kv.theme.start(() => {});
  kv.control('find-sweep', show);
  kv.control('find-state', show);
  show();
  /* Time goes on also where there is no news. */
  setInterval(() => byId('list').querySelectorAll('time').forEach(time => {
    time.textContent = ago(time.getAttribute('datetime'));
  }), 30000);
  kv.live.start(show);
})();
