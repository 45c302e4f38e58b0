// How the search, the filters and the gene explorer compare words: capitals, accents and hyphens do
// not count, and a Greek letter is the same as its name and as the Latin letter that stands for it.
"use strict";

window.bookWords = (() => {
  const GREEK = {
    α: "a", β: "b", γ: "g", δ: "d", ε: "e", ζ: "z", η: "h", θ: "th", ι: "i", κ: "k", λ: "l", μ: "m",
    ν: "n", ξ: "x", π: "p", ρ: "r", σ: "s", ς: "s", τ: "t", φ: "ph", χ: "ch", ψ: "ps", ω: "o",
  };
  const NAMES = { alpha: "a", beta: "b", gamma: "g", delta: "d", epsilon: "e", kappa: "k", lambda: "l", sigma: "s", omega: "o" };
  const NAMED = new RegExp(Object.keys(NAMES).join("|"), "g");
  const TOKEN = /[\p{L}\p{N}]+(?:[-\u2010\u2011][\p{L}\p{N}]+)*/gu;
  const HYPHENS = /[-\u2010\u2011]+/g;
  const KAPPA_B = /(kappa|κ)[ -]+(?=b\d*\b)/giu;

  const joined = (text) => text.replace(KAPPA_B, (found, name) => name.padEnd(found.length, "-"));
  const named = (text) => text.replace(NAMED, (name) => NAMES[name]).replace(/oestr/g, "estr").replace(/tumour/g, "tumor");
  const plain = (text) => named(text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[α-ω]/g, (letter) => GREEK[letter] ?? letter));
  const fold = (text) => plain(joined(text).replace(HYPHENS, ""));

  // A name as a key: "NF-κB", "NF-kappa B" and "NFKB" are one.
  const key = (text) => /^[a-z0-9]+$/i.test(text) ? named(text.toLowerCase()) : fold(text).replace(/[^\p{L}\p{N}]/gu, "");

  // The words of a text, each with its place: a hyphenated one whole, and its parts.
  const tokens = (text) => [...joined(text).matchAll(TOKEN)].map((match) => {
    const parts = match[0].split(HYPHENS).map(plain);
    return { whole: parts.join(""), parts, start: match.index, end: match.index + match[0].length };
  });

  // Changes of a letter and swaps of two, given up beyond `most`.
  const distance = (a, b, most) => {
    let [older, old] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const other = a[i - 1] !== b[j - 1];
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + other);
        if (i > 1 && j > 1 && other && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          row[j] = Math.min(row[j], older[j - 2] + 1);
        }
        if (row[j] < least) least = row[j];
      }
      if (least > most) return most + 1;
      [older, old] = [old, row];
    }
    return old[b.length];
  };

  // The words of a list that one letter turns into this one; short words have no such neighbours.
  const near = (word, known) => word.length < 4 ? [] : known.filter((one) =>
    Math.abs(one.length - word.length) <= 1 && distance(word, one, 1) === 1);

  // Which of some texts hold every word of a query; where none does, words one letter away count.
  const finder = (texts) => {
    const folded = texts.map(fold);
    let known = null;
    const has = (words) => folded.map((text) => words.every((ways) => ways.some((way) => text.includes(way))));
    return (query) => {
      const words = fold(query).split(/\s+/).filter(Boolean);
      const found = has(words.map((word) => [word]));
      if (found.includes(true)) return found;
      known ??= [...new Set(folded.flatMap((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []))];
      return has(words.map((word) => folded.some((text) => text.includes(word)) ? [word] : near(word, known)));
    };
  };

  return { fold, key, tokens, distance, near, finder };
})();
