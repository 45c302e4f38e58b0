// Survival by thirds of a gene, cohort by cohort: curves with numbers at risk.
"use strict";

window.geneSurvival = (symbol) => {
  const { TABLES, draw, make, saver } = window.bookEffects;
  const cohorts = window.geneExplorer.survival?.[symbol] ?? [];
  if (!cohorts.length) return [];
  const [WIDTH, LEFT, RIGHT, TOP, BOTTOM, LINE] = [360, 76, 348, 34, 188, 16];
  const HEIGHT = BOTTOM + 42 + 3 * LINE;

  const panel = ({ name, of, thirds }) => {
    const last = Math.max(...thirds.flatMap(([, months]) => months));
    const x = (month) => LEFT + (month / Math.max(last, 6)) * (RIGHT - LEFT);
    const y = (percent) => BOTTOM - (percent / 100) * (BOTTOM - TOP);
    const ends = thirds.map(([third, months, percent]) => `${third} third ${percent.at(-1)}% at ${months.at(-1)} months`);
    const svg = draw("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": `Survival without ${of} in ${name} by thirds of ${symbol}: ${ends.join(", ")}.`,
    });
    svg.append(draw("text", { x: 0, y: 14, class: "label" }, `${name}, ${of}`));
    for (const percent of [0, 50, 100]) {
      svg.append(draw("line", { x1: LEFT, x2: RIGHT, y1: y(percent), y2: y(percent), class: "grid" }));
      svg.append(draw("text", { x: LEFT - 6, y: y(percent) + 4, class: "value" }, `${percent}%`));
    }
    const marks = [0, 24, 48, 72, 96, 120].filter((month) => month <= last);
    for (const month of marks) svg.append(draw("text", { x: x(month), y: BOTTOM + 16, class: "tick" }, String(month)));
    svg.append(draw("text", { x: 0, y: BOTTOM + 34, class: "label" }, "Months; patients at risk"));
    thirds.forEach(([third, months, percent, atRisk], i) => {
      const steps = months.map((month, at) => (at ? `H${x(month)} V${y(percent[at])}` : `M${x(month)},${y(percent[at])}`));
      svg.append(draw("path", { d: steps.join(" "), class: `third ${third}` }));
      const row = BOTTOM + 34 + (i + 1) * LINE;
      svg.append(draw("text", { x: 0, y: row, class: `label ${third}` }, third));
      for (const month of marks.filter((mark) => months.includes(mark))) {
        svg.append(draw("text", { x: x(month), y: row, class: "tick" }, String(atRisk[months.indexOf(month)])));
      }
    });
    return make("figure", { class: "survival" }, svg, saver(`${symbol}-survival-${name}.svg`, () => svg));
  };

  const table = make("a", { href: `${TABLES}genes-survival-by-third` }, "The table");
  return [make("section", {},
    make("h3", {}, "Survival by thirds of its expression"),
    make("p", {}, "All patients of a cohort, split into thirds of the gene. Thin line: the lowest third; broken: the middle; bold: the highest. The curves adjust for nothing and decide no claim. ", table, " holds the numbers."),
    make("div", { class: "survival-curves" }, ...cohorts.map(panel)))];
};
