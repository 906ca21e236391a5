/*
 * News while a sweep runs. A file is loaded again every now and then, since the driver writes it again
 * and again; a page from the dashboard asks for new numbers and shows them in place.
 */
kv.live = (() => {
  const RELOAD_SECONDS = 30;
  const ASK_SECONDS = 2;

  const wanted = () => kv.byId('renew').checked && document.visibilityState === 'visible';

  function say(text, bad) {
    kv.byId('renewing-text').textContent = text;
    kv.byId('renewing').classList.toggle('bad', bad === true);
  }

  function box() {
    if (kv.memory.get('renew') === undefined) {
      kv.byId('renew').checked = true;
    }
    kv.control('renew', () => {});
  }

  /* The address and the version of what is shown came with the page. */
  function ask(show) {
    let { url, version } = kv.data.live;
    kv.byId('renewing').hidden = false;
    say('live');
    box();
    const next = () => setTimeout(async () => {
      if (wanted()) {
        try {
          const answer = await fetch(url, { headers: { 'If-None-Match': '"' + version + '"' }, cache: 'no-store' });
          if (answer.status === 200) {
            const data = await answer.json();
            version = data.live.version;
            kv.load(data);
            show();
          } else if (answer.status !== 304) {
            throw new Error(answer.status + ' ' + answer.statusText);
          }
          say('live');
        } catch (e) {
          say('the dashboard does not answer', true);
        }
      }
      next();
    }, ASK_SECONDS * 1000);
    next();
  }

  function reload() {
    const running = kv.results.outcomes.missing > 0;
    kv.byId('renewing').hidden = !running;
    if (!running) {
      return;
    }
    say('renew every ' + RELOAD_SECONDS + ' s');
    box();
    setInterval(() => {
      if (wanted() && !document.querySelector('dialog[open]')) {
        location.reload();
      }
    }, RELOAD_SECONDS * 1000);
  }

  return { start: show => kv.data.live ? ask(show) : reload() };
})();
