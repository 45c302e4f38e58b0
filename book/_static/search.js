// The page of the search: genes, claims, sources and sections of the book that hold all words asked
// for. The index and the names of genes are scripts, since a page opened from a file may load
// nothing else. What is found is shown as text, never as markup.
"use strict";

(() => {
  const book = window.bookSearch;
  const { fold, key, tokens, near } = window.bookWords;
  const out = document.getElementById("search-results");
  const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
  for (const field of document.querySelectorAll('input[name="q"]')) field.value = query;
  if (!book || !out || !query) return;

  const CLAIMS = "book/generated/claims.html";
  const DATA = "book/generated/data.html";
  const GENES = 5;
  const CLAIMS_SHOWN = 10;
  const PLACES = 40;
  const OF_A_PAGE = 4;
  const AROUND = 110;
  const FEW = 3;
  const SMALL = new Set("a an and are can did do does for from how i in is it my of on or the they this to was were what when where which who why with would".split(" "));
  const WEIGHTS = [[/^notebooks\//, 2], [/glossary|how_to_read|index\.html$/, 1.5], [/generated|references/, 0.4]];

  // ---- the words of the book ------------------------------------------------------------------

  const places = book.pages.flatMap(([address, page, held]) => held.map(([anchor, title, text, words]) => ({
    address: address + (anchor && `#${anchor}`), page, title, text, words, file: address,
    weight: WEIGHTS.find(([pattern]) => pattern.test(address))?.[1] ?? 1,
  })));
  const known = new Map();
  const put = (number, text, worth) => {
    for (const { whole, parts } of tokens(text)) {
      for (const word of new Set([whole, ...parts])) {
        if (!known.has(word)) known.set(word, new Map());
        const held = known.get(word);
        held.set(number, Math.max(held.get(number) ?? 0, worth));
      }
    }
  };
  places.forEach(({ title, text, words }, number) => {
    put(number, words, 1);
    put(number, text, 2);
    put(number, title, 6);
  });
  const vocabulary = [...known.keys()];

  // The words of the book that a word of the query stands for: itself and what it begins; where
  // there is none, its singular, its parts, and what one letter turns into it.
  const begun = (word) => word.length < 3 ? [] : vocabulary.filter((one) => one.startsWith(word));
  const meant = ({ whole, parts }) => {
    const same = [...new Set([...(known.has(whole) ? [whole] : []), ...begun(whole)])];
    if (same.length) return [same];
    if (parts.length > 1) return parts.flatMap((part) => meant({ whole: part, parts: [part] }));
    const singular = whole.replace(/(es|s)$/, "");
    if (singular !== whole && singular.length > 3 && begun(singular).length) return [begun(singular)];
    return [near(whole, vocabulary)];
  };

  const ids = new Set(book.claims.map(({ id }) => id.toLowerCase()));
  const spoken = tokens(query);
  const large = spoken.filter((token) => !SMALL.has(token.whole));
  const typed = large.length ? large : spoken;
  const named = typed.map(({ whole }) => whole).filter((word) => ids.has(word));
  const asked = named.length ? typed.filter(({ whole }) => !/^claims?$/.test(whole)) : typed;
  const groups = asked.flatMap(meant);
  const corrected = asked.filter(({ whole, parts }) => parts.length === 1 && !begun(whole).length && !known.has(whole))
    .map(({ whole, start, end }) => [query.slice(start, end), near(whole, vocabulary)]);
  const exact = new Set(asked.flatMap(({ whole, parts }) => [whole, ...parts]));
  const all = new Set(groups.flat());

  const scores = places.map(() => [0, 0]);
  for (const group of groups) {
    const best = new Map();
    for (const word of group) {
      for (const [number, worth] of known.get(word)) {
        best.set(number, Math.max(best.get(number) ?? 0, worth * (exact.has(word) ? 2 : 1)));
      }
    }
    for (const [number, worth] of best) {
      scores[number][0] += 1;
      scores[number][1] += worth;
    }
  }
  const most = Math.max(...scores.map(([count]) => count));
  // Where few places hold all words, those that lack one follow.
  const least = scores.filter(([count]) => count === most).length < FEW && groups.length > 2 ? most - 1 : most;
  const found = places
    .map((place, i) => ({ ...place, count: scores[i][0], score: scores[i][1] * place.weight * (scores[i][0] / most) ** 2 }))
    .filter(({ count }) => count && count >= least)
    .sort((a, b) => b.score - a.score);

  // ---- genes, claims, sources -----------------------------------------------------------------

  const mentions = (symbol) => known.get(key(symbol))?.size ?? 0;
  // What a name means comes before what begins with it, and genes that the book writes of first.
  const genes = () => {
    const names = window.bookGenes;
    if (!names) return [];
    const hits = names.meant(query);
    const begun = key(query).length > 2 ? names.suggest(query, GENES) : [];
    const likely = [...hits, ...begun].map(({ gene }) => gene).filter(({ measured }) => measured);
    const near = likely.length || found.length ? [] : names.nearest(query, GENES);
    const first = new Set(hits.map(({ gene }) => gene));
    return [...new Set([...likely, ...near])].sort((a, b) =>
      first.has(b) - first.has(a) || mentions(b.symbol) - mentions(a.symbol)).slice(0, GENES);
  };

  // A claim by its name, whatever stands beside it; or by words of what it says.
  const claims = () => {
    const words = asked.map(({ whole }) => whole).filter((word) => !/^claims?$/.test(word));
    if (!words.length) return [];
    if (named.length) return book.claims.filter(({ id }) => named.includes(id.toLowerCase()));
    return book.claims.filter(({ study, title, text }) => {
      const there = tokens(`${study} ${title} ${text}`).map(({ whole }) => whole);
      return words.every((word) => there.some((one) => one.startsWith(word)));
    });
  };

  const sources = () => book.sources.filter(([name]) => fold(name) === fold(query));

  // ---- what is shown --------------------------------------------------------------------------

  const make = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };
  const link = (address, text) => {
    const element = make("a", text);
    element.href = address;
    return element;
  };
  const aside = (text) => {
    const element = make("span", text);
    element.className = "where";
    return element;
  };
  const snippet = (text) => {
    const hits = tokens(text).filter(({ whole, parts }) => [whole, ...parts].some((word) => all.has(word)));
    const first = hits.find(({ whole, parts }) => [whole, ...parts].some((word) => exact.has(word))) ?? hits[0];
    const middle = first?.start ?? 0;
    const start = middle > AROUND ? text.indexOf(" ", middle - AROUND) + 1 : 0;
    const until = text.lastIndexOf(" ", start + 2 * AROUND + 40);
    const end = text.length - start > 2 * AROUND + 40 && until > middle ? until : text.length;
    const shown = make("p", start ? "… " : "");
    let at = start;
    const runs = [];
    for (const hit of hits.filter((one) => one.start >= start && one.end <= end)) {
      const last = runs.at(-1);
      if (last && !text.slice(last.end, hit.start).trim()) last.end = hit.end;
      else runs.push({ start: hit.start, end: hit.end });
    }
    for (const run of runs) {
      shown.append(text.slice(at, run.start), make("mark", text.slice(run.start, run.end)));
      at = run.end;
    }
    shown.append(text.slice(at, end), end < text.length ? " …" : "");
    return shown;
  };
  const section = (heading, items) => make("div",
    ...(items.length ? [make("h2", heading), make("ul", ...items.map((parts) => make("li", ...parts)))] : []));

  const perPage = new Map();
  const shown = found.filter(({ file }) => {
    perPage.set(file, (perPage.get(file) ?? 0) + 1);
    return perPage.get(file) <= OF_A_PAGE;
  }).slice(0, PLACES);
  const status = make("p");
  status.setAttribute("role", "status");
  status.className = "search-summary";
  out.append(status);

  const study = (name) => name[0].toUpperCase() + name.slice(1, -4) + " " + name.slice(-4);
  const geneItems = () => genes().map(({ symbol, name, aliases }) => [
    link(`book/gene_explorer.html#${encodeURIComponent(symbol)}`, name ? `${symbol}, ${name}` : symbol),
    ...(aliases.length ? [make("p", `Also called ${aliases.slice(0, 8).join(", ")}.`)] : []),
  ]);
  const claimItems = claims().slice(0, CLAIMS_SHOWN).map((one) => [
    link(`${CLAIMS}#${one.anchor}`, `${one.id}: ${one.title}`), aside(study(one.study)),
    make("p", `${one.verdict}. `, link(one.decides, "The section that decides"), "."),
  ]);
  const sourceItems = sources().map(([name, source, anchor]) => [
    link(`${DATA}#${anchor}`, name), aside(name === source ? "Source data" : `Source data, ${source}`),
  ]);
  const placeItems = shown.map(({ address, title, page, text }) => [
    link(address, title), ...(title === page ? [] : [aside(page)]), ...(text ? [snippet(text)] : []),
  ]);
  // The names of genes come after the rest, which does not wait for them.
  const geneSpot = make("div");
  const first = [geneSpot, section("Claims", claimItems)];
  out.append(...(named.length ? first.reverse() : first), section("Data", sourceItems), section("Sections", placeItems));
  document.addEventListener("DOMContentLoaded", () => {
    // Genes that only share the word stand last: "Cox" is a model before it is COX4I1.
    const meantHere = window.bookGenes?.meant(query).some(({ gene: { symbol } }) =>
      key(symbol) === key(query) || mentions(symbol));
    if (!meantHere) out.append(geneSpot);
    geneSpot.replaceWith(section("Genes", geneItems()));
  });

  const pages = perPage.size;
  const plural = (count, name) => `${count} ${name}${count > 1 ? "s" : ""}`;
  const told = corrected.map(([word, ways]) =>
    `No section has “${word}”${ways.length ? `; shown is ${ways.slice(0, 3).join(", ")}` : ""}.`);
  if (pages && most < groups.length) told.push("No section has all of these words; these have most of them.");
  else if (pages && least < most) told.push("Few sections have all of these words; others follow that lack one.");
  if (pages) told.push(`${plural(found.length, "section")} on ${plural(pages, "page")}.`);
  else if (!told.length) told.push("No section has these words.");
  status.textContent = told.join(" ");
})();
