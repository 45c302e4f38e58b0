// The claims page: show the claims of one study, or with one verdict, or with some words.
"use strict";

(() => {
  const place = document.getElementById("claim-filter");
  if (!place) return;
  const claims = [...document.querySelectorAll(".bd-article span[data-verdict]")].map((mark) => ({
    row: mark.closest("tr"), ...mark.dataset,
  }));
  const find = window.bookWords.finder(claims.map(({ row }) => `claim ${row.textContent}`));
  const sections = [...new Set(claims.map(({ row }) => row.closest("section")))];

  const labelled = (text, control) => {
    const label = document.createElement("label");
    label.append(`${text} `, control);
    return label;
  };
  const choice = (field, all, name) => {
    const select = document.createElement("select");
    const values = [...new Set(claims.map((claim) => claim[field]))];
    select.append(new Option(all, ""), ...values.map((value) => new Option(name(value), value)));
    return select;
  };
  const author = (study) => study[0].toUpperCase() + study.slice(1, -4) + " " + study.slice(-4);
  const search = document.createElement("input");
  search.type = "search";
  const controls = {
    study: choice("study", "all studies", author),
    verdict: choice("verdict", "all verdicts", (verdict) => verdict),
    words: search,
  };
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Show all";
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  place.className = "table-tools";
  place.setAttribute("role", "search");
  place.setAttribute("aria-label", "Filter the claims");
  place.append(labelled("Study", controls.study), labelled("Verdict", controls.verdict),
    labelled("Words", search), clear, count);

  const apply = () => {
    const found = find(search.value);
    let shown = 0;
    for (const [i, { row, study, verdict }] of claims.entries()) {
      row.hidden = !["", study].includes(controls.study.value)
        || !["", verdict].includes(controls.verdict.value)
        || !found[i];
      shown += !row.hidden;
    }
    for (const section of sections) {
      section.hidden = claims.every(({ row }) => row.hidden || !section.contains(row));
    }
    count.textContent = `${shown} of ${claims.length} claims`;
  };

  // The choice stands in the address, so that it can be sent to others.
  const write = () => {
    const chosen = Object.entries(controls).filter(([, control]) => control.value);
    const query = new URLSearchParams(chosen.map(([name, control]) => [name, control.value]));
    history.replaceState(null, "", `#${query}`);
  };
  const read = () => {
    const query = new URLSearchParams(location.hash.slice(1));
    const named = [...query.keys()].some((name) => name in controls);
    for (const [name, control] of Object.entries(controls)) {
      control.value = query.get(name) ?? "";
      if (control.selectedIndex === -1) control.selectedIndex = 0;
    }
    apply();
    if (!named && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };

  for (const control of Object.values(controls)) {
    control.addEventListener("input", () => { apply(); write(); });
  }
  clear.addEventListener("click", () => {
    for (const control of Object.values(controls)) control.value = "";
    apply();
    write();
    controls.study.focus();
  });
  window.addEventListener("hashchange", read);
  read();
})();
