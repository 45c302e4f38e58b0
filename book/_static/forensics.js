// The checks of `resistbook forensics` that need no more than the print: GRIM and ratios; two
// percentages in forensics_tables.js, rates and parts in forensics_shares.js. The same answers, word for word, as the Python: both are held to the cases
// of tests/forensics/cases.json. Nothing here touches the page.
"use strict";

globalThis.forensics = (() => {
  const MOST = 1_000_000;
  const FITS = "fits", UNEXPLAINED = "unexplained", CANNOT = "cannot";
  const VERDICTS = [FITS, UNEXPLAINED, CANNOT];
  const RULES = ["half up", "half even", "half down"];
  class Impossible extends Error {}
  const finding = (verdict, sentences, rows = []) => ({ verdict, sentences: sentences.filter(Boolean), rows });

  // ---- numbers as they are printed ------------------------------------------------------------

  const SIGNS = { ",": ".", "·": ".", "∙": ".", "−": "-", "–": "-" };
  const read = (text, role) => {
    const pasted = String(text).trim();
    if (/^[+-]?[1-9]\d{0,2}(,\d{3})+$/.test(pasted)) {
      const [whole, ...rest] = pasted.split(",");
      throw new Impossible(`${role} '${pasted}' may be ${whole}${rest.join("")} or ${whole}.${rest.join(",")}; write which, without a comma`);
    }
    const plain = pasted.replace(/[,·∙−–]/g, (sign) => SIGNS[sign]).replace(/%$/, "").trimEnd();
    if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain)) {
      throw new Impossible(`${role} '${pasted}' is not a plain decimal number; write it as printed, as in 33.3`);
    }
    const decimals = plain.includes(".") ? plain.length - plain.indexOf(".") - 1 : 0;
    const value = Number(plain), half = 0.5 * 10 ** -decimals;
    const digits = BigInt(plain.replace(/[+.-]/g, "") || "0");
    return {
      text: plain, decimals, value, half, least: value - half, most: value + half,
      negative: plain.startsWith("-") && digits > 0n, digits,
      holds: (number) => Math.abs(number - value) <= half * (1 + 1e-9),
    };
  };
  const percentage = (text) => {
    const printed = read(text, "percentage");
    if (printed.value < 0 || printed.value > 100) throw new Impossible(`percentage ${printed.text} lies outside 0 to 100`);
    return printed;
  };
  const pValue = (text) => {
    const [, sign, bare] = String(text).trim().match(/^(?:p(?:[ -]?values?)?\s*)?(<=|>=|[=<>≤≥])?\s*(.*)$/i);
    const relation = { "<=": "<", "≤": "<", ">=": ">", "≥": ">" }[sign] ?? sign ?? "=";
    if (/^(n\.?s\.?|not significant)$/i.test(bare)) throw new Impossible(`P '${bare}' is no number; P > 0.05 may be meant`);
    const power = bare.match(/^(\S+?)\s*(?:[×x*]\s*10\s*\^?\s*|e)([-−–]\s*\d+)$/i);
    let number = read(power ? power[1] : bare, "P");
    if (power) {
      const exponent = -Number(power[2].replace(/\D/g, ""));
      number = read((number.value * 10 ** exponent).toFixed(number.decimals - exponent), "P");
    }
    if (number.value < 0 || number.value > 1) throw new Impossible(`P ${number.text} lies outside 0 to 1`);
    if (relation === "<" && !number.value) throw new Impossible(`P < ${number.text} cannot be: no P is below 0; P < 0.001 may be meant`);
    const spans = { "=": [Math.max(0, number.least), Math.min(1, number.most)], "<": [0, number.value], ">": [number.value, 1] };
    const [least, most] = spans[relation];
    return {
      relation, number, least, most, text: `P ${relation} ${number.text}`,
      agrees: (low, high) => low <= most + 1e-9 * Math.max(most, high) && high >= least - 1e-9 * Math.max(most, high),
    };
  };
  const sizes = (n, role = "n") => {
    const [low, high] = Array.isArray(n) ? n : [n, n];
    for (const size of [low, high]) {
      if (!Number.isInteger(size) || size < 1) throw new Impossible(`${role} = ${size} is not a number of patients: it starts at 1`);
      if (size > MOST) throw new Impossible(`${role} = ${size.toLocaleString("en")} is too large: 1,000,000 is the most`);
    }
    if (low > high) throw new Impossible(`${role} runs from ${low} down to ${high}; turn the two round`);
    return [low, high];
  };

  // As Python writes a number with some significant digits.
  const general = (number, digits) => {
    if (number === 0) return "0";
    if (!Number.isFinite(number)) return number > 0 ? "inf" : "-inf";
    const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
    const power = Number(exponent);
    const bare = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
    if (power >= -4 && power < digits) return bare(number.toFixed(digits - 1 - power));
    return `${bare(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  };
  const digits = (number) => general(number, number >= 1 ? 4 : 3);
  const some = (number, thing) => `${number || "No"} ${thing}${number === 1 || !number ? "" : "s"}`;
  const span = (numbers) => (numbers.length > 5 ? `${numbers[0]} to ${numbers.at(-1)} (${numbers.length})` : numbers.join(" "));

  // ---- whole numbers that round to a print: exact, in big integers -------------------------------

  const floorDiv = (a, b) => (a < 0n && a % b ? a / b - 1n : a / b);
  const wholeNumbers = (printed, denominator, unit) => {
    const n = BigInt(denominator), last = printed.digits;
    const divisor = 2n * BigInt(unit) * 10n ** BigInt(printed.decimals);
    const low = (2n * last - 1n) * n, high = (2n * last + 1n) * n;
    const found = [];
    for (let k = -floorDiv(-low, divisor); k <= floorDiv(high, divisor); k++) {
      let rules = RULES;
      if (divisor * k === low || divisor * k === high) {
        const oneWay = divisor * k === low && last ? "half up" : "half down";
        rules = last % 2n ? [oneWay] : RULES.filter((rule) => rule === oneWay || rule === "half even");
      }
      found.push({ k: printed.negative ? -Number(k) : Number(k), rules });
    }
    return found.sort((a, b) => a.k - b.k);
  };
  const counts = (printed, n) => wholeNumbers(printed, n, 100).filter(({ k }) => k >= 0 && k <= n);
  const truncated = (printed, denominator, unit) => {
    const n = BigInt(denominator), divisor = BigInt(unit) * 10n ** BigInt(printed.decimals);
    const [first, beyond] = [printed.digits, printed.digits + 1n].map((number) => -floorDiv(-number * n, divisor));
    const found = [];
    for (let k = first; k < beyond; k++) found.push(printed.negative ? -Number(k) : Number(k));
    return found.sort((a, b) => a - b);
  };

  // ---- one mean or percentage: GRIM --------------------------------------------------------------

  const gcd = (a, b) => (b ? gcd(b, a % b) : a);
  const grim = ({ value, n, percent = false, items = 1 }) => {
    const printed = percent ? percentage(value) : read(value, "mean");
    const [low, high] = sizes(n);
    if (!Number.isInteger(items) || items < 1) throw new Impossible(`items = ${items}; a mean has 1 item or more, a percentage 1`);
    if (high * items > MOST) throw new Impossible(`n x items = ${(high * items).toLocaleString("en")} is above 1,000,000`);
    const sums = (size) => (percent ? counts(printed, size) : wholeNumbers(printed, size * items, 1));
    const rows = [];
    for (let size = low; size <= high; size++) {
      const found = sums(size);
      const rules = RULES.filter((rule) => found.some((each) => each.rules.includes(rule)));
      const steps = (percent ? 100 : 1) * 10 ** printed.decimals, common = gcd(steps, size * items);
      rows.push({
        n: size, consistent: found.length > 0, sums: found.map(({ k }) => k),
        rounding: rules.length === 3 ? "either" : rules.join(" or ") || "none",
        truncated: found.length ? [] : truncated(printed, size * items, percent ? 100 : 1),
        informative: Math.floor(steps / common / 2) * 2 > (size * items) / common,
      });
    }
    const consistent = rows.filter((row) => row.consistent);
    const said = printed.text + (percent ? "%" : ""), of = percent ? "counts" : "whole numbers";
    const sentences = [rows.length === 1
      ? `${said} ${consistent.length ? "can" : "cannot"} come from ${of} at n = ${low}${rows[0].informative ? "" : ", as every number can"}.`
      : `${said} can come from ${of} at ${consistent.length} of ${rows.length} sizes.`];
    if (!consistent.length) {
      const cut = rows.filter((row) => row.truncated.length)
        .map((row) => `${span(row.truncated)}${percent ? " of " : "/"}${row.n * items}`);
      if (cut.length) sentences.push(`Truncated, not rounded, it is ${cut.slice(0, 5).join(", or ")}.`);
      const smaller = [];
      for (let size = low - 1; size > 0 && smaller.length < 5; size--) if (sums(size).length) smaller.push(size);
      if (smaller.length) sentences.push(`Smaller sizes that can, from the nearest: ${smaller.join(", ")}.`);
    }
    return finding(consistent.length ? FITS : CANNOT, sentences, rows);
  };

  // ---- distributions ------------------------------------------------------------------------------

  const LANCZOS = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  const lgamma = (x) => {
    const terms = LANCZOS.reduce((sum, c, i) => (i ? sum + c / (x - 1 + i) : c), 0), t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(terms);
  };
  const fraction = (numerator, first) => {
    let upper = 1, lower = 0, value = 1;
    for (let term = 0; term < 100000; term++) {
      const above = term ? numerator(term) : first;
      lower = 1 / (1 + above * lower || 1e-300);
      upper = 1 + above / upper || 1e-300;
      value *= upper * lower;
      if (term && Math.abs(upper * lower - 1) < 1e-15) break;
    }
    return value;
  };
  const beta = (a, b, x) => {
    if (x <= 0 || x >= 1) return x >= 1 ? 1 : 0;
    if (x > (a + 1) / (a + b + 2)) return 1 - beta(b, a, 1 - x);
    const front = Math.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
    return front * (fraction((term) => {
      const m = Math.floor(term / 2);
      return term % 2
        ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    }, 1) - 1);
  };
  // Two-sided P of a normal deviate: the upper incomplete gamma function of one half.
  const tails = (z) => {
    const x = (z * z) / 2;
    if (!x) return 1;
    if (!Number.isFinite(x)) return 0;
    const front = Math.exp(0.5 * Math.log(x) - x) / Math.sqrt(Math.PI);
    if (x < 1.5) {
      let term = 2, total = 2;
      for (let n = 1; term > total * 1e-16; n++) total += term *= x / (0.5 + n);
      return 1 - front * total;
    }
    let upper = 1e300, lower = 1 / (x + 0.5), value = lower;
    for (let n = 1; n < 10000; n++) {
      const above = n * (0.5 - n), below = x + 2 * n + 0.5;
      lower = 1 / (above * lower + below);
      upper = below + above / upper;
      value *= upper * lower;
      if (Math.abs(upper * lower - 1) < 1e-15) break;
    }
    return front * value;
  };
  const deviate = (p) => {
    if (p <= 0) return Infinity;
    let low = 0, high = 40;
    for (let i = 0; i < 80; i++) {
      const middle = (low + high) / 2;
      if (tails(middle) > p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const quantile = (level) => deviate(1 - level);

  // ---- a ratio with its interval and P ----------------------------------------------------------------

  const OTHER_LEVELS = [0.9, 0.95, 0.975, 0.98, 0.99, 0.999];
  const OTHER_TEST = 0.1, SKEW = 0.6, UNEVEN = 16;
  const ordered = (low, high, level) => {
    if (low.value > high.value) throw new Impossible(`the interval runs from ${low.text} down to ${high.text}; turn the two round`);
    if (!(level > 0 && level < 1)) throw new Impossible(`level ${level} lies outside 0 to 1; write 95% as 0.95`);
  };
  const ratio = ({ estimate, low, high, p = null, level = 0.95, events = null }) => {
    const [middle, lower, upper] = [estimate, low, high].map((text) => read(text, "ratio"));
    for (const number of [middle, lower, upper]) if (number.value < 0 || number.most <= 0) throw new Impossible(`ratio ${number.text} is not above 0`);
    if (!middle.value) throw new Impossible(`ratio ${middle.text} has no interval on a logarithmic scale`);
    ordered(lower, upper, level);
    const logs = (number) => [number.least > 0 ? Math.log(number.least) : -Infinity, Math.log(number.most)];
    const [ofMiddle, ofLow, ofHigh] = [middle, lower, upper].map(logs);
    const narrowest = Math.max(0, ofHigh[0] - ofLow[1]), widest = ofHigh[1] - ofLow[0];
    const errors = (at = level) => [narrowest, widest].map((width) => width / (2 * quantile(at)));
    const within = (at = level) => {
      const [least, most] = errors(at), [a, b] = ofMiddle;
      const near = a <= 0 && b >= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b)), far = Math.max(Math.abs(a), Math.abs(b));
      return [tails(least ? far / least : Infinity), tails(near / most)];
    };
    const text = `${middle.text} (${lower.text} to ${upper.text})`, rows = [], sentences = [];
    const tell = (check, printed, least, most, verdict, sentence) => {
      rows.push({ check, printed, least, most, verdict });
      sentences.push(sentence);
    };

    const [least, most] = [0, 1].map((i) => (ofLow[i] + ofHigh[i]) / 2);
    const off = Math.max(least - ofMiddle[1], ofMiddle[0] - most, 0);
    const around = `${digits(Math.exp(least))} to ${digits(Math.exp(most))}`;
    const middleRow = ["middle", middle.text, Math.exp(least), Math.exp(most)];
    if (ofMiddle[1] < ofLow[0] || ofMiddle[0] > ofHigh[1]) {
      const turned = 1 / middle.value, inside = ofLow[0] <= Math.log(turned) && Math.log(turned) <= ofHigh[1];
      const other = inside ? `; turned round, ${digits(turned)}, it would lie within` : "";
      tell(...middleRow, CANNOT, `${middle.text} lies outside its interval, which no method gives${other}.`);
      return finding(CANNOT, sentences, rows);
    }
    if (off <= 1e-9) tell(...middleRow, FITS, `${text}: the ratio is the middle of its interval (${around}).`);
    else if (off <= SKEW * errors()[1] ** 2) {
      tell(...middleRow, FITS, `${text}: not quite the middle of its interval, ${around}, as with exact or profile-likelihood intervals.`);
    } else {
      tell(...middleRow, UNEXPLAINED, `${text}: the ratio is not the middle of its interval, ${around}; a bootstrapped or adjusted interval, or a misprint, would explain that.`);
    }

    if (p) {
      const printed = pValue(p), [low_, high_] = within(), given = `${digits(low_)} to ${digits(high_)}`;
      const deviates = (printed.least > high_ ? [printed.least, high_] : [low_, printed.most]).map(deviate);
      const close = Math.abs(deviates[0] - deviates[1]) <= Math.max(OTHER_TEST, Math.max(...deviates) * (OTHER_TEST + errors()[1] ** 2));
      const other = OTHER_LEVELS.find((at) => Math.abs(at - level) > 1e-9 && printed.agrees(...within(at)));
      const row = ["P", printed.text, low_, high_];
      if (printed.agrees(low_, high_)) tell(...row, FITS, `${printed.text} follows from ratio and interval (${given}).`);
      else if (close) {
        tell(...row, FITS, `${printed.text} is near what ratio and interval give, ${given}, as another test of the same difference is (log-rank or likelihood ratio beside Wald).`);
      } else if (printed.agrees(low_ / 2, high_ / 2)) {
        tell(...row, UNEXPLAINED, `${printed.text} is one-sided: ratio and interval give ${given}, half of which it is.`);
      } else if (other && level === 0.95) {
        tell(...row, UNEXPLAINED, `${printed.text} does not follow from ratio and interval, which give ${given}, unless the interval is one of ${general(100 * other, 4)}%, not ${general(100 * level, 4)}%.`);
      } else {
        tell(...row, CANNOT, `${printed.text} cannot be the P of this ratio and interval, which give ${given}. The P of another analysis (unadjusted, stratified) or a misprint would explain that.`);
      }
    }

    if (events != null) {
      if (!Number.isInteger(events) || events < 1) throw new Impossible(`events = ${events} is not a number of events: it starts at 1`);
      const [narrow, wide] = errors(), fewest = Number.isFinite(wide) ? 4 / wide ** 2 : 0;
      const enough = Math.ceil(fewest - 1e-9).toLocaleString("en"), shown = events.toLocaleString("en");
      const row = ["events", String(events), Math.ceil(fewest - 1e-9), narrow ? Math.floor(UNEVEN / narrow ** 2) : Infinity];
      if (events < fewest * (1 - 1e-9)) {
        tell(...row, CANNOT, `${shown} events are too few for an interval so narrow: of two groups it takes ${enough} or more.`);
      } else if (events * narrow ** 2 > UNEVEN) {
        tell(...row, UNEXPLAINED, `${shown} events would give a narrower interval; ${enough} would do. Very unequal groups, correlated covariates or clusters would explain that.`);
      } else tell(...row, FITS, `${shown} events are enough for this width (${enough} or more).`);
    }
    const verdict = VERDICTS[Math.max(...rows.map((row) => VERDICTS.indexOf(row.verdict)))];
    return finding(verdict, sentences, rows);
  };

  return { grim, ratio, read, percentage, pValue, sizes, counts, truncated, lgamma, beta, tails, deviate, quantile, general, some, finding, ordered, Impossible, FITS, UNEXPLAINED, CANNOT };
})();
