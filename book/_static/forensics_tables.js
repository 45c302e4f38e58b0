// Two percentages: every 2 x 2 table that gives them, and by which tests it has the P printed.
"use strict";

(() => {
  const { grim, percentage, pValue, sizes, counts, truncated, lgamma, tails, general, some, finding, Impossible, FITS, UNEXPLAINED, CANNOT } = globalThis.forensics;
  const MOST_TABLES = 1000, MOST_TOTAL = 2000, FURTHER = 20, BARNARD_PATIENTS = 300;

  // ---- tests of one table -------------------------------------------------------------------------

  // What tables with these margins weigh, beside this one.
  const weights = (k1, n1, k2, n2) => {
    const events = k1 + k2, from = Math.max(0, events - n2), to = Math.min(events, n1);
    const ways = (k) => -(lgamma(k + 1) + lgamma(n1 - k + 1) + lgamma(events - k + 1) + lgamma(n2 - events + k + 1));
    return Array.from({ length: to - from + 1 }, (_, i) => ({ k: from + i, weight: Math.exp(ways(from + i) - ways(k1)) }));
  };
  const total = (tables) => tables.reduce((sum, { weight }) => sum + weight, 0);
  const pearson = (k1, n1, k2, n2) => {
    const n = n1 + n2, events = k1 + k2;
    return { gap: Math.abs(k1 - (n1 * events) / n), scale: n ** 3 / (n1 * n2 * events * (n - events)) };
  };
  const pValues = (k1, n1, k2, n2) => {
    const n = n1 + n2, events = k1 + k2;
    if (events === 0 || events === n) return { fisher: 1, chi_square: NaN, yates: NaN };
    const all = weights(k1, n1, k2, n2), { gap, scale } = pearson(k1, n1, k2, n2);
    const chi = (distance) => tails(Math.sqrt(distance ** 2 * scale));
    const fisher = total(all.filter(({ weight }) => weight <= 1 + 1e-7)) / total(all);
    return { fisher: Math.min(1, fisher), chi_square: chi(gap), yates: chi(Math.max(gap - 0.5, 0)) };
  };
  // How probable tables as extreme as this one are, at most, for any common share of events.
  const barnard = (k1, n1, k2, n2) => {
    const score = (i, j) => {
      const pooled = (i + j) / (n1 + n2), error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
      return error > 0 ? Math.abs(i / n1 - j / n2) / error : 0;
    };
    const least = score(k1, k2) * (1 - 1e-9), range = (n) => Array.from({ length: n + 1 }, (_, i) => i);
    const extreme = range(n1).map((i) => range(n2).filter((j) => score(i, j) >= least));
    const ways = (n) => range(n).map((k) => lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1));
    const [ways1, ways2] = [ways(n1), ways(n2)];
    let most = 0;
    for (let step = 0; step < 1999; step++) {
      const share = 0.0005 + (0.999 * step) / 1998, yes = Math.log(share), no = Math.log1p(-share);
      const second = ways2.map((way, j) => Math.exp(way + j * yes + (n2 - j) * no));
      let p = 0;
      for (let i = 0; i <= n1; i++) {
        let reached = 0;
        for (const j of extreme[i]) reached += second[j];
        if (reached) p += Math.exp(ways1[i] + i * yes + (n1 - i) * no) * reached;
      }
      most = Math.max(most, p);
    }
    return most;
  };
  const furtherPValues = ({ k1, n1, k2, n2 }) => {
    const n = n1 + n2, events = k1 + k2;
    if (events === 0 || events === n) return {};
    const all = weights(k1, n1, k2, n2), { gap, scale } = pearson(k1, n1, k2, n2), chiSquare = gap ** 2 * scale;
    const alike = ({ weight }) => Math.abs(weight - 1) <= 1e-7;
    const likelihood = [[k1, n1, events], [n1 - k1, n1, n - events], [k2, n2, events], [n2 - k2, n2, n - events]]
      .reduce((sum, [count, size, margin]) => sum + (count ? 2 * count * Math.log((count * n) / (size * margin)) : 0), 0);
    const fewer = k1 * n2 < k2 * n1, chi = (statistic) => tails(Math.sqrt(Math.max(0, statistic)));
    const error = (k1 * (n1 - k1)) / n1 ** 3 + (k2 * (n2 - k2)) / n2 ** 3;
    return {
      "Fisher's mid-P": (total(all.filter((each) => each.weight < 1 && !alike(each))) + total(all.filter(alike)) / 2) / total(all),
      "the likelihood ratio": chi(likelihood),
      "the (n - 1) chi-square": chi((chiSquare * (n - 1)) / n),
      "one-sided Fisher": total(all.filter(({ k }) => (fewer ? k <= k1 : k >= k1))) / total(all),
      "one-sided chi-square": chi(chiSquare) / 2,
      ...(error ? { "the z test, unpooled": tails(Math.abs(k1 / n1 - k2 / n2) / Math.sqrt(error)) } : {}),
      ...(n <= BARNARD_PATIENTS ? { Barnard: barnard(k1, n1, k2, n2) } : {}),
    };
  };

  // ---- what would explain a P, or that there is no table ---------------------------------------------

  const named = (tables) => (tables.length <= 3 ? ` (${tables.map((row) => `${row.k1}/${row.n1} and ${row.k2}/${row.n2}`).join("; ")})` : "");
  const further = (rows, fits, said) => {
    const found = new Map();
    for (const row of rows.slice(0, FURTHER)) {
      for (const [name, p] of Object.entries(furtherPValues(row))) if (fits(p)) found.set(name, [...(found.get(name) ?? []), row]);
    }
    const tests = [...found].map(([name, which]) => `${name} in ${some(which.length, "table")}${named(which)}`);
    return tests.length ? `${said} by ${tests.join("; ")} would explain that.` : "";
  };
  const whyNoTable = (printed, { n, n1, n2 }, possible) => {
    const why = new Set();
    for (const [part, size] of [[printed[0], n1], [printed[1], n2]]) {
      const alone = size == null ? null : grim({ value: part.text, n: size, percent: true });
      if (alone?.verdict === CANNOT) for (const sentence of alone.sentences) why.add(sentence);
    }
    if (n1 != null && n2 != null) return [...why];
    const [low, high] = sizes(n);
    const below = (part, most) => Array.from({ length: most - 1 }, (_, i) => i + 1).some((size) => counts(part, size).length);
    for (const part of printed) if (!below(part, high)) why.add(`${part.text}% cannot come from counts at any n below ${high}.`);
    const cut = groups(n, n1, n2).flatMap(([one, other]) => {
      const [first, second] = [[printed[0], one], [printed[1], other]].map(([part, size]) => truncated(part, size, 100).filter((k) => k <= size));
      return first.flatMap((k1) => second.map((k2) => ({ k1, n1: one, k2, n2: other })));
    });
    if (cut.length) why.add(`Truncated, not rounded, ${some(cut.length, "table")} would${named(cut)}.`);
    const smaller = [];
    for (let size = low - 1; size > (n1 || n2 || 1) && smaller.length < 5; size--) {
      if (groups(size, n1, n2).some(([one, other]) => possible(0, one).length && possible(1, other).length)) smaller.push(size);
    }
    if (smaller.length) why.add(`Smaller totals that can, from the nearest: ${smaller.join(", ")}.`);
    return [...why];
  };

  // ---- every table -----------------------------------------------------------------------------------

  const groups = (total, n1, n2) => {
    for (const [name, n] of [["n1", n1], ["n2", n2]]) if (n != null) sizes(n, name);
    if (total == null) {
      if (n1 == null || n2 == null) throw new Impossible("give the total n, or the sizes of both groups");
      return [[n1, n2]];
    }
    const [low, high] = sizes(total), pairs = [];
    if (n1 != null && n2 != null) {
      if (n1 + n2 < low || n1 + n2 > high) throw new Impossible(`n1 + n2 = ${n1 + n2} does not add up to n = ${low}${high > low ? ` to ${high}` : ""}`);
      return [[n1, n2]];
    }
    if (n1 == null && n2 == null && high > MOST_TOTAL) throw new Impossible(`n = ${high} has too many splits; give the size of a group`);
    for (let n = low; n <= high; n++) {
      const firsts = n1 != null ? [n1] : n2 != null ? [n - n2] : Array.from({ length: n - 1 }, (_, i) => i + 1);
      for (const first of firsts) if (first > 0 && first < n) pairs.push([first, n - first]);
    }
    if (!pairs.length) throw new Impossible(`n = ${high} leaves no patient for a second group`);
    return pairs;
  };
  const TESTS = { fisher: "Fisher", chi_square: "chi-square", yates: "Yates" };
  const percentages = ({ first, second, n = null, n1 = null, n2 = null, p = null }) => {
    const printed = [percentage(first), percentage(second)];
    const asked = p ? pValue(p) : null;
    if (asked?.relation === ">") throw new Impossible(`P '>${asked.number.text}' is a lower bound, which cannot be checked`);
    const rows = [], held = new Map();
    const possible = (which, size) => {
      const key = `${which} ${size}`;
      if (!held.has(key)) held.set(key, counts(printed[which], size).map(({ k }) => k));
      return held.get(key);
    };
    for (const [one, other] of groups(n, n1, n2)) {
      for (const k1 of possible(0, one)) for (const k2 of possible(1, other)) rows.push({ n1: one, k1, n2: other, k2 });
      if (rows.length > MOST_TABLES) throw new Impossible(`more than ${MOST_TABLES.toLocaleString("en")} tables fit; narrow n, or give the size of a group`);
    }
    for (const row of rows) Object.assign(row, pValues(row.k1, row.n1, row.k2, row.n2));
    const free = n1 != null && n2 != null
      && [[first, n1], [second, n2]].every(([value, size]) => !grim({ value, n: size, percent: true }).rows[0].informative);
    const sentences = [`${some(rows.length, "table")} can give ${printed[0].text}% and ${printed[1].text}%${free ? ", as every two numbers can" : ""}.`];
    if (!rows.length) return finding(CANNOT, [...sentences, ...whyNoTable(printed, { n, n1, n2 }, possible)], rows);
    if (!asked) return finding(FITS, sentences, rows);
    if (asked.relation === "<") {
      const below = Object.keys(TESTS).map((key) => rows.filter((row) => row[key] < asked.number.value).length);
      sentences[0] += ` P < ${general(asked.number.value, 6)} in ${Object.values(TESTS).map((name, i) => `${below[i]} by ${name}`).join(", ")}.`;
      if (below.some(Boolean)) return finding(FITS, sentences, rows);
      return finding(UNEXPLAINED, [...sentences, further(rows, (p) => p < asked.number.value, `P < ${general(asked.number.value, 6)}`)], rows);
    }
    const given = Object.entries(TESTS).map(([key, name]) => {
      const which = rows.filter((row) => asked.number.holds(row[key]));
      return which.length ? `by ${name} in ${some(which.length, "table")}${named(which)}` : "";
    }).filter(Boolean);
    if (given.length) return finding(FITS, [...sentences, `P = ${asked.number.text} ${given.join(", ")}.`], rows);
    const near = Object.keys(TESTS).flatMap((key) => rows.map((row) => ({ key, p: row[key] })))
      .filter((each) => !Number.isNaN(each.p))
      .reduce((a, b) => (Math.abs(b.p - asked.number.value) < Math.abs(a.p - asked.number.value) ? b : a));
    const told = `P = ${asked.number.text}`;
    return finding(UNEXPLAINED, [...sentences,
      `${told} by none of the three tests; the nearest is ${general(near.p, 3)}, by ${TESTS[near.key]}.`,
      further(rows, asked.number.holds, told) || "Another test, a one-sided or an adjusted P, or other patients would explain that."], rows);
  };

  Object.assign(globalThis.forensics, { percentages });
})();
