// The gene explorer: finds a gene by any of its names, draws its effects and lists them.
// Names come with index.js; rows of genes come in scripts that are loaded when asked for, since a
// page opened from a file may load nothing else.
"use strict";

(() => {
  const data = window.geneExplorer;
  const genes = window.bookGenes;
  const lists = window.bookGeneLists;
  const root = document.getElementById("explorer");
  if (!genes || !root) return;

  const SUGGESTIONS = 10;
  const NEAREST = 5;
  const MENDED = 20;
  const { make, chapterOf, slug, forest, table, csv, save, saver } = window.bookEffects;
  const SCRIPTS = new URL("./", document.querySelector('script[src*="explorer/index.js"]').src);
  const ORDER = ["number", "effect", "low", "high", "p", "fdr", "own", "ownLow", "ownHigh", "note", "as"];

  const input = document.getElementById("gene");
  const list = document.getElementById("gene-list");
  const several = document.getElementById("genes");
  const status = document.getElementById("gene-status");
  const result = document.getElementById("gene-result");

  // ---- rows of a gene ---------------------------------------------------------------------------

  const loaded = new Map();
  const waiting = new Map();
  data.receive = (number, held) => loaded.set(number, held);
  const load = (gene) => {
    const number = Math.floor(gene.place / data.size);
    if (!waiting.has(number)) {
      waiting.set(number, new Promise((resolve, reject) => {
        const name = `${String(number).padStart(3, "0")}.js?v=${data.version}`;
        const script = make("script", { src: new URL(name, SCRIPTS).href });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => {
          waiting.delete(number);
          script.remove();
          reject(new Error(name));
        });
        document.head.append(script);
      }));
    }
    return waiting.get(number).then(() => {
      const rows = loaded.get(number)?.[gene.symbol] ?? [];
      return rows.map(read);
    });
  };
  const read = (values) => {
    const row = Object.fromEntries(ORDER.map((key, i) => [key, values[i] ?? null]));
    row.analysis = data.analyses[row.number];
    row.panel = data.panels[row.analysis.panel];
    return row;
  };

  // ---- what is shown ---------------------------------------------------------------------------------

  // How often the interval and the FDR stand out, over all rows; rows may share patients.
  const times = (count) => (count === 1 ? "1 row" : `${count} rows`);
  const summary = (rows) => {
    const with95 = rows.filter(({ low }) => low !== null);
    const apart = with95.filter(({ low, high, panel }) => low > (panel.ratio ? 1 : 0) || high < (panel.ratio ? 1 : 0));
    const withFdr = rows.filter(({ fdr }) => fdr !== null);
    const clear = withFdr.filter(({ fdr }) => fdr < 0.05);
    const told = with95.length ? [`The 95% interval excludes zero effect in ${apart.length} of the ${times(with95.length)} that have one.`] : [];
    if (withFdr.length) told.push(`FDR is below 0.05 in ${clear.length} of the ${times(withFdr.length)} that have one.`);
    return told.join(" ");
  };
  const claimsOf = (symbol) => {
    const held = data.claims[symbol] ?? [];
    if (!held.length) return [];
    const items = held.map(([id, plain, verdict, anchor]) => make("li", {},
      make("a", { href: `generated/claims.html#${anchor}` }, `${id}: ${plain}`), `, ${verdict}`));
    return [make("p", { class: "gene-also" }, "Claims that name it:"), make("ul", { class: "gene-claims" }, ...items)];
  };

  const choice = (symbol) => {
    const button = make("button", { type: "button", class: "gene-choice" }, symbol);
    button.addEventListener("click", () => go(symbol));
    return button;
  };
  const choices = (symbols) => make("span", { class: "gene-choices" }, ...symbols.map(choice));

  const say = (text) => { status.textContent = text; };
  let redraw = null;

  const message = (text, symbols = []) => {
    redraw = null;
    say(text);
    result.replaceChildren(...(symbols.length ? [choices(symbols)] : []));
  };

  const nearest = (text) => genes.nearest(text, NEAREST).map(({ symbol }) => symbol);
  const absent = (text) => {
    const begun = genes.suggest(text, NEAREST).filter(({ gene }) => gene.measured).map(({ gene }) => gene.symbol);
    // Names on both sides of a slash, as in NF-kB/p65, are names of their own.
    const parts = text.includes("/") ? text.split("/").flatMap(genes.meant).map(({ gene }) => gene.symbol) : [];
    const near = parts.length ? [...new Set(parts)] : [...new Set([...begun, ...nearest(text)])];
    message(`No gene of the book is called “${text}”.${near.length ? " Nearest names:" : " No name is near to it."}`, near);
  };

  const legend = "Filled: the 95% interval excludes zero effect. Hollow: it does not. Circle: no interval is known. "
    + "Diamond: mean of other rows. Arrow: the interval goes on.";

  // A section for each panel, with its plot, and what draws the plots to the width of the page.
  const plots = (name, rows, below = () => []) => {
    const panels = data.panels
      .map((panel) => [panel, rows.filter((row) => row.panel === panel)])
      .filter(([, held]) => held.length)
      .map(([panel, held]) => {
        const plot = make("div", { class: "forest" });
        const chapter = make("a", { href: panel.chapter }, `Chapter ${chapterOf(panel)}`);
        const keep = saver(`${name}-${slug(panel.title)}.svg`, () => plot.querySelector("svg"));
        const text = make("p", {}, `${panel.text} `, chapter, ".");
        return { panel, held, plot, section: make("section", {}, make("h3", {}, panel.title), text, plot, keep, ...below(panel, held)) };
      });
    const drawn = () => {
      for (const { panel, held, plot } of panels) {
        plot.replaceChildren(forest(name, panel, held, Math.max(280, Math.min(900, plot.clientWidth))));
      }
    };
    return { sections: panels.map(({ section }) => section), drawn };
  };

  const show = (gene, asked) => {
    const { symbol, name } = gene;
    say(`Reading ${symbol} …`);
    return load(gene).then((rows) => {
      if (current !== asked) return;
      if (!rows.length) {
        message(`The data of ${symbol} belong to another version of this page. Load it anew.`);
        return;
      }
      const called = genes.meant(asked).some((hit) => hit.former && hit.gene === gene) ? `${asked} is a former symbol or alias of ${symbol}. ` : "";
      const count = new Set(rows.map((row) => row.number)).size;
      say(`${called}${symbol}: ${count} of ${data.analyses.length} analyses measure it.`);

      const button = make("button", { type: "button", class: "gene-save" }, `Download ${symbol}.csv`);
      button.addEventListener("click", () => save(`${symbol}.csv`, "text/csv", csv([[symbol, rows]])));
      const heading = make("h2", { class: "gene-name" }, symbol, " ", make("small", {}, name));
      const also = [make("p", { class: "gene-summary" }, summary(rows)), ...claimsOf(symbol)];
      const known = gene.aliases.filter((alias) => genes.called(alias).some((hit) => !hit.former && hit.gene.measured));
      if (gene.aliases.length) also.push(make("p", { class: "gene-also" }, `Also called ${gene.aliases.join(", ")}.`));
      if (known.length) also.push(make("p", { class: "gene-also" }, "Tables also hold rows under these names, which may mean other genes: ", choices(known)));
      const others = genes.called(symbol).filter((hit) => hit.former && hit.gene.measured).map((hit) => hit.gene.symbol);
      if (others.length) also.push(make("p", { class: "gene-also" }, name ? `${symbol} is also a former symbol or alias of: ` : `${symbol} is a former symbol or alias, and may mean any of these: `, choices(others)));
      const { sections, drawn } = plots(symbol, rows);
      const curves = window.geneSurvival(symbol);
      result.replaceChildren(heading, ...also, button, ...sections, ...curves,
        make("p", { class: "gene-legend" }, legend), make("h3", {}, "All numbers"), table(symbol, rows));
      redraw = drawn;
      redraw();
    }, () => unread(symbol, asked));
  };
  const unread = (what, asked) => {
    if (current === asked) message(`The data of ${what} could not be read. Is the folder _static/explorer there?`);
  };

  // ---- a list of genes -------------------------------------------------------------------------------

  const listLegend = "Circles: genes of the list. Diamond: their mean, over the genes that the analysis measures, of logarithms "
    + "where the effect is a ratio. It has no interval, because genes of a list go together, and it is no test of the list. Bold in the tables: the 95% interval "
    + "of the gene excludes zero effect.";

  // What a name of a list may mean instead; a click puts it in the place of the name.
  const mended = ({ name, hits }, listed) => {
    const [hit] = hits;
    const near = hits.length > 1 ? hits.map(({ gene }) => gene.symbol) : nearest(name);
    const buttons = near.map((symbol) => {
      const button = make("button", { type: "button", class: "gene-choice" }, symbol);
      button.addEventListener("click", () => go(listed.map((one) => (one === name ? symbol : one)).join(",")));
      return button;
    });
    const why = hits.length > 1 ? "may mean several genes:"
      : hit ? "is a known gene, but no stored table of the book holds it." : "is no gene of the book.";
    const nearer = hits.length > 1 ? "" : near.length ? " Nearest names:" : " No name is near to it.";
    return make("li", {}, `“${name}” ${why}${nearer} `, make("span", { class: "gene-choices" }, ...buttons));
  };

  const showList = (listed, asked) => {
    if (listed.length > lists.MOST) {
      message(`At most ${lists.MOST} genes can be shown together; this list has ${listed.length}. The command “resistbook signature” tests lists of any length.`);
      return undefined;
    }
    const { genes: found, former, open } = lists.resolved(listed);
    say(`Reading ${found.length} genes …`);
    return Promise.all(found.map(async (gene) => [gene.symbol, await load(gene)])).then((held) => {
      if (current !== asked) return;
      const rows = lists.together(held);
      const symbols = held.map(([symbol]) => symbol);
      say(`${symbols.length} of ${listed.length} names are genes of the book. ${rows.length} of ${data.analyses.length} analyses measure one of them or more.`);
      const button = make("button", { type: "button", class: "gene-save" }, "Download genes.csv");
      button.addEventListener("click", () => save("genes.csv", "text/csv", csv(held)));
      const also = [];
      if (former.length) also.push(make("p", { class: "gene-also" }, `Former symbols, aliases and full names: ${former.join(", ")}.`));
      if (open.length) also.push(make("ul", { class: "gene-open" }, ...open.slice(0, MENDED).map((one) => mended(one, listed))));
      if (open.length > MENDED) also.push(make("p", { class: "gene-also" }, `Nor is any of these a name of one gene of the book: ${open.slice(MENDED).map(({ name }) => name).join(", ")}.`));
      const { sections, drawn } = plots("genes", rows, (panel, part) => [lists.table(panel, part, symbols)]);
      const heading = make("h2", { class: "gene-name" }, `${symbols.length} genes together `, make("small", {}, symbols.join(", ")));
      result.replaceChildren(...(rows.length ? [heading, ...also, button, ...sections, make("p", { class: "gene-legend" }, listLegend)] : also));
      redraw = drawn;
      redraw();
    }, () => unread("these genes", asked));
  };

  let current = null;
  const answer = (text) => {
    current = text;
    const listed = lists.names(text);
    if (listed.length > 1) {
      showList(listed, text);
      return;
    }
    const hits = genes.meant(text);
    if (!hits.length) {
      absent(text);
    } else if (!hits[0].gene.measured) {
      const one = hits[0].former ? `${text} is ${hits[0].gene.symbol}, a` : `${hits[0].gene.symbol} is a`;
      message(`${one} known gene, but no stored table of the book holds it. Nearest names:`, nearest(text));
    } else if (hits.length > 1) {
      message(`${text} may mean several genes:`, hits.map((hit) => hit.gene.symbol));
    } else {
      show(hits[0].gene, text);
    }
  };

  const asked = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  };
  // One gene stands in the field, a list in the larger one below it.
  const place = (text) => {
    close();
    const listed = text ? lists.names(text) : [];
    input.value = listed.length > 1 ? "" : text;
    if (listed.length > 1) several.value = listed.join(", ");
    several.closest("details").open ||= listed.length > 1;
    return listed;
  };
  const go = (text) => {
    const listed = place(text);
    const whole = listed.length > 1 ? listed.join(",") : text;
    if (asked() === whole) answer(whole);
    else location.hash = whole.split(",").map(encodeURIComponent).join(",");
  };
  const follow = () => {
    const text = asked();
    if (text && document.getElementById(text)) return;
    place(text);
    if (text) {
      answer(text);
    } else {
      current = null;
      message("Try one of these:", ["ERBB2", "ESR1", "RELB", "CCN1", "MYC"]);
    }
  };

  // ---- the field with its list (WAI-ARIA combobox) ---------------------------------------------------

  let options = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (at) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = at;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    const { element } = options[active];
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  };
  const open = () => {
    const text = input.value.trim();
    options = genes.suggest(text, SUGGESTIONS).map((hit, i) => {
      const element = make("li", { role: "option", id: `gene-option-${i}`, "aria-selected": "false" }, hit.gene.symbol);
      if (hit.former) element.append(make("span", {}, ` for ${hit.name}`));
      if (!hit.gene.measured) element.append(make("span", {}, " not in the book"));
      element.addEventListener("pointerdown", (event) => event.preventDefault());
      element.addEventListener("click", () => go(hit.gene.symbol));
      return { element, symbol: hit.gene.symbol };
    });
    list.replaceChildren(...options.map(({ element }) => element));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (text && !options.length) say(`No gene of the book has a name that begins with “${text}”. Enter shows the nearest names.`);
    else if (text) say(`${options.length === SUGGESTIONS ? "First " : ""}${options.length} suggestion${options.length > 1 ? "s" : ""}.`);
  };
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) open();
      const count = options.length;
      if (count) point(active < 0 && event.key === "ArrowUp" ? count - 1 : (active + steps[event.key] + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const text = options[active]?.symbol ?? input.value.trim();
      if (text) go(text);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) input.value = "";
      close();
    }
  });

  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (lists.names(text).length < 2) return;
    event.preventDefault();
    go(text);
  });
  document.getElementById("genes-show").addEventListener("click", () => {
    if (several.value.trim()) go(several.value);
  });

  window.addEventListener("hashchange", follow);
  let width = 0;
  new ResizeObserver(() => {
    if (result.clientWidth === width) return;
    width = result.clientWidth;
    redraw?.();
  }).observe(result);
  follow();
})();
