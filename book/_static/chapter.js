// A chapter: one switch shows the code of all its cells, or folds it. The choice holds for the next
// chapter too; it stays in this browser. On a phone a tap enlarges a figure in its place. A number
// in a sentence leads to its row, whose table unfolds.
"use strict";

const unfold = () => {
  const row = location.hash.startsWith("#number-") && document.getElementById(location.hash.slice(1));
  if (!row) return;
  row.closest("details").open = true;
  row.scrollIntoView({ block: "center" });
};
window.addEventListener("hashchange", unfold);
unfold();

for (const link of document.querySelectorAll("a.figure-whole")) {
  link.addEventListener("click", (event) => {
    if (!matchMedia("(max-width: 600px)").matches) return;
    event.preventDefault();
    link.closest("figure").classList.toggle("enlarged");
  });
}

(() => {
  const place = document.querySelector(".code-switch");
  const cells = document.querySelectorAll("details.hide.above-input");
  if (!place || !cells.length) return;

  const kept = {
    get: () => { try { return localStorage.getItem("code"); } catch { return null; } },
    set: (choice) => { try { localStorage.setItem("code", choice); } catch { /* for this page only */ } },
  };
  const button = document.createElement("button");
  button.type = "button";
  const show = (shown) => {
    for (const cell of cells) cell.open = shown;
    button.textContent = shown ? "Fold all code" : "Show all code";
  };
  button.addEventListener("click", () => {
    const shown = button.textContent.startsWith("Show");
    show(shown);
    kept.set(shown ? "shown" : "folded");
  });
  show(kept.get() === "shown");
  place.append(button);
})();
