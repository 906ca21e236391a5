/* Light or dark: as the system has it, until someone chooses. */
kv.theme = (() => {
  const PLACE = 'kvsweep theme';
  const root = document.documentElement;

  /* A browser may keep nothing for local files; then the choice lasts until the page is closed. */
  let chosen = null;
  try {
    chosen = localStorage.getItem(PLACE);
  } catch (e) {
    chosen = null;
  }

  function start(changed) {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const button = kv.byId('theme');
    const apply = () => {
      root.dataset.theme = ['light', 'dark'].includes(chosen) ? chosen : dark.matches ? 'dark' : 'light';
      button.textContent = root.dataset.theme === 'dark' ? 'Light' : 'Dark';
      changed();
    };
    button.addEventListener('click', () => {
      chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
      try {
        localStorage.setItem(PLACE, chosen);
      } catch (e) {
        /* As above. */
      }
      apply();
    });
    dark.addEventListener('change', apply);
    apply();
  }

  return { start };
})();
