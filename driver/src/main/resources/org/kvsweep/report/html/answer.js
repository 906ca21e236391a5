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
  function said(difference) {
    const by = kv.number(Math.abs(difference.mean));
    switch (difference.verdict) {
      case 'better':
      case 'worse':
        return [element('span', { class: difference.verdict }, difference.verdict + ' by ' + by),
          ', ' + kv.pValue(difference.correctedP)];
      case 'tied':
        return ['the same as ' + kv.results.baseline];
      case 'no pairs':
        return ['nothing to compare yet'];
      default:
        return ['not told apart from ' + kv.results.baseline + ' (' + kv.signed(difference.mean) + ')' +
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
    const means = kv.results.attentions.map(a => kv.shown(row, a).mean).filter(kv.known);
    const most = Math.max(...means, /accuracy|bleu/.test(row.metric) ? 1 : 0);
    return most > 0 && means.every(mean => mean >= 0) ? value / most : 0;
  }

  function measure(row, attention) {
    const summary = kv.shown(row, attention);
    const count = row.attentions[attention].overTrials.count;
    if (!kv.known(summary.mean)) {
      return element('div', { class: 'measure' }, element('span', {}, '–'));
    }
    const [mean, spread] = kv.meanAndSpread(summary);
    const bar = element('i', {});
    bar.style.width = 100 * share(row, summary.mean) + '%';
    bar.style.background = 'var(--attention-' + kv.attentionIndex(attention) + ')';
    return element('div', { class: 'measure', title: count + ' completed trials' },
      element('span', {}, element('span', { class: 'value' }, mean), spread),
      element('span', { class: 'bar', 'aria-hidden': 'true' }, bar));
  }

  function item(row, attention) {
    const difference = row.differences[attention];
    const missing = exceptions(row.attentions[attention].outcomes);
    const notes = [];
    if (difference) {
      notes.push(...said(difference));
    }
    if (missing) {
      notes.push((notes.length ? '; ' : '') + missing);
    }
    return element('li', {}, kv.attentionMark(attention), measure(row, attention),
      notes.length ? element('span', { class: 'said' }, ...notes) : null);
  }

  function card(row) {
    const over = row.cells > 1 ? ', mean ± sd over ' + row.cells + ' cells' : ', mean ± sd over seeds';
    return element('article', { class: 'card' },
      element('h3', {}, kv.rowText(row)),
      element('p', { class: 'metric' }, row.metric
        ? row.metric + (row.lowerIsBetter ? ' (lower is better)' : '') + over : 'nothing measured yet'),
      element('ul', {}, ...kv.results.attentions.map(attention => item(row, attention))));
  }

  function meanText(row, attention) {
    const summary = kv.shown(row, attention);
    if (!kv.known(summary.mean)) {
      return '–';
    }
    return kv.meanAndSpread(summary).join('') + ' (' + row.attentions[attention].overTrials.count + ')';
  }

  function differenceText(difference) {
    if (!difference || difference.pairs === 0) {
      return '–';
    }
    const ends = difference.interval
      ? ' [' + kv.number(difference.interval.low) + ', ' + kv.number(difference.interval.high) + ']' : '';
    return kv.signed(difference.mean) + ends + ' ' + kv.pValue(difference.correctedP);
  }

  /* At most so many rows, since each has dozens of elements; all are in results.json. */
  const MOST_ROWS = 300;

  function numbers(rows) {
    const compared = kv.results.attentions.filter(attention => attention !== kv.results.baseline);
    const several = rows.some(row => row.cells > 1);
    const head = ['', 'metric', ...kv.results.attentions, ...compared.map(a => a + ' − ' + kv.results.baseline),
      ...compared.map(a => a + ' effect size'), ...kv.results.attentions.map(a => a + ' median'),
      ...(several ? kv.results.attentions.map(a => a + ' best cell') : []),
      ...kv.results.attentions.map(a => a + ' parameters'), ...kv.results.attentions.map(a => a + ' step')];
    const body = rows.slice(0, MOST_ROWS).map(row => element('tr', {},
      element('td', {}, kv.rowText(row)),
      element('td', { class: 'text' }, row.metric || ''),
      ...kv.results.attentions.map(a => element('td', {}, meanText(row, a))),
      ...compared.map(a => element('td', { class: verdictClass(row.differences[a]) },
        differenceText(row.differences[a]))),
      ...compared.map(a => element('td', {}, effectText(row.differences[a]))),
      ...kv.results.attentions.map(a => element('td', {}, kv.number(kv.shown(row, a).median))),
      ...(several ? kv.results.attentions.map(a => element('td', {}, bestText(row.attentions[a].best))) : []),
      ...kv.results.attentions.map(a => element('td', {}, span(row.attentions[a].parameters))),
      ...kv.results.attentions.map(a => element('td', {}, kv.duration(row.attentions[a].stepSeconds)))));
    const table = element('table', {}, element('thead', {},
      element('tr', {}, ...head.map((text, i) => element('th', { scope: 'col', class: i === 1 ? 'text' : '' }, text)))),
      element('tbody', {}, ...body));
    const rest = rows.length - MOST_ROWS;
    kv.byId('numbers').replaceChildren(table,
      ...(rest > 0 ? [element('p', { class: 'note' }, rest + ' more rows are in results.json.')] : []));
  }

  const effectText = difference => difference && kv.known(difference.effectSize)
    ? difference.effectSize.toFixed(2).replace('-', '−') : '–';

  const bestText = best => best ? kv.number(best.overTrials.mean) + ', ' + (kv.valuesText(best.values) || 'the only one') : '–';

  function span(range) {
    return !range ? '–' : range.least === range.most
      ? kv.whole(range.least) : kv.short(range.least) + '–' + kv.short(range.most);
  }

  /* One sentence for each attention over all tasks. */
  function lead(attention) {
    const count = verdict => kv.results.tasks.filter(row =>
      row.differences[attention] && row.differences[attention].verdict === verdict).length;
    const parts = [['better', 'better in '], ['worse', 'worse in '], ['tied', 'equal in '],
      ['undecided', 'not told apart in '], ['no pairs', 'not compared yet in ']]
      .filter(([verdict]) => count(verdict) > 0)
      .map(([verdict, words]) => element('span', { class: verdict === 'better' || verdict === 'worse' ? verdict : '' },
        words + count(verdict)));
    return element('p', { class: 'lead' }, kv.attentionMark(attention), ' against ',
      kv.attentionMark(kv.results.baseline), ': ', ...parts.flatMap((part, i) => i === 0 ? [part] : [', ', part]),
      ' of ' + kv.results.tasks.length + ' task' + (kv.results.tasks.length === 1 ? '' : 's') + '.');
  }

  /* The best settings of each attention: what a sweep over settings is for. */
  function bestRow(best) {
    const [mean, spread] = kv.meanAndSpread(best.overTrials);
    const ends = best.overTrials.interval;
    return element('tr', {}, element('td', {}, best.task), element('td', { class: 'text' }, kv.attentionMark(best.attention)),
      element('td', {}, element('b', {}, mean), spread),
      element('td', {}, ends ? kv.number(ends.low) + ' to ' + kv.number(ends.high) : '–'),
      element('td', { class: 'text' }, kv.valuesText(best.values) || 'the only ones'),
      element('td', { class: best.overTrials.count < best.seeds ? 'worse' : '' }, best.overTrials.count + ' of ' + best.seeds),
      element('td', {}, kv.whole(best.cells)), element('td', { class: 'text' }, best.metric));
  }

  const MOST_BEST = 60;

  /* Where nothing but the attention varies, the cards have it all. */
  function best() {
    const all = kv.data.best.filter(one => kv.data.best.some(other => other.task === one.task && other.cells > 1));
    kv.byId('best').hidden = all.length === 0;
    kv.byId('best-note').hidden = all.length === 0;
    const head = ['task', 'attention', 'best mean ± sd', '95 % interval', 'settings', 'seeds', 'of cells', 'metric'];
    kv.byId('best').replaceChildren(element('table', {},
      element('thead', {}, element('tr', {}, ...head.map((name, i) =>
        element('th', { scope: 'col', class: [1, 4, 7].includes(i) ? 'text' : '' }, name)))),
      element('tbody', {}, ...all.slice(0, MOST_BEST).map(bestRow))));
    kv.byId('best-note').textContent = 'The best mean over completed seeds. Chosen among several cells by the same trials, ' +
      'it is somewhat too good; fresh seeds would tell.' + (all.length > MOST_BEST ? ' ' + kv.whole(all.length - MOST_BEST) + ' more are in results.json.' : '');
  }

  /* Enough for every task anyone has; more rows are in the charts below. */
  const MOST_CARDS = 24;

  function start() {
    kv.byId('leads').replaceChildren(...kv.results.attentions.filter(attention =>
      kv.results.tasks.some(row => row.differences[attention])).map(lead));
    best();
    kv.byId('verdicts').replaceChildren(...kv.results.tasks.slice(0, MOST_CARDS).map(card));
    kv.byId('method').textContent =
      'Differences from ' + kv.results.baseline + ' are paired by cell and seed, with 95 % intervals. ' +
      'p is that of the exact sign-flip test, of Wilcoxon’s signed ranks for more than 20 pairs, or of ' +
      'a paired t test where there are too few pairs for the exact one, corrected by Holm’s method for ' +
      'all comparisons of the rows shown. Stopped, diverged and failed trials never enter a mean.';
  }

  return { start, numbers, meanText, effectText, verdictClass };
})();
