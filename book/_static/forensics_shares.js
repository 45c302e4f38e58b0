// Rates with their intervals, and parts that add up: the rest of forensics.js.
"use strict";

(() => {
  const { read, percentage, sizes, counts, truncated, beta, quantile, general, finding, ordered, Impossible, FITS, UNEXPLAINED, CANNOT } = globalThis.forensics;

  // ---- intervals of a rate --------------------------------------------------------------------------

  const root = (rising, target) => {
    let low = 0, high = 1;
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (rising(middle) < target) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const tailed = (k, n, level, lower, upper) => {
    const tail = (1 - level) / 2;
    return [k === 0 ? 0 : root(lower, tail), k === n ? 1 : root(upper, 1 - tail)];
  };
  const wald = (k, n, level) => {
    const half = (quantile(level) * Math.sqrt((k * (n - k)) / n)) / n;
    return [k / n - half, k / n + half];
  };
  const wilson = (k, n, level) => {
    const z = quantile(level), middle = (k + (z * z) / 2) / (n + z * z);
    const half = (z * Math.sqrt((k * (n - k)) / n + (z * z) / 4)) / (n + z * z);
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
  };
  const METHODS = {
    exact: (k, n, level) => tailed(k, n, level, (p) => beta(k, n - k + 1, p), (p) => beta(k + 1, n - k, p)),
    Wilson: wilson,
    Wald: wald,
    "Agresti-Coull": (k, n, level) => {
      const z = quantile(level);
      return wald(k + (z * z) / 2, n + z * z, level);
    },
    Jeffreys: (k, n, level) => tailed(k, n, level, (p) => beta(k + 0.5, n - k + 0.5, p), (p) => beta(k + 0.5, n - k + 0.5, p)),
    "mid-P": (k, n, level) => {
      const middle = (p) => ((k < n ? beta(k + 1, n - k, p) : 0) + (k ? beta(k, n - k + 1, p) : 1)) / 2;
      return tailed(k, n, level, middle, middle);
    },
    "Wilson corrected": (k, n, level) => {
      const z = quantile(level), p = k / n, q = 1 - p, below = 2 * (n + z * z);
      const low = 2 * k + z * z - 1 - z * Math.sqrt(Math.max(0, z * z - 2 - 1 / n + 4 * p * (n * q + 1)));
      const high = 2 * k + z * z + 1 + z * Math.sqrt(Math.max(0, z * z + 2 - 1 / n + 4 * p * (n * q - 1)));
      return [k === 0 ? 0 : low / below, k === n ? 1 : high / below];
    },
    "Wald corrected": (k, n, level) => {
      const [low, high] = wald(k, n, level);
      return [low - 1 / (2 * n), high + 1 / (2 * n)];
    },
  };
  const OTHER_LEVELS = [0.9, 0.95, 0.975, 0.98, 0.99];
  const MOST_SIZES = 20000, MOST_COUNTS = 50;

  class Rate {
    constructor(value, low, high, level) {
      ordered(low, high, level);
      Object.assign(this, { value, low, high, level, text: `${value.text}% (${low.text} to ${high.text})`, z: quantile(level) });
    }
    refuseProportions() {
      const [low, high] = [this.low, this.high].map((limit) => 100 * limit.value);
      if (this.high.value > 1 || this.value.value <= 1 || this.value.value < low || this.value.value > high) return;
      throw new Impossible(`the interval ${this.low.text} to ${this.high.text} is one of proportions; write ${general(low, 6)} to ${general(high, 6)}`);
    }
    counts(n) {
      return counts(this.value, n).map(({ k }) => k);
    }
    likely() {
      const { z } = this, narrow = Math.max(0, this.high.least - this.low.most) / 100;
      const wide = (this.high.most - this.low.least) / 100, p = this.value.value / 100;
      const least = (z * z * p * (1 - p)) / wide ** 2;
      const most = narrow ? Math.max((8 * z * z * p * (1 - p)) / narrow ** 2, (4 * z * z) / narrow) : Infinity;
      return [Math.max(1, Math.floor(least)), Math.floor(Math.min(most + 20, MOST_SIZES))];
    }
    likeliestFirst() {
      const [low, high] = this.likely(), p = this.value.value / 100;
      const width = (this.high.value - this.low.value) / 100 || 1e-9;
      const usual = p * (1 - p) * ((2 * this.z) / width) ** 2;
      return Array.from({ length: high - low + 1 }, (_, i) => low + i).sort((a, b) => Math.abs(a - usual) - Math.abs(b - usual) || a - b);
    }
    mayFit(k, n) {
      const reach = (100 * (this.z ** 2 + 3)) / n, limits = wilson(k, n, this.level);
      return [this.low, this.high].every((printed, i) => printed.least - reach <= 100 * limits[i] && 100 * limits[i] <= printed.most + reach);
    }
    intervals(k, n) {
      const rows = Object.entries(METHODS).map(([name, method]) => this.row(n, k, name, method(k, n, this.level).map((limit) => 100 * limit)));
      if (k === 0 || k === n) {
        const side = 100 * (1 - (1 - this.level) ** (1 / n));
        rows.push(this.row(n, k, "exact, one-sided", k === 0 ? [0, side] : [100 - side, 100]));
      }
      return rows;
    }
    row(n, k, method, limits) {
      const fits = [this.low, this.high].every((printed, i) => printed.holds(limits[i]) || printed.holds(Math.min(Math.max(limits[i], 0), 100)));
      return { n, k, method, low: limits[0], high: limits[1], fits };
    }
    // For each count of each size whose interval fits, the methods that give it.
    fitting(sizes_, most) {
      const found = [];
      for (const n of sizes_) {
        for (const k of this.counts(n)) {
          if (found.length >= most) return found;
          if (!this.mayFit(k, n)) continue;
          const rows = this.intervals(k, n).filter((row) => row.fits);
          if (rows.length) found.push(rows);
        }
      }
      return found;
    }
  }
  const range = (low, high) => Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
  const methods = (rows) => rows.map((row) => row.method).join(", ");
  const rate = ({ value, low, high, n = null, level = 0.95 }) => {
    const asked = new Rate(percentage(value), read(low, "limit"), read(high, "limit"), level);
    asked.refuseProportions();
    if (asked.value.most < asked.low.least || asked.value.least > asked.high.most) {
      return finding(CANNOT, [`${asked.text}: the rate lies outside its interval.`]);
    }
    const tried = n === null ? asked.likely() : sizes(n), one = n !== null && tried[0] === tried[1];
    const rows = one
      ? asked.counts(tried[0]).flatMap((k) => asked.intervals(k, tried[0]))
      : asked.fitting(n === null ? asked.likeliestFirst() : range(...tried), MOST_COUNTS).flat();
    const byCount = new Map();
    for (const row of rows.filter((each) => each.fits)) {
      const key = `${row.k} of ${row.n}`;
      byCount.set(key, [...(byCount.get(key) ?? []), row]);
    }
    if (byCount.size) {
      const shown = [...byCount].slice(0, 3).map(([key, fits]) => `${key} (${methods(fits)})`).join("; ");
      if (byCount.size <= 3) return finding(FITS, [`${asked.text} is the interval of ${shown}.`], rows);
      if (byCount.size >= MOST_COUNTS) return finding(FITS, [`${asked.text} fits ${MOST_COUNTS} counts or more, such as ${shown}.`], rows);
      const all = rows.map((row) => row.n);
      return finding(FITS, [`${asked.text} fits ${byCount.size} counts, of ${Math.min(...all)} to ${Math.max(...all)} patients, such as ${shown}.`], rows);
    }
    const at = tried[0] === tried[1] ? tried[0] : `${tried[0]} to ${tried[1]}`;
    const [least, most] = asked.likely();
    const smaller = asked.fitting(range(least, Math.min(tried[0] - 1, most)).reverse(), 2);
    const instead = smaller.length ? `It would fit ${smaller.map((fits) => `${fits[0].k} of ${fits[0].n} (${methods(fits)})`).join("; ")}.` : "";
    if (!range(...tried).some((size) => asked.counts(size).length)) {
      const cut = range(...tried).map((size) => [truncated(asked.value, size, 100)[0], size]).find(([k, size]) => k <= size);
      const truncation = cut ? `Truncated, not rounded, it is ${cut[0]} of ${cut[1]}.` : "";
      return finding(CANNOT, [`${asked.value.text}% cannot come from counts at n = ${at}.`, truncation, instead]);
    }
    const sentences = [`${asked.text} is by none of the ${Object.keys(METHODS).length} methods at n = ${at}.`];
    if (rows.length) {
      const miss = (row) => Math.max(Math.abs(row.low - asked.low.value), Math.abs(row.high - asked.high.value));
      const near = rows.reduce((a, b) => (miss(b) < miss(a) ? b : a));
      const decimals = Math.max(asked.low.decimals, asked.high.decimals);
      sentences.push(`The nearest is ${near.low.toFixed(decimals)} to ${near.high.toFixed(decimals)}, ${near.method}, of ${near.k}.`);
    }
    sentences.push(instead);
    for (const other of tried[0] === tried[1] ? OTHER_LEVELS : []) {
      for (const fits of new Rate(asked.value, asked.low, asked.high, other).fitting([tried[0]], Infinity)) {
        sentences.push(`At ${general(100 * other, 6)}% it would be that of ${fits[0].k} of ${tried[0]} (${methods(fits)}).`);
      }
    }
    return finding(UNEXPLAINED, [...sentences, "A Kaplan-Meier or adjusted rate, or other patients, would explain that."], rows);
  };

  // ---- parts of a whole: sums in units of half the last decimal of all, exact in big integers -----------

  const misprints = (part) => {
    const bare = part.text.replace(/^[+-]/, "").replace(/^0+/, "") || "0", texts = [];
    const scaled = (by) => {
      const decimals = Math.max(0, part.decimals - by);
      const digits = (part.digits * (by > part.decimals ? 10n ** BigInt(by - part.decimals) : 1n)).toString().padStart(decimals + 1, "0");
      return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
    };
    texts.push(scaled(-1));
    if (part.decimals) texts.push(scaled(1));
    for (let i = 0; i + 1 < bare.length; i++) {
      if (/\d\d/.test(bare.slice(i, i + 2)) && bare[i] !== bare[i + 1]) texts.push(bare.slice(0, i) + bare[i + 1] + bare[i] + bare.slice(i + 2));
    }
    return texts.filter((text) => Number(text) > 0 && Number(text) <= 100 && !/^0\d/.test(text)).map(percentage);
  };
  const parts = ({ parts: texts, n = null, counts: asCounts = false }) => {
    if (texts.length < 2 || texts.length > 100) throw new Impossible(`${texts.length} parts; 2 to 100 can add up`);
    if (n !== null) sizes(n);
    if (asCounts) return partsAsCounts(texts, n);
    const printed = texts.map(percentage);
    const decimals = Math.max(...printed.map((part) => part.decimals)) + 1, one = 10n ** BigInt(decimals);
    const scale = (part) => part.digits * 10n ** BigInt(decimals - part.decimals);
    const half = (part) => (one / 10n ** BigInt(part.decimals)) / 2n;
    const sum = (numbers) => numbers.reduce((a, b) => a + b, 0n);
    const say = (number, by = one) => general(Number(number) / Number(by), 6);
    const total = sum(printed.map(scale)), spread = sum(printed.map(half)), whole = 100n * one;
    const distance = (a) => (a < 0n ? -a : a);
    const added = `${printed.map((part) => part.text).join(" + ")} = ${say(total)}%`;
    if (distance(total - whole) > spread) {
      const sentences = [`${added}: rounding explains ${say(spread)} at most.`];
      if (total < whole && whole < total + 2n * spread) sentences.push("Truncated, not rounded, they would add up.");
      if (total < whole) {
        const [least, most] = [whole - total - spread, whole - total + spread];
        const missing = `A missing part of ${say(least)} to ${say(most)}%`;
        if (n === null) sentences.push(`${missing} would explain it.`);
        else {
          const low = (least * BigInt(n) + whole - 1n) / whole, high = (most * BigInt(n)) / whole;
          if (low <= high) sentences.push(`${missing}, ${low === high ? low : `${low} to ${high}`} of ${n} would explain it.`);
        }
      }
      const mended = [];
      for (const part of new Map(printed.map((each) => [each.text, each])).values()) {
        for (const other of misprints(part)) {
          // A misprint may have a decimal more: all in units of a hundredth of the last.
          const finer = 100n, unit = one * finer, of = (each) => (each.digits * unit) / 10n ** BigInt(each.decimals);
          const halfOf = (each) => unit / 10n ** BigInt(each.decimals) / 2n;
          const gap = distance(total * finer - of(part) + of(other) - 100n * unit);
          if (gap <= spread * finer - halfOf(part) + halfOf(other)) mended.push(`${other.text} in place of ${part.text}`);
        }
      }
      if (mended.length) sentences.push(`${mended.join(", or ")} would add up.`);
      if (total > whole) sentences.push("Patients who count in several parts would explain it.");
      return finding(CANNOT, sentences);
    }
    if (n === null) return finding(FITS, [`${added}, which rounding allows.`]);
    const ks = printed.map((part) => counts(part, n).map(({ k }) => k));
    const rows = printed.map((part, i) => ({ part: part.text, least: ks[i][0], most: ks[i].at(-1) }));
    const without = printed.filter((part, i) => !ks[i].length);
    if (without.length) {
      const cut = without.map((part) => [part, truncated(part, n, 100).filter((k) => k <= n)]).filter(([, found]) => found.length);
      return finding(CANNOT, [
        `${added}, but ${[...new Set(without.map((part) => part.text))].join(" and ")}% cannot come from counts at n = ${n}.`,
        ...cut.map(([part, found]) => `${part.text}% truncated, not rounded, is ${found[0]} of ${n}.`),
      ], rows);
    }
    const [least, most] = ["least", "most"].map((side) => rows.reduce((all, row) => all + row[side], 0));
    if (least <= n && n <= most) {
      const which = least === most ? `: ${rows.map((row) => row.least).join(" + ")} = ${n}` : ` of ${n}`;
      return finding(FITS, [`${added}, and so do counts${which}.`], rows);
    }
    const together = least === most ? least : `${least} to ${most}`;
    return finding(CANNOT, [`${added}, but the counts that are printed so add up to ${together}, not ${n}: ${most < n ? `${n - most} missing` : `${least - n} too many`}.`], rows);
  };
  const partsAsCounts = (texts, n) => {
    if (n === null) throw new Impossible("counts add up to n: give it");
    const printed = texts.map((text) => read(text, "count"));
    for (const part of printed) if (!Number.isInteger(part.value) || part.value < 0) throw new Impossible(`count ${part.text} is not a whole number from 0 on`);
    const total = printed.reduce((all, part) => all + part.value, 0), added = `${printed.map((part) => part.text).join(" + ")} = ${total}`;
    if (total === n) return finding(FITS, [`${added}.`]);
    if (total < n) return finding(UNEXPLAINED, [`${added}, not ${n}: ${n - total} missing.`]);
    return finding(CANNOT, [`${added}, not ${n}: ${total - n} too many, unless patients count in several parts.`]);
  };

  Object.assign(globalThis.forensics, { rate, parts });
})();
