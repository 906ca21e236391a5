/* The table of trials: sorted, filtered, and only the rows that are in view are in the document. */
kv.trials = (() => {
  const { element } = kv;
  const ROW = 32;
  const SPARE = 12;
  const WIDEST = 420;
  /* Causes are sentences. */
  const WIDEST_CAUSE = 900;
  const MOST_CAUSES = 8;
  const RESULT_ORDER = ['completed', 'stopped', 'diverged', 'failed'];
  let causes;
  let metricOf;
  let columns = [];
  let shown = [];
  let order = kv.memory.get('trials-order') || { name: null, descending: false };
  let grid;
  let body;
  let focused = 0;
  /* The trial of that row, which keeps the keyboard when there is news. */
  let focusedId;

  function makeColumns() {
    causes = kv.trial.causes();
    metricOf = new Map(kv.results.analysis.map(one => [one.task, one.metric]));
    const paths = kv.distinct(kv.results.cells.flatMap(cell => Object.keys(cell.values)));
    const text = (name, value) => ({ name, value, number: false, text: value });
    const number = (name, value, format) =>
      ({ name, value, number: true, text: trial => format(value(trial)) });
    columns = [
      text('status', trial => trial.status),
      text('task', trial => trial.task),
      ...paths.map(path => text(kv.keyOf(path), trial => trial.values[path] || '')),
      ...(kv.compared() ? [text(kv.sideName(), trial => trial.side)] : []),
      /* Above 2^53 a seed is a text, which a number would round. */
      number('seed', trial => BigInt(trial.seed), seed => seed.toLocaleString('en-US')),
      number('result', trial => trial.metrics[metricOf.get(trial.task)], kv.number),
      text('metric', trial => metricOf.get(trial.task) || ''),
      ...(causes.size > 0 ? [text('cause', trial => causes.get(trial.id) || '')] : []),
      number('parameters', trial => trial.parameters || NaN, kv.whole),
      number('step', trial => trial.stepSeconds, kv.duration),
      number('training', trial => trial.trainingSeconds, kv.duration),
      number('attempt', trial => trial.attempt, kv.whole),
      text('place', trial => trial.place),
    ];
    for (const column of columns) {
      const longest = kv.results.trials.reduce((most, trial) => Math.max(most, column.text(trial).length),
        column.name.length + 2);
      column.width = Math.min(column.name === 'cause' ? WIDEST_CAUSE : WIDEST, 30 + 8.2 * longest);
    }
    for (const trial of kv.results.trials) {
      trial.searched = columns.map(column => column.text(trial)).concat(trial.id).join(' ').toLowerCase();
    }
  }

  /* Every word has to occur; key:value compares one column exactly. */
  function matcher(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const tests = words.map(word => {
      const colon = word.indexOf(':');
      const column = colon > 0 && columns.find(one => one.name.toLowerCase() === word.slice(0, colon));
      const wanted = word.slice(colon + 1);
      return column ? trial => String(column.value(trial)).toLowerCase() === wanted
        : trial => trial.searched.includes(word);
    });
    return trial => tests.every(test => test(trial));
  }

  function compare(column) {
    return (a, b) => {
      const x = column.value(a);
      const y = column.value(b);
      if (column.number) {
        return x < y ? -1 : x > y ? 1 : 0;
      }
      return String(x).localeCompare(String(y), undefined, { numeric: true });
    };
  }

  function update() {
    const status = kv.byId('find-status').value;
    const side = kv.byId('find-side').value;
    const matches = matcher(kv.byId('find').value);
    shown = kv.results.trials.filter(trial => (status === 'all' || trial.status === status) &&
      (side === 'all' || trial.side === side) && matches(trial));
    const sortedBy = columns.find(column => column.name === order.name);
    const way = order.descending ? -1 : 1;
    const by = sortedBy ? compare(sortedBy) : () => 0;
    /* Whatever the order, what has no result and what has no such number come last. */
    const last = trial => sortedBy && sortedBy.name === 'status' ? 0
      : RESULT_ORDER.indexOf(trial.status) + (sortedBy && sortedBy.number && !kv.known(sortedBy.value(trial)) ? RESULT_ORDER.length : 0);
    shown.sort((a, b) => last(a) - last(b) || way * by(a, b));
    kv.byId('found').textContent = kv.whole(shown.length) + ' of ' + kv.whole(kv.results.trials.length) + ' ended trials' +
      (kv.results.shown ? ' on this page' : '');
    grid.setAttribute('aria-rowcount', shown.length + 1);
    body.style.height = shown.length * ROW + 'px';
    const there = shown.findIndex(trial => trial.id === focusedId);
    focused = there >= 0 ? there : Math.min(focused, Math.max(0, shown.length - 1));
    body.replaceChildren();
    drawRows();
  }

  function drawRows() {
    const first = Math.max(0, Math.floor(grid.scrollTop / ROW) - SPARE);
    const last = Math.min(shown.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + SPARE);
    const drawn = new Map([...body.children].map(one => [Number(one.dataset.index), one]));
    drawn.forEach((one, index) => {
      if (index < first || index >= last) {
        one.remove();
      }
    });
    for (let index = first; index < last; index++) {
      if (!drawn.has(index)) {
        body.append(row(shown[index], index));
      }
    }
  }

  function row(trial, index) {
    const made = element('div', { class: 'row', role: 'row', 'aria-rowindex': index + 2, tabindex: index === focused ? 0 : -1,
      'data-index': index }, ...columns.map(column => element('div', {
      title: column.name === 'cause' ? column.text(trial) : undefined,
      class: 'cell' + (column.number ? ' number' : '') + (column.name === 'status' ? ' status-' + trial.status : ''),
      role: 'cell', title: column.name === 'cause' ? causes.get(trial.id) : undefined,
    }, kv.compared() && column.name === kv.sideName() ? kv.sideMark(trial.side) : column.text(trial))));
    made.style.top = index * ROW + 'px';
    made.style.gridTemplateColumns = template();
    return made;
  }

  const template = () => columns.map(column => column.width + 'px').join(' ');

  function head() {
    const made = element('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 }, ...columns.map(column =>
      element('div', { class: 'cell' + (column.number ? ' number' : ''), role: 'columnheader', 'aria-sort': 'none' },
        element('button', { type: 'button', onclick: () => sortBy(column) }, column.name))));
    made.style.gridTemplateColumns = template();
    return made;
  }

  function sortBy(column) {
    order = { name: column.name, descending: order.name === column.name && !order.descending };
    kv.memory.set('trials-order', order);
    markOrder();
    update();
  }

  function markOrder() {
    grid.querySelectorAll('[role="columnheader"]').forEach((header, i) => header.setAttribute('aria-sort',
      columns[i].name !== order.name ? 'none' : order.descending ? 'descending' : 'ascending'));
  }

  function focusRow() {
    const target = body.querySelector('[data-index="' + focused + '"]');
    body.querySelectorAll('[tabindex="0"]').forEach(one => one.setAttribute('tabindex', -1));
    if (target) {
      target.setAttribute('tabindex', 0);
    }
    (target || grid).focus({ preventScroll: true });
  }

  function entered(event) {
    if (event.target.dataset.index !== undefined) {
      focused = Number(event.target.dataset.index);
      focusedId = shown[focused].id;
    }
  }

  /* Arrow keys go from row to row, Enter opens one. */
  function keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 14, PageUp: -14, Home: -shown.length, End: shown.length }[event.key];
    if (step !== undefined && shown.length > 0 && !event.target.closest('.head')) {
      event.preventDefault();
      const fromRow = event.target.closest('[data-index]');
      focused = fromRow ? Math.max(0, Math.min(shown.length - 1, focused + step)) : focused;
      const top = focused * ROW;
      if (top < grid.scrollTop + ROW) {
        grid.scrollTop = Math.max(0, top - ROW);
      } else if (top + 3 * ROW > grid.scrollTop + grid.clientHeight) {
        grid.scrollTop = top + 3 * ROW - grid.clientHeight;
      }
      drawRows();
      focusRow();
    } else if (event.key === 'Enter' && event.target.dataset.index !== undefined) {
      /* Else the same key press would close what it opens. */
      event.preventDefault();
      kv.trial.visit(shown[Number(event.target.dataset.index)]);
    }
  }

  /* The causes with how often each occurs, the commonest first; one click shows the trials. */
  function listCauses() {
    const counts = new Map();
    for (const { status, cause } of kv.results.exceptions) {
      if (status !== 'stopped') {
        counts.set(cause, (counts.get(cause) || 0) + 1);
      }
    }
    const all = [...counts].sort((a, b) => b[1] - a[1]);
    const left = all.length - MOST_CAUSES;
    const listed = all.reduce((sum, [, count]) => sum + count, 0);
    const troubled = kv.results.outcomes.failed + kv.results.outcomes.diverged;
    kv.byId('causes').replaceChildren(...all.slice(0, MOST_CAUSES).map(([cause, count]) => element('li', {},
      element('button', { type: 'button', title: 'Show these trials', onclick: () => showCause(cause) },
        kv.whole(count) + ' × ' + kv.inOneLine(cause)))),
    ...(left > 0 ? [element('li', { class: 'note' }, kv.whole(left) + ' more causes are in the table.')] : []),
    ...(listed < troubled ? [element('li', { class: 'note' }, 'Counted in ' + kv.whole(listed) + ' of ' + kv.whole(troubled) +
      ' trials that failed or diverged; all are in results.json.')] : []));
  }

  function showCause(cause) {
    kv.byId('find').value = cause;
    kv.byId('find').dispatchEvent(new Event('input'));
  }

  function start() {
    const first = grid === undefined;
    makeColumns();
    listCauses();
    grid = kv.byId('grid');
    const [top, left, focusedHere] = [grid.scrollTop, grid.scrollLeft, body !== undefined && body.contains(document.activeElement)];
    body = element('div', { class: 'body', role: 'rowgroup' });
    body.style.width = columns.reduce((sum, column) => sum + column.width, 0) + 'px';
    body.style.minWidth = '100%';
    kv.redraw(grid, () => grid.replaceChildren(head(), body));
    body.addEventListener('click', clicked);
    markOrder();
    kv.fill(kv.byId('find-status'), ['all', ...kv.distinct(kv.results.trials.map(trial => trial.status))]);
    kv.fill(kv.byId('find-side'), ['all', ...kv.results.sides.filter(side => side !== 'all')]);
    kv.byId('find-side-label').hidden = !kv.compared();
    kv.byId('find-side-name').textContent = kv.sideName()[0].toUpperCase() + kv.sideName().slice(1);
    ['find', 'find-status', 'find-side'].forEach(id => kv.control(id, () => {
      grid.scrollTop = 0;
      update();
    }));
    if (first) {
      grid.addEventListener('scroll', scrolled);
      grid.addEventListener('keydown', keyed);
      grid.addEventListener('focusin', entered);
    }
    update();
    [grid.scrollTop, grid.scrollLeft] = [top, left];
    drawRows();
    if (focusedHere) {
      focusRow();
    }
  }

  let waiting = false;
  function scrolled() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        drawRows();
      });
    }
  }

  function clicked(event) {
    const hit = event.target.closest('[data-index]');
    if (hit) {
      kv.trial.visit(shown[Number(hit.dataset.index)]);
    }
  }

  return { start, focusRow };
})();
