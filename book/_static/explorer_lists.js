// Lists of genes in the gene explorer: what was typed or pasted, and the effects of its genes together.
"use strict";

window.bookGeneLists = (() => {
  const genes = window.bookGenes;
  const { make, brief, slug } = window.bookEffects ?? {};
  if (!genes || !make) return null;
  const MOST = 200;

  // Names apart by commas, lines and the like. Blanks part names too, unless the whole is a name,
  // such as "cyclin E1", or most of its words are none, as in "protein kinase C".
  const names = (text) => {
    if (genes.meant(text).length) return [text.trim()];
    const found = text.split(/[,;|\s]*[,;|\t\r\n][,;|\s]*/).map((name) => name.trim().replace(/^["']+|["']+$/g, "")).filter(Boolean);
    return [...new Set(found.flatMap((name) => {
      const words = name.split(/\s+/);
      const apart = !genes.meant(name).length && 2 * words.filter((word) => genes.called(word).length).length >= words.length;
      return apart ? words : [name];
    }))];
  };

  // The genes that are meant, each once, and the names that mean none, or several, or one without data.
  const resolved = (listed) => {
    const [found, former, open] = [new Map(), [], []];
    for (const name of listed) {
      const hits = genes.meant(name);
      if (hits.length !== 1 || !hits[0].gene.measured) {
        open.push({ name, hits });
        continue;
      }
      const { gene } = hits[0];
      if (gene.symbol.toUpperCase() !== name.toUpperCase()) former.push(`${name} is ${gene.symbol}`);
      found.set(gene.symbol, gene);
    }
    return { genes: [...found.values()], former, open };
  };

  // A gene that a table holds under several names counts once.
  const mean = (effects, ratio) => {
    const scaled = effects.map((effect) => (ratio ? Math.log(effect) : effect));
    const middle = scaled.reduce((sum, effect) => sum + effect, 0) / scaled.length;
    return ratio ? Math.exp(middle) : middle;
  };
  const together = (held) => {
    const found = new Map();
    for (const [symbol, rows] of held) {
      for (const row of rows) {
        if (row.effect === null) continue;
        if (!found.has(row.number)) found.set(row.number, { row, genes: new Map() });
        const { genes: measured } = found.get(row.number);
        measured.set(symbol, [...(measured.get(symbol) ?? []), row]);
      }
    }
    return [...found.entries()].sort(([a], [b]) => a - b).map(([number, { row: { analysis, panel }, genes: measured }]) => {
      const points = [...measured].map(([symbol, rows]) => ({
        symbol, rows, effect: mean(rows.map(({ effect }) => effect), panel.ratio),
      }));
      return { number, analysis, panel, points, effect: mean(points.map(({ effect }) => effect), panel.ratio), low: null, high: null };
    });
  };

  // ---- each gene in each analysis of a panel ------------------------------------------------------

  const cell = (point, panel) => {
    if (!point) return "–";
    const none = panel.ratio ? 1 : 0;
    const text = brief(point.effect, panel.ratio);
    const sure = point.rows.length === 1 && point.rows.every(({ low, high }) => low !== null && (low > none || high < none));
    return sure ? make("strong", {}, text) : text;
  };
  const table = (panel, rows, symbols) => {
    const line = (head, cells, attributes = {}) => make("tr", attributes, make("th", { scope: "row" }, head),
      ...cells.map((text) => make("td", { class: "number" }, text)));
    const measured = symbols.filter((symbol) => rows.some(({ points }) => points.some((point) => point.symbol === symbol)));
    const head = make("tr", {}, ...["Gene", ...rows.map(({ analysis }) => analysis.label)].map((text, i) =>
      make("th", { scope: "col", ...(i && { class: "number" }) }, text)));
    const body = make("tbody", {},
      line("Mean", rows.map(({ effect }) => brief(effect, panel.ratio)), { class: "list-mean" }),
      ...measured.map((symbol) => line(make("a", { href: `#${encodeURIComponent(symbol)}` }, symbol),
        rows.map(({ points }) => cell(points.find((point) => point.symbol === symbol), panel)))));
    return make("div", {
      class: "pst-scrollable-table-container", tabindex: "0", role: "region", "aria-label": `Each gene: ${panel.title}`,
    }, make("table", { class: "table gene-table", id: `genes-${slug(panel.title)}` }, make("thead", {}, head), body));
  };

  return { MOST, names, resolved, together, table };
})();
