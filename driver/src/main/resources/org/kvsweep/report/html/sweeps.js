/* Several sweeps on one page: what each of them says by itself. */
kv.sweeps = (() => {
  function start() {
    const sweeps = kv.data.bySweep || [];
    kv.byId('sweeps').hidden = sweeps.length === 0;
    if (sweeps.length === 0) {
      return;
    }
    const rows = sweeps.flatMap(sweep => sweep.results.tasks.map(row => ({ sweep, row })));
    const attentions = kv.results.attentions;
    const compared = attentions.filter(attention => attention !== kv.results.baseline);
    const head = ['sweep', 'task', 'metric', ...attentions,
      ...compared.map(attention => attention + ' − ' + kv.results.baseline)];
    const cell = (text, verdict) => kv.element('td', { class: verdict || '' }, text);
    const body = rows.map(({ sweep, row }) => kv.element('tr', {},
      kv.element('td', {}, kv.element('a', { href: sweep.url }, sweep.name)),
      kv.element('td', { class: 'text' }, kv.rowText(row)),
      kv.element('td', { class: 'text' }, row.metric || ''),
      ...attentions.map(attention => cell(row.attentions[attention] ? kv.answer.meanText(row, attention) : '–')),
      ...compared.map(attention => cell(kv.answer.differenceText(row.differences[attention]),
        kv.answer.verdictClass(row.differences[attention])))));
    kv.byId('sweeps-table').replaceChildren(kv.element('table', {},
      kv.element('thead', {}, kv.element('tr', {}, ...head.map((text, i) =>
        kv.element('th', { scope: 'col', class: i < 3 ? 'text' : '' }, text)))),
      kv.element('tbody', {}, ...body)));
  }

  return { start };
})();
