// The gene explorer: finds a gene by any of its names, draws its effects and lists them.
// Names come with index.js; rows of genes come in scripts that are loaded when asked for, since a
// page opened from a file may load nothing else.
"use strict";

(() => {
  const data = window.geneExplorer;
  const genes = window.bookGenes;
  const root = document.getElementById("explorer");
  if (!genes || !root) return;

  const SUGGESTIONS = 10;
  const NEAREST = 5;
  const NARROW = 560;
  const SVG = "http://www.w3.org/2000/svg";
  const SCRIPTS = new URL("./", document.querySelector('script[src*="explorer/index.js"]').src);
  const TABLES = "generated/reproducibility.html#result-";
  const ORDER = ["number", "effect", "low", "high", "p", "fdr", "own", "ownLow", "ownHigh", "note", "as"];

  const input = document.getElementById("gene");
  const list = document.getElementById("gene-list");
  const status = document.getElementById("gene-status");
  const result = document.getElementById("gene-result");

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes = {}, text = "") => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

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

  // ---- numbers in words ---------------------------------------------------------------------------

  const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const power = (value, digits) => {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    const raised = [...String(Number(exponent))].map((sign) => RAISED[sign]).join("");
    return `${mantissa} × 10${raised}`.replace("-", "−");
  };
  const shown = (value) => {
    if (value === null) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e4)) return power(value, 3);
    return (size >= 100 ? String(Math.round(value)) : value.toPrecision(3)).replace("-", "−");
  };
  const chance = (value) => {
    if (value === null) return "–";
    if (value === 0) return "< 10⁻³⁰⁰";
    return value < 1e-3 ? power(value, 2) : String(Number(value.toPrecision(2)));
  };
  const between = (low, high) => (low === null || high === null ? "" : ` (${shown(low)} to ${shown(high)})`);
  const inWords = (row) =>
    row.effect === null ? row.note ?? "–" : shown(row.effect) + between(row.low, row.high);
  // In a plot all rows have two decimals, or ratios three digits.
  const brief = (value, ratio) => (ratio || Math.abs(value) >= 100 ? shown(value) : value.toFixed(2).replace(/^-(?!0\.00$)/, "−").replace("-", ""));
  const inBrief = (row, ratio) => {
    if (row.effect === null) return row.note ?? "–";
    const [effect, low, high] = [row.effect, row.low, row.high].map((value) => (value === null ? null : brief(value, ratio)));
    return low === null ? effect : `${effect} (${low} to ${high})`;
  };
  const named = (row) => row.analysis.label + (row.as ? `, as ${row.as}` : "");

  // ---- the forest plot ------------------------------------------------------------------------------

  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

  // The axis holds every effect; intervals much wider than the usual one are cut, with an arrow.
  const reach = (rows, scale) => {
    const effects = rows.map((row) => Math.abs(scale(row.effect)));
    const ends = rows.filter((row) => row.low !== null)
      .map((row) => Math.max(Math.abs(scale(row.low)), Math.abs(scale(row.high))))
      .filter(Number.isFinite);
    const usual = ends.length ? Math.min(Math.max(...ends), 2.2 * median(ends)) : 0;
    return 1.08 * Math.max(...effects, usual, 0.1);
  };
  const ticks = (limit, ratio) => {
    if (ratio) {
      const all = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
      const within = all.filter((value) => Math.abs(Math.log(value)) <= limit);
      if (within.length < 3) return [0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5].filter((value) => Math.abs(Math.log(value)) <= limit);
      return within.length > 7 ? within.filter((value) => /^(0\.0?)?10*$/.test(String(value))) : within;
    }
    const raw = limit / 3;
    const unit = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((times) => times * unit).find((value) => value >= raw);
    const found = [];
    for (let i = Math.ceil(-limit / step); i * step <= limit; i++) found.push(Number((i * step).toPrecision(6)));
    return found;
  };

  const forest = (symbol, panel, rows, width) => {
    const scale = panel.ratio ? Math.log : (value) => value;
    const narrow = width < NARROW;
    const plotted = rows.filter((row) => row.effect !== null);
    const limit = plotted.length ? reach(plotted, scale) : 1;
    const height = narrow ? 40 : 24;
    const [left, right] = narrow ? [8, width - 8] : [250, width - 185];
    const bottom = 8 + rows.length * height;
    const x = (value) => left + ((scale(value) + limit) / (2 * limit)) * (right - left);
    const words = rows.map((row) => `${named(row)}: ${inWords(row)}`).join("; ");
    const svg = draw("svg", {
      width, height: bottom + 58, viewBox: `0 0 ${width} ${bottom + 58}`, role: "img",
      "aria-label": `Forest plot of ${symbol}. ${panel.title}, ${panel.unit}. ${words}.`,
    });
    const none = panel.ratio ? 1 : 0;
    for (const value of ticks(limit, panel.ratio)) {
      const line = { x1: x(value), x2: x(value), y1: 4, y2: bottom, class: value === none ? "none" : "grid" };
      svg.append(draw("line", line));
      svg.append(draw("text", { x: x(value), y: bottom + 16, class: "tick" }, shown(value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")));
    }
    const centre = x(none);
    svg.append(draw("text", { x: centre, y: bottom + 34, class: "axis" }, panel.unit));
    svg.append(draw("text", { x: centre - 8, y: bottom + 52, class: "low" }, `← ${panel.low}`));
    svg.append(draw("text", { x: centre + 8, y: bottom + 52, class: "high" }, `${panel.high} →`));

    rows.forEach((row, i) => {
      const y = 8 + i * height + (narrow ? 29 : 12);
      const text = narrow ? y - 16 : y + 4;
      const group = draw("g", { class: row.analysis.mean ? "forest-row forest-mean" : "forest-row" });
      group.append(draw("text", { x: 0, y: text, class: "label" }, named(row)));
      group.append(draw("text", { x: width, y: text, class: "value" }, inBrief(row, panel.ratio)));
      svg.append(group);
      if (row.effect === null) return;
      if (row.low !== null) {
        const ends = [[row.low, -1], [row.high, 1]].map(([value, side]) => {
          const beyond = side * scale(value) > limit;
          const at = beyond ? (side < 0 ? left : right) : x(value);
          if (beyond) group.append(draw("path", { d: `M${at},${y} l${-7 * side},-4 v8 z`, class: "arrow" }));
          return at;
        });
        group.append(draw("line", { x1: ends[0], x2: ends[1], y1: y, y2: y, class: "interval" }));
      }
      const sure = row.low !== null && (row.low > none || row.high < none);
      const at = x(row.effect);
      const shape = row.low === null
        ? draw("circle", { cx: at, cy: y, r: 4 })
        : row.analysis.mean
          ? draw("path", { d: `M${at - 7},${y} l7,-6 l7,6 l-7,6 z` })
          : draw("rect", { x: at - 4.5, y: y - 4.5, width: 9, height: 9 });
      shape.setAttribute("class", sure ? "forest-mark sure" : "forest-mark");
      group.append(shape);
    });
    return svg;
  };

  // ---- the table and its file ----------------------------------------------------------------------

  const chapterOf = (panel) => Number(panel.chapter.match(/(\d+)_/)[1]);
  const slug = (key) => key.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const HEADS = ["Analysis", "Measured in", "Effect (95% interval)", "P", "FDR", "Unit", "In the table's unit", "Remark", "Chapter", "Table"];
  const NUMERIC = new Set([2, 3, 4]);
  const table = (symbol, rows) => {
    const head = make("tr", {}, ...HEADS.map((text, i) => make("th", { scope: "col", ...(NUMERIC.has(i) && { class: "number" }) }, text)));
    const body = make("tbody");
    let panel = null;
    for (const row of rows) {
      if (row.panel !== panel) {
        panel = row.panel;
        body.append(make("tr", { class: "panel" }, make("th", { colspan: HEADS.length, scope: "rowgroup" }, panel.title)));
      }
      const cells = [
        named(row),
        row.analysis.number,
        row.effect === null ? "–" : inWords(row),
        chance(row.p),
        chance(row.fdr),
        panel.unit,
        row.own === null ? "" : `${row.analysis.own} ${shown(row.own)}${between(row.ownLow, row.ownHigh)}`,
        row.note ?? "",
        make("a", { href: panel.chapter }, String(chapterOf(panel))),
        make("a", { href: TABLES + slug(row.analysis.table) }, row.analysis.table),
      ];
      body.append(make("tr", {}, ...cells.map((cell, i) =>
        i ? make("td", NUMERIC.has(i) ? { class: "number" } : {}, cell) : make("th", { scope: "row" }, cell))));
    }
    return make("div", {
      class: "pst-scrollable-table-container", tabindex: "0", role: "region", "aria-label": `All numbers of ${symbol}`,
    }, make("table", { class: "table" }, make("thead", {}, head), body));
  };

  const FIELDS = ["gene", "symbol_in_table", "comparison", "analysis", "measured_in", "unit", "effect", "ci_low", "ci_high",
    "p", "fdr", "own_unit", "own_effect", "own_ci_low", "own_ci_high", "remark", "table"];
  const quoted = (value) => {
    const text = String(value ?? "");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = (symbol, rows) => [FIELDS, ...rows.map((row) => [
    symbol, row.as ?? symbol, row.panel.title, row.analysis.label, row.analysis.number, row.panel.unit,
    row.effect, row.low, row.high, row.p, row.fdr, row.own === null ? "" : row.analysis.own,
    row.own, row.ownLow, row.ownHigh, row.note, row.analysis.table,
  ])].map((line) => line.map(quoted).join(",")).join("\n") + "\n";
  // A plot by itself needs the colours and letters that the style sheet gives it.
  const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor"];
  const picture = (plot) => {
    const copy = plot.cloneNode(true);
    copy.setAttribute("xmlns", SVG);
    const copies = [copy, ...copy.querySelectorAll("*")];
    [plot, ...plot.querySelectorAll("*")].forEach((part, i) => {
      const style = getComputedStyle(part);
      for (const name of STYLES) copies[i].setAttribute(name, style.getPropertyValue(name));
    });
    const ground = getComputedStyle(document.body).backgroundColor;
    copy.prepend(draw("rect", { width: "100%", height: "100%", fill: ground }));
    return new XMLSerializer().serializeToString(copy);
  };
  const save = (name, type, text) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
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
    const near = [...new Set([...begun, ...nearest(text)])];
    message(`No gene of the book is called “${text}”.${near.length ? " Nearest names:" : " No name is near to it."}`, near);
  };

  const legend = "Filled: the 95% interval excludes zero effect. Hollow: it does not. Circle: no interval is known. "
    + "Diamond: mean of other rows. Arrow: the interval goes on.";

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
      button.addEventListener("click", () => save(`${symbol}.csv`, "text/csv", csv(symbol, rows)));
      const heading = make("h2", { class: "gene-name" }, symbol, " ", make("small", {}, name));
      const also = [make("p", { class: "gene-summary" }, summary(rows)), ...claimsOf(symbol)];
      const known = gene.aliases.filter((alias) => genes.called(alias).some((hit) => !hit.former && hit.gene.measured));
      if (gene.aliases.length) also.push(make("p", { class: "gene-also" }, `Also called ${gene.aliases.join(", ")}.`));
      if (known.length) also.push(make("p", { class: "gene-also" }, "Tables also hold rows under these names, which may mean other genes: ", choices(known)));
      const others = genes.called(symbol).filter((hit) => hit.former && hit.gene.measured).map((hit) => hit.gene.symbol);
      if (others.length) also.push(make("p", { class: "gene-also" }, name ? `${symbol} is also a former symbol or alias of: ` : `${symbol} is a former symbol or alias, and may mean any of these: `, choices(others)));
      const panels = data.panels
        .map((panel) => [panel, rows.filter((row) => row.panel === panel)])
        .filter(([, held]) => held.length)
        .map(([panel, held]) => {
          const plot = make("div", { class: "forest" });
          const chapter = make("a", { href: panel.chapter }, `Chapter ${chapterOf(panel)}`);
          const keep = make("button", { type: "button", class: "plot-save" }, "Download the plot");
          const file = `${symbol}-${slug(panel.title)}.svg`;
          keep.addEventListener("click", () => save(file, "image/svg+xml", picture(plot.querySelector("svg"))));
          return { panel, held, plot, section: make("section", {}, make("h3", {}, panel.title), make("p", {}, `${panel.text} `, chapter, "."), plot, keep) };
        });
      const curves = window.geneSurvival(symbol, { make, draw, save, picture, tables: TABLES });
      result.replaceChildren(heading, ...also, button, ...panels.map(({ section }) => section), ...curves,
        make("p", { class: "gene-legend" }, legend), make("h3", {}, "All numbers"), table(symbol, rows));
      redraw = () => {
        for (const { panel, held, plot } of panels) {
          plot.replaceChildren(forest(symbol, panel, held, Math.max(280, Math.min(900, plot.clientWidth))));
        }
      };
      redraw();
    }, () => {
      if (current === asked) message(`The data of ${symbol} could not be read. Is the folder _static/explorer there?`);
    });
  };

  let current = null;
  const answer = (text) => {
    current = text;
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
  const go = (text) => {
    close();
    input.value = text;
    if (asked() === text) answer(text);
    else location.hash = encodeURIComponent(text);
  };
  const follow = () => {
    const text = asked();
    if (text && document.getElementById(text)) return;
    input.value = text;
    close();
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

  window.addEventListener("hashchange", follow);
  let width = 0;
  new ResizeObserver(() => {
    if (result.clientWidth === width) return;
    width = result.clientWidth;
    redraw?.();
  }).observe(result);
  follow();
})();
