// Tables of the article sort by a click on a column's head; long ones can be searched, and scroll
// in a box of their own unless their rows are prose; what scrolls sideways takes the keyboard.
"use strict";

(() => {
  const LONG = 15;
  const PROSE_WORDS = 7;

  const UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

  const number = (text) => {
    const [, plain, unit] = text.trim().match(/^(.*?)\s*([kMG]?B)?$/s);
    const digits = plain.replace(/[,%\s]/g, "").replace("\u2212", "-");
    return digits === "" ? NaN : Number(digits) * (UNITS[unit] ?? 1);
  };

  const compare = (left, right) => {
    const [a, b] = [number(left), number(right)];
    if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
    if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
    return left.localeCompare(right, "en", { numeric: true });
  };

  const sortable = (table, head) => {
    const column = head.cellIndex;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const body = table.tBodies[0];
      const rows = [...body.rows].sort((a, b) =>
        compare(a.cells[column].textContent, b.cells[column].textContent));
      body.append(...(descending ? rows.reverse() : rows));
    });
  };

  const wordy = (cell) => cell?.textContent.trim().split(/\s+/).length >= PROSE_WORDS;

  const mostlyProse = (rows) =>
    rows.filter((row) => [...row.cells].some(wordy)).length > rows.length / 2;

  const searchable = (table) => {
    const rows = [...table.tBodies[0].rows];
    const find = window.bookWords.finder(rows.map((row) => row.textContent));
    const tools = document.createElement("div");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("span");
    tools.className = "table-tools";
    input.type = "search";
    count.setAttribute("aria-live", "polite");
    count.textContent = `${rows.length} rows`;
    label.append("Search the table ", input);
    tools.append(label, count);
    input.addEventListener("input", () => {
      const found = find(input.value);
      rows.forEach((row, i) => { row.hidden = !found[i]; });
      const shown = found.filter(Boolean).length;
      count.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
    });
    const frame = table.parentElement;
    frame.before(tools);
    if (mostlyProse(rows)) return;
    frame.classList.add("long-table");
    frame.tabIndex = 0;
  };

  // Names of tables, files and gene sets may break after a slash, an underscore or a dot.
  const breakable = (body) => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parts = text.data.split(/(?<=\w[/_.])(?=[a-z]\w)/i);
      if (parts.length > 1) {
        text.replaceWith(...parts.flatMap((part, i) => i ? [document.createElement("wbr"), part] : [part]));
      }
    }
  };

  // A column of sentences keeps a readable width; see book.css.
  const markProse = (table) => {
    for (const head of table.tHead.rows[0].cells) {
      const long = [...table.tBodies[0].rows].some((row) => wordy(row.cells[head.cellIndex]));
      head.classList.toggle("prose", long);
    }
  };

  // On a phone a table of verdicts becomes cards, whose cells say what they are; see book.css.
  const carded = (table) => {
    if (!table.querySelector("td > .verdict") || table.closest(".answer, .verdicts")) return;
    if (table.querySelector("[data-verdict]")) return;
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    table.classList.add("carded");
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, i) => { cell.dataset.head = heads[i]; });
    }
  };

  // A folded table has a box of its own within the fold.
  const boxed = (table) => {
    if (table.parentElement.tagName !== "DETAILS") return;
    const box = document.createElement("div");
    box.className = "pst-scrollable-table-container";
    table.replaceWith(box);
    box.append(table);
  };

  // A table that does not fit is set tighter, in two steps; see book.css.
  const tighten = (frame) => {
    for (const step of ["crowded", "packed"]) {
      if (frame.scrollWidth > frame.clientWidth) frame.classList.add(step);
    }
  };

  // What scrolls sideways can be reached and scrolled with the keyboard.
  const SCROLLING = ".bd-article :is(figure, pre, .pst-scrollable-table-container, .text_html, mjx-container)";
  const reachable = () => {
    for (const frame of document.querySelectorAll(SCROLLING)) {
      const scrolls = frame.scrollWidth > frame.clientWidth
        && ["auto", "scroll"].includes(getComputedStyle(frame).overflowX);
      if (scrolls) frame.tabIndex = 0;
      else if (!frame.classList.contains("long-table")) frame.removeAttribute("tabindex");
    }
  };

  for (const table of document.querySelectorAll(".bd-article table")) {
    const heads = table.tHead?.rows;
    const body = table.tBodies[0];
    if (!heads || heads.length !== 1 || !body) continue;
    boxed(table);
    if (table.querySelector("[colspan], [rowspan]")) continue;
    markProse(table);
    carded(table);
    breakable(body);
    if (body.rows.length > 1) {
      for (const head of [...heads[0].cells]) if (head.textContent.trim()) sortable(table, head);
    }
    if (body.rows.length > LONG) searchable(table);
    tighten(table.parentElement);
    table.closest("details")?.addEventListener("toggle", () => tighten(table.parentElement));
  }
  reachable();
  window.addEventListener("load", () => {
    reachable();
    window.MathJax?.startup?.promise?.then(reachable);
  });
  window.addEventListener("resize", reachable);
})();
