// The forms of the page "Re-check an abstract". forensics.js and forensics_shares.js do the sums.
"use strict";

(() => {
  const checks = globalThis.forensics;
  const root = document.getElementById("abstract-checks");
  if (!checks || !root) return;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ---- what is typed ------------------------------------------------------------------------------------

  const NUMBER = "[+−-]?(?:\\d+(?:[.,·]\\d*)?|[.,·]\\d+)%?";
  const INTERVAL = new RegExp(`^[([]?\\s*(${NUMBER})\\s*(?:,\\s|,(?=\\d*\\.)|;|-|–|—|−|\\bto\\b|\\s)\\s*(${NUMBER})\\s*[)\\]]?$`);
  const interval = (text) => {
    if (/(?:^|[^a-z])(?:n\.?[aer]\.?|not\b.*|∞|inf(?:inity)?)\s*[)\]]?$/i.test(text.trim())) {
      throw new checks.Impossible(`interval '${text}' has a limit that was not reached: nothing follows from the other`);
    }
    const found = text.trim().match(INTERVAL);
    if (!found) throw new checks.Impossible(`interval '${text}' is not two numbers; write it as 0.54-0.84`);
    return { low: found[1], high: found[2] };
  };
  const size = (text) => {
    const bare = text.trim().replace(/^n\s*=\s*/i, "").replace(/(\d)[ \u00a0\u2009\u202f](?=\d{3}\b)/g, "$1");
    const ends = bare.split(/\s*(?:[-–—−]|\bto\b)\s*/).map((end) => end.replace(/,(?=\d{3})/g, ""));
    if (ends.length > 2 || !ends.every((end) => /^\d+$/.test(end))) {
      throw new checks.Impossible(`'${text}' is neither a size, 34, nor a range, 30-34`);
    }
    return ends.length === 1 ? Number(ends[0]) : ends.map(Number);
  };
  const oneSize = (text) => {
    const read = size(text);
    if (Array.isArray(read)) throw new checks.Impossible(`'${text}' is a range; one size is needed`);
    return read;
  };
  const level = (text) => {
    const read = Number(text.replace(/%$/, "").replace(/[,·]/g, "."));
    return read > 1 ? read / 100 : read;
  };
  const list = (text) => text.trim().split(/[\s;+]+/).map((part) => part.replace(/,$/, "")).filter(Boolean);

  // name, label, an example, how it is read (as it is, if none), whether it is needed
  const VALUE = (label, example) => ["value", label, example, null, true];
  const N = (needed) => ["n", "n, or its range", "28", size, needed];
  const CI = ["ci", "Confidence interval", "0.54–0.84", interval, true];
  const LEVEL = ["level", "Level of the interval, %", "95", level];
  const FORMS = {
    percentage: { title: "A percentage (GRIM)", run: "grim", fixed: { percent: true }, fields: [VALUE("Percentage", "17.9"), N(true)] },
    mean: { title: "A mean of whole numbers (GRIM)", run: "grim", fields: [VALUE("Mean", "5.19"), N(true), ["items", "Items averaged per person", "1", oneSize]] },
    percentages: {
      title: "Two percentages, n and P", run: "percentages", fields: [
        ["first", "First percentage", "33.3", null, true], ["second", "Second percentage", "87.5", null, true],
        ["n", "Patients in all, or a range", "34", size], ["n1", "In the first group", "", oneSize], ["n2", "In the second group", "", oneSize],
        ["p", "P", "<0.02"]],
    },
    ratio: {
      title: "Hazard, odds or risk ratio", run: "ratio", fields: [
        ["estimate", "Ratio", "0.67", null, true], CI, ["p", "P", "0.0006"], LEVEL, ["events", "Events in both groups", "", oneSize]],
    },
    rate: {
      title: "A rate with its interval", run: "rate", fields: [
        VALUE("Percentage", "81.3"), ["ci", "Confidence interval", "63.6–92.8", interval, true], ["n", "n, or its range", "32", size], LEVEL],
    },
    parts: {
      title: "Parts that must add up", run: "parts", fields: [
        ["parts", "Percentages, or counts", "8 37 38 24", list, true], ["n", "n", "121", oneSize], ["counts", "These are counts", null, null]],
    },
  };
  const TITLES = { fits: "Fits", unexplained: "Unexplained", cannot: "Cannot be" };
  const MOST_ROWS = 20;

  // ---- the form and its answer ----------------------------------------------------------------------------

  const answer = make("div", { class: "checks-answer", role: "status", "aria-live": "polite" });
  const form = make("form", { class: "checks-form" });
  const choice = make("select", { id: "checks-choice" },
    ...Object.entries(FORMS).map(([name, { title }]) => make("option", { value: name }, title)));

  const shown = (value) => {
    if (typeof value === "number") return Number.isNaN(value) ? "–" : Number.isInteger(value) ? String(value) : checks.general(value, 3);
    if (typeof value === "boolean") return value ? "yes" : "no";
    return Array.isArray(value) ? (value.length > 5 ? `${value[0]} to ${value.at(-1)} (${value.length})` : value.join(" ") || "–") : String(value ?? "–");
  };
  const table = (rows) => {
    const names = Object.keys(rows[0]);
    const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))));
    const body = rows.slice(0, MOST_ROWS).map((row) => make("tr", {}, ...names.map((name) => make("td", {}, shown(row[name])))));
    return make("div", { class: "pst-scrollable-table-container", tabindex: "0", role: "region", "aria-label": "Numbers behind the answer" },
      make("table", { class: "table" }, make("thead", {}, head), make("tbody", {}, ...body)));
  };
  const tell = (verdict, sentences, rows = []) => {
    const first = make("p", {}, make("strong", { class: `verdict-${verdict}` }, TITLES[verdict] ?? verdict), ` ${sentences[0]}`);
    answer.replaceChildren(first, ...sentences.slice(1).map((sentence) => make("p", {}, sentence)));
    if (rows.length) answer.append(table(rows));
    if (rows.length > MOST_ROWS) answer.append(make("p", {}, `The first ${MOST_ROWS} of ${rows.length} rows.`));
  };

  const compute = () => {
    const { run, fixed = {}, fields } = FORMS[choice.value];
    try {
      const input = { ...fixed }, missing = [];
      for (const [name, label, example, reading, needed] of fields) {
        const control = form.elements.namedItem(name);
        if (example === null) input[name] = control.checked;
        else if (control.value.trim()) {
          const read = reading ? reading(control.value) : control.value.trim();
          if (name === "ci") Object.assign(input, read);
          else input[name] = read;
        } else if (needed) missing.push(label);
      }
      if (missing.length) {
        answer.replaceChildren(make("p", {}, `Still to fill in: ${missing.join(", ")}.`));
        return;
      }
      const { verdict, sentences, rows } = checks[run](input);
      tell(verdict, sentences, rows);
    } catch (error) {
      if (!(error instanceof checks.Impossible)) throw error;
      tell("not read", [`${error.message}.`]);
    }
  };
  const lay = () => {
    form.replaceChildren(...FORMS[choice.value].fields.map(([name, label, example, , needed]) => {
      const id = `checks-${name}`;
      const control = example === null
        ? make("input", { id, name, type: "checkbox" })
        : make("input", { id, name, type: "text", value: example, autocomplete: "off", spellcheck: "false" });
      return make("div", { class: "checks-field" }, make("label", { for: id }, label + (needed ? "" : " (if known)")), control);
    }));
    compute();
  };

  choice.addEventListener("change", lay);
  form.addEventListener("input", compute);
  form.addEventListener("submit", (event) => event.preventDefault());
  root.replaceChildren(make("div", { class: "checks-field" }, make("label", { for: "checks-choice" }, "What to check"), choice), form, answer);
  lay();
})();
