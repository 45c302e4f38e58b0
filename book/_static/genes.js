// The genes of the book by any of their names: present and former symbols, aliases, full names, all
// with one letter wrong. The gene explorer and the search ask it; names come with explorer/index.js.
"use strict";

window.bookGenes = (() => {
  const data = window.geneExplorer;
  if (!data) return null;
  const FAMILY = 6;
  const { key, distance, fold } = window.bookWords;

  const genes = [];
  const names = new Map();
  const folded = new Map();
  const note = (map, name, hit) => {
    const held = map.get(name);
    if (held) held.push(hit);
    else map.set(name, [hit]);
  };
  const fullNames = data.names.split("\n");
  for (const [text, measured] of [[data.measured, true], [data.others, false]]) {
    text.split("\n").filter(Boolean).forEach((line, place) => {
      const [symbol, ...aliases] = line.split(" ");
      genes.push({ symbol, aliases, measured, place, name: measured ? fullNames[place] : "" });
    });
  }
  for (const gene of genes) {
    for (const name of [gene.symbol, ...gene.aliases]) {
      const hit = { name, gene, former: name !== gene.symbol };
      note(names, name.toUpperCase(), hit);
      note(folded, key(name), hit);
    }
  }
  const keys = [...folded.keys()].sort();

  const from = (start) => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] < start) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  // Genes whose full name has a word that begins with each of these, shorter names first.
  let told = null;
  const byFullName = (text) => {
    const words = fold(text).trim().split(/\s+/);
    if (words.join("").length < 3) return [];
    told ??= fold(data.names).split("\n").map((line) => ` ${line}`);
    const found = [];
    told.forEach((line, i) => {
      if (words.every((word) => line.includes(` ${word}`))) found.push(genes[i]);
    });
    return found.sort((a, b) => a.name.length - b.name.length);
  };

  // What the whole name means comes first, then short names, symbols before others of a length, then
  // full names; genes without data come last.
  const suggest = (text, most) => {
    const query = key(text);
    if (!query) return [];
    const rank = (hit) => (hit.gene.measured ? 0 : 1000) + (key(hit.name) === query ? 0 : hit.name.length) + (hit.former ? 0.5 : 0) + (hit.name === text.trim() ? 0 : 0.25);
    const best = new Map();
    for (let i = from(query); i < keys.length && keys[i].startsWith(query); i++) {
      for (const hit of folded.get(keys[i])) {
        const ranked = { ...hit, rank: rank(hit) };
        if (!(best.get(hit.gene)?.rank <= ranked.rank)) best.set(hit.gene, ranked);
      }
    }
    const symbols = [...best.values()].sort((a, b) => a.rank - b.rank);
    const others = byFullName(text).filter((gene) => !best.has(gene))
      .map((gene) => ({ gene, name: gene.name, former: true }));
    return [...symbols.filter(({ gene }) => gene.measured), ...others, ...symbols.filter(({ gene }) => !gene.measured)].slice(0, most);
  };

  // A symbol means its gene even where it is a former symbol of another one. An alias that is
  // written as typed comes before one that is not. A full name may lack its last number.
  const meant = (text) => {
    const typed = text.trim();
    const hits = names.get(typed.toUpperCase()) ?? family(typed);
    if (!hits.length) return byWholeName(typed).map((gene) => ({ name: gene.name, gene, former: false }));
    const present = hits.filter((hit) => !hit.former);
    const measured = (present.length ? present : hits).filter((hit) => hit.gene.measured);
    const kept = measured.length ? measured : present.length ? present : hits;
    kept.sort((a, b) => (b.name === typed) - (a.name === typed));
    return kept.filter(({ gene }, i) => kept.findIndex((hit) => hit.gene === gene) === i);
  };
  // A name that no gene has as it is typed, such as NFKB, may be that of a family.
  const family = (typed) => folded.has(key(typed)) ? suggest(typed, FAMILY).map((hit) => ({ ...hit, former: true })) : [];
  const byWholeName = (typed) => {
    const begun = byFullName(typed);
    const same = begun.filter(({ name }) => [key(name), key(name).replace(/\d+$/, "")].includes(key(typed)));
    if (same.length) return same;
    const words = fold(typed).split(/\s+/);
    const whole = begun.filter(({ name }) => words.every((word) => fold(name).split(/[^\p{L}\p{N}]+/u).includes(word)));
    return whole.length === 1 ? whole : [];
  };

  const nearest = (text, most) => {
    const query = key(text).slice(0, 20);
    const far = query.length < 4 ? 1 : 2;
    const found = [];
    for (const one of keys) {
      if (Math.abs(one.length - query.length) > far) continue;
      const away = distance(query, one, far);
      if (away > far) continue;
      for (const hit of folded.get(one)) if (hit.gene.measured) found.push([away + (hit.former ? 0.5 : 0), hit.gene]);
    }
    found.sort((a, b) => a[0] - b[0]);
    return [...new Set(found.map(([, gene]) => gene))].slice(0, most);
  };

  const called = (name) => names.get(name.toUpperCase()) ?? [];
  return { suggest, meant, nearest, called };
})();
