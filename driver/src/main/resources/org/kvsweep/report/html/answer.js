/* The answer first: a card a task, and the table of numbers. */
kv.answer = (() => {
  const { element } = kv;

  const verdictClass = difference =>
    difference && ['better', 'worse'].includes(difference.verdict) ? difference.verdict : '';

  function moreSeeds(difference) {
    if (!difference.moreSeeds) {
      return '';
    }
    return difference.moreSeeds >= 100 ? '; too small for 100 more seeds to tell'
      : '; about ' + difference.moreSeeds + ' more seed' + (difference.moreSeeds === 1 ? '' : 's') + ' would tell';
  }

  /* What the comparison with the baseline came to, as a sentence in parts. */
  function said(difference, than = kv.title(kv.results.baseline)) {
    const by = kv.number(Math.abs(difference.mean));
    switch (difference.verdict) {
      case 'better':
      case 'worse':
        return [element('span', { class: difference.verdict }, difference.verdict + ' by ' + by),
          ', ' + kv.pValue(difference.correctedP)];
      case 'tied':
        return ['tied with ' + than];
      case 'one seed':
        return ['one seed, which says nothing about chance (' + kv.signed(difference.mean) + ')'];
      case 'no pairs':
        return ['nothing to compare yet'];
      default:
        return ['undecided against ' + than + ' (' + kv.signed(difference.mean) + ')' +
          moreSeeds(difference)];
    }
  }

  function exceptions(outcomes) {
    return ['stopped', 'diverged', 'failed', 'missing']
      .filter(kind => outcomes[kind] > 0)
      .map(kind => outcomes[kind] + ' ' + kind)
      .join(', ');
  }

  /* Accuracies as a share of 1; other metrics as a share of the largest. None where a bar can't show the sign. */
  function share(row, value) {
    const means = (row.ranking || []).map(cell => cell.result.overTrials.mean)
      .concat(kv.results.sides.map(a => kv.shown(row, a).mean)).filter(kv.known);
    const most = Math.max(...means, /accuracy|bleu/.test(row.metric) ? 1 : 0);
    return most > 0 && means.every(mean => mean >= 0) ? value / most : 0;
  }

  function measure(row, side) {
    return measured(row, kv.shown(row, side), row.sides[side].overTrials.count, kv.sideIndex(side));
  }

  function measured(row, summary, count, colour) {
    if (!kv.known(summary.mean)) {
      return element('div', { class: 'measure' }, element('span', {}, '–'));
    }
    const [mean, spread] = kv.meanAndSpread(summary);
    const bar = element('i', {});
    bar.style.width = 100 * share(row, summary.mean) + '%';
    bar.style.background = 'var(--side-' + colour + ')';
    return element('div', { class: 'measure', title: count + ' completed trials' },
      element('span', {}, element('span', { class: 'value' }, mean), spread),
      element('span', { class: 'bar', 'aria-hidden': 'true' }, bar));
  }

  /* Names of more letters than this stand above their numbers. */
  const MOST_LETTERS = 9;

  const long = () => kv.results.sides.some(side => side.length > MOST_LETTERS);

  function item(row, side) {
    const difference = row.differences[side];
    const missing = exceptions(row.sides[side].outcomes);
    const notes = [];
    if (difference) {
      notes.push(...said(difference));
    }
    if (missing) {
      notes.push((notes.length ? '; ' : '') + missing);
    }
    return element('li', long() ? { class: 'ranked' } : {}, kv.sideMark(side), measure(row, side),
      notes.length ? element('span', { class: 'said' }, ...notes) : null);
  }

  /* Cells in a card; all are in the charts below. */
  const MOST_RANKED = 8;

  function ranked(row, cell) {
    const notes = cell.fromBest ? said(cell.fromBest, 'the best') : [element('b', {}, 'the best')];
    const missing = exceptions(cell.result.outcomes);
    if (missing) {
      notes.push('; ' + missing);
    }
    return element('li', { class: 'ranked' }, kv.valuesText(cell.values) || 'the only cell',
      measured(row, cell.result.overTrials, cell.result.overTrials.count, 0),
      element('span', { class: 'said' }, ...notes));
  }

  function ranking(row) {
    const rest = row.ranking.length - MOST_RANKED;
    return element('article', { class: 'card' },
      element('h3', {}, kv.rowText(row)),
      element('p', { class: 'metric' }, row.metric + (row.lowerIsBetter ? ' (lower is better)' : '') +
        ', ' + row.ranking.length + ' cell' + (row.ranking.length === 1 ? '' : 's') + ', mean ± sd over seeds'),
      element('ul', {}, ...row.ranking.slice(0, MOST_RANKED).map(cell => ranked(row, cell))),
      rest > 0 ? element('p', { class: 'note' }, 'and ' + kv.whole(rest) + ' more') : null);
  }

  function card(row) {
    if (row.ranking) {
      return ranking(row);
    }
    const over = ', mean ± sd over seeds' + (row.cells > 1 ? ' of ' + row.cells + ' cells' : '');
    return element('article', { class: 'card' },
      element('h3', {}, kv.rowText(row)),
      element('p', { class: 'metric' }, row.metric
        ? row.metric + (row.lowerIsBetter ? ' (lower is better)' : '') + over : 'nothing measured yet'),
      element('ul', {}, ...kv.results.sides.map(side => item(row, side))));
  }

  function meanText(row, side) {
    const summary = kv.shown(row, side);
    if (!kv.known(summary.mean)) {
      return '–';
    }
    return kv.meanAndSpread(summary).join('') + ' (' + row.sides[side].overTrials.count + ')';
  }

  function differenceText(difference) {
    if (!difference || difference.pairs === 0) {
      return '–';
    }
    const ends = difference.interval
      ? ' [' + kv.number(difference.interval.low) + ', ' + kv.number(difference.interval.high) + ']' : '';
    return kv.signed(difference.mean) + ends + ' ' + kv.pValue(difference.correctedP);
  }

  /* The heading of a column of numbers of a side. */
  const heading = side => kv.compared() ? kv.title(side) : 'mean';

  /* At most so many rows, since each has dozens of elements; all are in results.json. */
  const MOST_ROWS = 300;

  function numbers(rows) {
    const compared = kv.compared() ? kv.results.sides.filter(side => side !== kv.results.baseline) : [];
    const several = rows.some(row => row.cells > 1);
    const head = ['', 'metric', ...kv.results.sides.map(heading), ...compared.map(a => heading(a) + ' − ' + kv.results.baseline),
      ...compared.map(a => heading(a) + ' effect size'), ...kv.results.sides.map(a => heading(a) + ' median'),
      ...(several ? kv.results.sides.map(a => heading(a) + ' best cell') : []),
      ...kv.results.sides.map(a => heading(a) + ' parameters'), ...kv.results.sides.map(a => heading(a) + ' step')];
    const body = rows.slice(0, MOST_ROWS).map(row => element('tr', {},
      element('td', {}, kv.rowText(row)),
      element('td', { class: 'text' }, row.metric || ''),
      ...kv.results.sides.map(a => element('td', {}, meanText(row, a))),
      ...compared.map(a => element('td', { class: verdictClass(row.differences[a]) },
        differenceText(row.differences[a]))),
      ...compared.map(a => element('td', {}, effectText(row.differences[a]))),
      ...kv.results.sides.map(a => element('td', {}, kv.number(kv.shown(row, a).median))),
      ...(several ? kv.results.sides.map(a => element('td', {}, bestText(row.sides[a].best))) : []),
      ...kv.results.sides.map(a => element('td', {}, span(row.sides[a].parameters))),
      ...kv.results.sides.map(a => element('td', {}, kv.duration(row.sides[a].stepSeconds)))));
    const table = element('table', {}, element('thead', {},
      element('tr', {}, ...head.map((text, i) => element('th', { scope: 'col', class: i === 1 ? 'text' : '' }, text)))),
      element('tbody', {}, ...body));
    const rest = rows.length - MOST_ROWS;
    kv.byId('numbers').replaceChildren(table,
      ...(rest > 0 ? [element('p', { class: 'note' }, rest + ' more rows are in results.json.')] : []));
  }

  const effectText = difference => difference && kv.known(difference.effectSize)
    ? kv.fixed(difference.effectSize, 2) : '–';

  const bestText = best => best ? kv.number(best.overTrials.mean) + ', ' + (kv.valuesText(best.values) || 'the only one') : '–';

  function span(range) {
    return !range ? '–' : range.least === range.most
      ? kv.whole(range.least) : kv.short(range.least) + '–' + kv.short(range.most);
  }

  /* One sentence for each side over all rows. */
  function lead(side) {
    const count = verdict => kv.results.tasks.filter(row =>
      row.differences[side] && row.differences[side].verdict === verdict).length;
    const parts = [['better', 'better in '], ['worse', 'worse in '], ['tied', 'tied in '],
      ['undecided', 'undecided in '], ['one seed', 'of one seed in '], ['no pairs', 'not compared yet in ']]
      .filter(([verdict]) => count(verdict) > 0)
      .map(([verdict, words]) => element('span', { class: verdict === 'better' || verdict === 'worse' ? verdict : '' },
        words + count(verdict)));
    return element('p', { class: 'lead' }, kv.sideMark(side, kv.title(side)), ' against ',
      kv.sideMark(kv.results.baseline), ': ', ...parts.flatMap((part, i) => i === 0 ? [part] : [', ', part]),
      ' of ' + kv.results.tasks.length + ' ' + kv.rowName() + (kv.results.tasks.length === 1 ? '' : 's') + '.');
  }

  /* The best cell of a task, and which can't be told from it. */
  function leader(row) {
    const [first, ...others] = row.ranking;
    const named = (words, verdicts) => {
      const cells = others.filter(cell => verdicts.includes(cell.fromBest.verdict));
      return cells.length === 0 ? '' : '; ' + words + cells.slice(0, 4).map(cell => kv.valuesText(cell.values)).join('; ') +
        (cells.length > 4 ? ' and ' + (cells.length - 4) + ' more' : '');
    };
    /* A cell with fewer seeds than the first, or that has lost some, may be better in those of both. */
    const rest = named('better in the seeds of both: ', ['better']) +
      named('not told from it: ', ['tied', 'undecided', 'one seed', 'no pairs']);
    return element('p', { class: 'lead' }, 'Best in ' + kv.rowText(row) + ': ', element('b', {}, kv.valuesText(first.values)),
      ', of ' + row.ranking.length + ' cells' + (rest || '; all others are worse') + '.');
  }

  /* What sides have for themselves, since it follows what is compared. */
  const own = () => Object.entries(kv.results.ownSettings || {}).slice(0, 1).map(() =>
    element('p', { class: 'note' }, 'Settings of their own: ' + Object.entries(kv.results.ownSettings)
      .map(([side, settings]) => kv.title(side) + ' has ' + settings).join('; ') + '.'));

  /* The best settings of each side: what a sweep over settings is for. */
  function bestRow(best) {
    const [mean, spread] = kv.meanAndSpread(best.overTrials);
    const ends = best.overTrials.interval;
    return element('tr', {}, element('td', {}, best.task), element('td', { class: 'text' }, best.title ? kv.sideMark(best.side) : '–'),
      element('td', {}, element('b', {}, mean), spread),
      element('td', {}, ends ? kv.number(ends.low) + ' to ' + kv.number(ends.high) : '–'),
      element('td', { class: 'text' }, kv.valuesText(best.values) || 'the only ones'),
      element('td', { class: best.overTrials.count < best.seeds ? 'worse' : '' }, best.overTrials.count + ' of ' + best.seeds),
      element('td', {}, kv.whole(best.cells)), element('td', { class: 'text' }, best.metric));
  }

  const MOST_BEST = 60;
  /* As many as leave the verdicts on the first screen. */
  const FEW_BEST = 12;

  /* What comes before the mean in the order of cells. */
  const lost = () => 'cells in which seeds failed or diverged come after all others' +
    (kv.results.outcomes.stopped > 0 ? ', and those of which more seeds were stopped after those of which fewer were.' : '.');

  /* Where nothing but the side varies, or nothing is compared, the cards have it all. */
  function best() {
    const chosen = new Set(kv.data.best.filter(one => one.cells > 1).map(one => one.task));
    const all = (kv.compared() ? kv.data.best : []).filter(one => chosen.has(one.task));
    const behind = all.length > FEW_BEST ? kv.byId('numbers').closest('details') : kv.byId('verdicts');
    behind.before(kv.byId('best'), kv.byId('best-note'));
    kv.byId('best').hidden = all.length === 0;
    kv.byId('best-note').hidden = all.length === 0;
    const head = ['task', kv.sideName(), 'best mean ± sd', '95 % interval', 'settings', 'seeds', 'of cells', 'metric'];
    kv.byId('best').replaceChildren(element('table', {},
      element('thead', {}, element('tr', {}, ...head.map((name, i) =>
        element('th', { scope: 'col', class: [1, 4, 7].includes(i) ? 'text' : '' }, name)))),
      element('tbody', {}, ...all.slice(0, MOST_BEST).map(bestRow))));
    kv.byId('best-note').textContent = 'The best mean over completed seeds; ' + lost() + ' Chosen among several cells by the ' +
      'same trials, it is somewhat too good; fresh seeds would tell.' + (all.length > MOST_BEST ? ' Those of other tasks are in results.json.' : '');
  }

  const pairsOfASeed = () =>
    kv.results.tasks.some(row => Object.values(row.differences).some(one => one.test && one.pairs > one.seeds))
      ? 'Pairs of one seed in several cells go together, so intervals and p count seeds, not pairs. ' : '';

  /* Enough for every task anyone has; more rows are in the charts below. */
  const MOST_CARDS = 24;

  function start() {
    /* An attention is one of a few things with a name; of another key it is a value that wins. */
    const what = (kv.title('') === '' ? '' : 'value of ') + kv.sideName();
    kv.byId('question').textContent = kv.compared() ? 'Which ' + what + ' wins?' : 'Which cell is best?';
    kv.byId('leads').replaceChildren(...(kv.compared() ? kv.results.sides.filter(side =>
      kv.results.tasks.some(row => row.differences[side])).map(lead) : kv.results.tasks.filter(row =>
      row.ranking && row.ranking.length > 1).map(leader)), ...own());
    best();
    /* A phone shows each row as a card. */
    const heads = [...kv.byId('best').querySelectorAll('th')];
    kv.byId('best').querySelectorAll('td').forEach(cell => cell.setAttribute('data-label', heads[cell.cellIndex].textContent));
    kv.byId('verdicts').replaceChildren(...kv.results.tasks.slice(0, MOST_CARDS).map(card));
    kv.byId('method').textContent = (kv.compared()
      ? 'Differences from ' + kv.title(kv.results.baseline) + ' are paired by cell and seed, with 95 % intervals. ' + pairsOfASeed()
      : 'Differences from the best cell are paired by seed, with 95 % intervals. The best of many cells is too good ' +
        'by chance, so its lead is too large: train the best cell, and those not significantly worse, again with fresh seeds; ' + lost() + ' ') +
      'p is that of the sign-flip test, or of a paired t test where seeds are too few for it, or 200 and more, ' +
      'corrected by Holm’s method for ' +
      'all comparisons of the rows shown. Stopped, diverged and failed trials never enter a mean.';
  }

  return { start, numbers, heading, meanText, effectText, verdictClass };
})();
