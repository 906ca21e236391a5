/*
 * News while a sweep runs. A file is loaded again every now and then, since the driver writes it again
 * and again; a page from the dashboard asks for new numbers and shows them in place.
 */
kv.live = (() => {
  const RELOAD_SECONDS = 30;
  const ASK_SECONDS = 2;
  /* What is shown and older than this says of when it is. */
  const OLD_SECONDS = 60;

  const GONE = 'this sweep is gone';

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

  const minute = time => new Date(time).toTimeString().slice(0, 5);

  /* The address and the version of what is shown came with the page. */
  function ask(show, showRunning) {
    let { url, version } = kv.data.live;
    let running = '';
    let asOf = Date.now();
    let trouble = '';
    const sayHow = () => {
      const old = Date.now() - asOf > OLD_SECONDS * 1000 ? 'as of ' + minute(asOf) : '';
      say([trouble, old].filter(Boolean).join(', ') || 'live', trouble !== '');
    };

    async function look() {
      const asked = Date.now();
      const data = await news(url, version);
      if (data) {
        data.running = kv.data.running;
        data.moreRunning = kv.data.moreRunning;
        kv.load(data);
        shown(show);
        /* Only now: what could not be shown is asked for again. */
        version = data.live.version;
      }
      /* What runs changes all the time and is little, so that it comes by itself. */
      const now = showRunning && await news('running.json' + url.slice(url.indexOf('?')), running);
      if (now) {
        kv.data.running = now.running;
        kv.data.moreRunning = now.moreRunning;
        shown(showRunning);
        running = now.live.version;
      }
      asOf = asked;
    }

    async function next() {
      if (wanted()) {
        trouble = await look().then(() => '', e => e.message);
        sayHow();
      }
      /* To look for one that is gone takes the server more time. */
      setTimeout(next, (trouble === GONE ? RELOAD_SECONDS : ASK_SECONDS) * 1000);
    }

    kv.byId('renewing').hidden = false;
    sayHow();
    box();
    /* An answer can take long, and none is asked for while nobody looks. */
    setInterval(sayHow, ASK_SECONDS * 1000);
    setTimeout(next);
  }

  /* The console has what went wrong; the reader learns that what is seen is not what is there. */
  function shown(show) {
    try {
      show();
    } catch (e) {
      console.error(e);
      throw new Error('cannot show what is new: load this page again');
    }
  }

  /* What is there, if it is another version than that. */
  async function news(url, version) {
    const silent = () => {
      throw new Error('the dashboard does not answer');
    };
    const answer = await fetch(url, { headers: { 'If-None-Match': '"' + version + '"' }, cache: 'no-store' }).catch(silent);
    if (answer.status === 404) {
      throw new Error(GONE);
    }
    return answer.status === 304 ? null : answer.status === 200 ? answer.json().catch(silent) : silent();
  }

  /* Where somebody writes or chooses; loading the page again would take that away. */
  const atWork = () => document.querySelector('dialog[open], input[type="search"]:focus, select:focus') !== null;

  function reload() {
    const running = kv.results.outcomes.missing > 0;
    kv.byId('renewing').hidden = !running;
    if (!running) {
      return;
    }
    say('renew every ' + RELOAD_SECONDS + ' s');
    box();
    setInterval(() => {
      if (wanted() && atWork()) {
        say('waits until you leave this');
      } else if (wanted()) {
        location.reload();
      }
    }, RELOAD_SECONDS * 1000);
  }

  return { start: (show, showRunning) => kv.data.live ? ask(show, showRunning) : reload() };
})();
