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
  function ask(show, showRunning) {
    let { url, version } = kv.data.live;
    let running = '';
    let asked = 0;
    kv.byId('renewing').hidden = false;
    say('live');
    box();
    const next = () => setTimeout(async () => {
      if (wanted()) {
        try {
          const data = await news(url, version);
          if (data) {
            version = data.live.version;
            data.running = kv.data.running;
            data.moreRunning = kv.data.moreRunning;
            kv.load(data);
            show();
          }
          /* What runs changes all the time and is little, so that it comes by itself. */
          const now = showRunning && await news('running.json' + url.slice(url.indexOf('?')), running);
          if (now) {
            running = now.live.version;
            kv.data.running = now.running;
            kv.data.moreRunning = now.moreRunning;
            showRunning();
          }
          say('live');
        } catch (e) {
          say('the dashboard does not answer', true);
        }
      }
      next();
    }, asked++ === 0 ? 0 : ASK_SECONDS * 1000);
    next();
  }

  /* What is there, if it is another version than that. */
  async function news(url, version) {
    const answer = await fetch(url, { headers: { 'If-None-Match': '"' + version + '"' }, cache: 'no-store' });
    if (answer.status === 304) {
      return null;
    }
    if (answer.status !== 200) {
      throw new Error(answer.status + ' ' + answer.statusText);
    }
    return answer.json();
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

  return { start: (show, showRunning) => kv.data.live ? ask(show, showRunning) : reload() };
})();
