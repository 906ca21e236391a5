'use strict';
/* What everything else on the page uses: the data, elements, numbers as text, remembered choices. */
const kv = (() => {
  let data = JSON.parse(document.getElementById('data').textContent);

  const byId = id => document.getElementById(id);

  /* Text from the data becomes a text node, never markup. */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith('on')) {
        made.addEventListener(name.slice(2), value);
      } else if (value !== undefined && value !== false) {
        made.setAttribute(name, value === true ? '' : value);
      }
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  /* For the tooltips of the charts, which are markup. */
  function escaped(text) {
    const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
    return String(text).replace(/[&<>"']/g, sign => signs[sign]);
  }

  /* For the axes of charts, where nothing else keeps steering characters out. */
  const inOneLine = text => String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

  const known = number => typeof number === 'number' && Number.isFinite(number);

  /* From here on a number has a power of ten: one may have 309 digits. */
  const LARGE = 1e9;

  /* Differences of equal numbers are less than this, and their means. */
  const LAST_DIGIT = 1e-15;

  const sizeOf = value => Math.abs(value) < LAST_DIGIT ? 0 : Math.abs(value);

  /* So many decimals. As in the terminal, what is written as a half is rounded up, whatever its binary digits are; a zero has no sign. */
  function fixed(value, places) {
    const size = Math.abs(value);
    const [mantissa, power] = size.toExponential().split('e');
    const half = mantissa.endsWith('5') && Math.max(0, mantissa.length - 2) - power === places + 1;
    const digits = (half ? size * (1 + 1e-12) : size).toFixed(places);
    return (value < 0 && /[1-9]/.test(digits) ? '−' : '') + digits;
  }

  /* As many decimals as give about four digits. */
  function number(value) {
    if (!known(value)) {
      return '–';
    }
    const size = sizeOf(value);
    if (size >= LARGE) {
      return value.toExponential(2).replaceAll('-', '−');
    }
    if (size >= 1000) {
      return (value < 0 ? '−' : '') + whole(Math.round(size));
    }
    if (size !== 0 && size < 1e-4) {
      return value.toExponential(2).replaceAll('-', '−');
    }
    return fixed(value, decimals(size));
  }

  const decimals = size => size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 0;

  /* As many decimals as it takes to see that a deviation is not zero; below 1e-9 it is what rounding leaves. */
  function seen(deviation, digits) {
    let shown = digits;
    while (deviation >= 1e-9 && deviation < 0.5 * 10 ** -shown) {
      shown++;
    }
    return shown;
  }

  /* Mean and standard deviation with the same decimals, or the same power of ten. */
  function meanAndSpread(summary) {
    const { mean, standardDeviation } = summary;
    return [number(mean), known(standardDeviation) ? ' ± ' + spread(standardDeviation, known(mean) ? sizeOf(mean) : 1000) : ''];
  }

  function spread(deviation, size) {
    if (size !== 0 && size < 1e-4) {
      const [, power] = size.toExponential(2).split('e');
      const scaled = deviation / 10 ** power;
      return fixed(scaled, seen(scaled, 2)) + 'e' + power.replace('-', '−');
    }
    if (deviation >= LARGE) {
      return deviation.toExponential(2);
    }
    const digits = seen(deviation, decimals(size));
    return digits === 0 ? whole(Math.round(deviation)) : fixed(deviation, digits);
  }

  const signed = value => (value > 0 && sizeOf(value) > 0 ? '+' : '') + number(value);

  const whole = value => known(value) ? value.toLocaleString('en-US') : '–';

  function short(value) {
    const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];
    let scale = 0;
    let shown = value;
    while (Math.abs(shown) >= 999.5 && scale < prefixes.length - 1) {
      shown /= 1000;
      scale++;
    }
    return +shown.toPrecision(scale === 0 ? 4 : 3) + prefixes[scale];
  }

  function duration(seconds) {
    if (!known(seconds) || seconds <= 0) {
      return '–';
    }
    if (seconds < 1) {
      return fixed(seconds * 1000, seconds < 0.1 ? 2 : 1) + ' ms';
    }
    if (seconds < 120) {
      return fixed(seconds, seconds < 10 ? 2 : seconds < 60 ? 1 : 0) + ' s';
    }
    const minutes = Math.round(seconds / 60);
    return minutes < 120 ? minutes + ' min' : fixed(minutes / 60, 1) + ' h';
  }

  const pValue = p => !known(p) ? '' : p < 0.001 ? 'p\u00a0<\u00a00.001' : 'p\u00a0=\u00a0' + fixed(p, 3);

  const keyOf = path => path.slice(path.indexOf('.') + 1);

  const valuesText = values =>
    Object.entries(values).map(([path, value]) => keyOf(path) + ' ' + value).join(', ');

  const rowText = row =>
    Object.keys(row.values).length === 0 ? row.task : row.task + ', ' + valuesText(row.values);

  /* What rows are called: tasks, unless they have values of their own beside the task. */
  const rowName = () => data.results.tasks.some(row => Object.keys(row.values).length > 0) ? 'row' : 'task';

  /* What a row shows; where it has several cells, each counts once. */
  const shown = (row, side) => {
    const result = row.sides[side];
    return row.cells === 1 ? result.overTrials : result.overCells;
  };

  const distinct = list => [...new Set(list)];

  /* No accuracy is above 1, unless a task measures it in percent. */
  const ceiling = (metric, most) => /accuracy/.test(metric || '') && most > 0.95 && most <= 1 ? { max: 1 } : {};

  const mean = numbers => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

  /* The range of numbers, however many there are. */
  const range = numbers => numbers.reduce(([least, most], value) =>
    [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);

  /* Numbers before words, each in order. */
  function sorted(values) {
    return [...values].sort((a, b) => {
      const x = Number(a);
      const y = Number(b);
      return Number.isNaN(x) || Number.isNaN(y) ? String(a).localeCompare(String(b)) : x - y;
    });
  }

  /* Choices outlive a renewal of the page, where the browser lets a local file remember. */
  const memory = (() => {
    const place = 'kvsweep ' + location.pathname + location.search;
    let values = {};
    try {
      values = JSON.parse(sessionStorage.getItem(place)) || {};
    } catch (e) {
      values = {};
    }
    return {
      get: key => values[key],
      set(key, value) {
        values[key] = value;
        try {
          sessionStorage.setItem(place, JSON.stringify(values));
        } catch (e) {
          /* Then choices last until the page is closed. */
        }
      },
    };
  })();

  function fill(select, options, labels) {
    select.replaceChildren(
      ...options.map((value, i) => element('option', { value }, labels ? labels[i] : value)));
  }

  /* Draws a part of the page again and leaves the keyboard there: on the button of the same name. */
  function redraw(holder, draw) {
    const nameOf = button => button.getAttribute('aria-label') || button.textContent;
    const name = holder.contains(document.activeElement) && document.activeElement.tagName === 'BUTTON'
      ? nameOf(document.activeElement) : null;
    draw();
    const again = name !== null && [...holder.querySelectorAll('button')].find(button => nameOf(button) === name);
    if (again) {
      again.focus({ preventScroll: true });
    }
  }

  /* A select or checkbox that remembers what was chosen and says when that changes; the last to ask is told. */
  const told = new Map();
  function control(id, changed) {
    const input = byId(id);
    const bound = told.has(id);
    told.set(id, changed);
    const field = input.type === 'checkbox' ? 'checked' : 'value';
    const remembered = memory.get(id);
    const fits = field === 'checked' || input.tagName === 'INPUT' ||
      [...input.options].some(option => option.value === remembered);
    if (remembered !== undefined && fits) {
      input[field] = remembered;
    }
    if (!bound) {
      input.addEventListener(input.type === 'search' ? 'input' : 'change', () => {
        memory.set(id, input[field]);
        told.get(id)();
      });
    }
    return input;
  }

  /* Each side has one colour, mark and line on every page; an attention has it in every sweep. */
  const ATTENTION = 'model.attention';
  const ATTENTIONS = ['qkv', 'kv', 'kv-pos'];
  const compared = () => (data.results || {}).compared;
  const sideIndex = (side, key = compared()) =>
    Math.max(0, (!key || key.key === ATTENTION ? ATTENTIONS : key.sides).indexOf(side));

  /* What the sides are called: attention, heads. */
  const sideName = () => compared() ? keyOf(compared().key) : 'side';

  /* A side in words that say what it is: kv-pos, heads 4. */
  const title = (side, key = compared()) =>
    !key || key.key === ATTENTION ? side : keyOf(key.key) + ' ' + side;

  const sideMark = (side, text = side, key = compared()) =>
    element('span', { class: 'side', 'data-side': sideIndex(side, key) }, text);

  /* A side before other words; nothing where no sides are compared. */
  const before = (side, more) => compared() ? title(side) + more : '';

  return {
    get data() { return data; },
    get results() { return data.results; },
    load(next) { data = next; },
    byId, element, escaped, inOneLine, known, fixed, number, meanAndSpread, signed, whole, short, duration, pValue,
    keyOf, valuesText, rowText, rowName, shown, distinct, ceiling, mean, range, sorted, memory, fill, redraw, control, compared, ATTENTION,
    sideIndex, sideName, title, sideMark, before,
  };
})();
