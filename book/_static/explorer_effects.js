// What the gene explorer draws and writes: effects in words, forest plots, tables and files.
"use strict";

window.bookEffects = (() => {
  const NARROW = 560;
  const SVG = "http://www.w3.org/2000/svg";
  const TABLES = "generated/reproducibility.html#result-";

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
    row.effect === null ? row.note ?? "–" : shown(row.effect) + between(row.low, row.high) + (row.points ? `, mean of ${row.points.length}` : "");
  // In a plot all rows have two decimals, or ratios three digits.
  const brief = (value, ratio) => (ratio || Math.abs(value) >= 100 ? shown(value) : value.toFixed(2).replace(/^-(?!0\.00$)/, "−").replace("-", ""));
  const inBrief = (row, ratio) => {
    if (row.effect === null) return row.note ?? "–";
    const [effect, low, high] = [row.effect, row.low, row.high].map((value) => (value === null ? null : brief(value, ratio)));
    if (row.points) return `${effect} (${row.points.length} gene${row.points.length > 1 ? "s" : ""})`;
    return low === null ? effect : `${effect} (${low} to ${high})`;
  };
  const named = (row) => row.analysis.label + (row.as ? `, as ${row.as}` : "");

  // ---- the forest plot ------------------------------------------------------------------------------

  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

  // A row of a list holds its genes as points. The axis holds every effect; intervals much wider than the usual one are cut, with an arrow.
  const reach = (rows, scale) => {
    const effects = rows.flatMap((row) => row.points ?? [row]).map(({ effect }) => Math.abs(scale(effect)));
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
      for (const { symbol: gene, effect } of row.points ?? []) {
        const dot = draw("circle", { cx: x(effect), cy: y, r: 4, class: "forest-gene" });
        dot.append(draw("title", {}, `${gene}: ${brief(effect, panel.ratio)}`));
        group.append(dot);
      }
      const sure = row.points || (row.low !== null && (row.low > none || row.high < none));
      const at = x(row.effect);
      const shape = row.low === null && !row.points
        ? draw("circle", { cx: at, cy: y, r: 4 })
        : row.analysis.mean || row.points
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
  const csv = (held) => [FIELDS, ...held.flatMap(([symbol, rows]) => rows.map((row) => [
    symbol, row.as ?? symbol, row.panel.title, row.analysis.label, row.analysis.number, row.panel.unit,
    row.effect, row.low, row.high, row.p, row.fdr, row.own === null ? "" : row.analysis.own,
    row.own, row.ownLow, row.ownHigh, row.note, row.analysis.table,
  ]))].map((line) => line.map(quoted).join(",")).join("\n") + "\n";
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

  // A button that saves a plot, which may be drawn later.
  const saver = (file, plot) => {
    const button = make("button", { type: "button", class: "plot-save" }, "Download the plot");
    button.addEventListener("click", () => save(file, "image/svg+xml", picture(plot())));
    return button;
  };

  return { TABLES, draw, saver, make, shown, brief, chapterOf, slug, forest, table, csv, save };
})();
