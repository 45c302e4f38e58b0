"""The gene explorer in a real browser, driven as a reader would: keys, clicks, addresses.

A script beside the page, in a frame as wide as the screen asked for, types and presses and reports
what it sees. The clock is the real one.
"""

import csv
import functools
import http.server
import io
import json
import queue
import re
import subprocess
import threading
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from test_browser import (
    CHATTER,
    CHROMIUM,
    DARK,
    MEASURE,
    SCREENS,
    SCREENSHOTS,
    browse,  # noqa: F401
)
from test_browser import Handler as SiteHandler

from resistbook.paths import RESULTS, SITE
from resistbook.publish import explorer

PAGE = "book/gene_explorer"
BUILT = SITE / f"{PAGE}.html"

MEASURED = sum(
    "ERBB2" in set(explorer.effects(analysis)["gene"])
    for panel in explorer.PANELS
    for analysis in panel.analyses
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium"),
    pytest.mark.skipif(not BUILT.is_file(), reason="the site is not built; run `make book`"),
]

PROBE = """<!doctype html><title>probe</title>
<iframe id="page" width="{width}" height="{height}" data-page="/book/{name}"></iframe>
<script src="/drive.js"></script>"""

DRIVE = (
    MEASURE.partition("frame.addEventListener")[0]
    + r"""
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (test) => {
  for (let i = 0; i < 12000; i++) {
    if (test()) return true;
    await sleep(25);
  }
  throw new Error(`never: ${test}`);
};
const drive = async (view, page) => {
  const at = (id) => page.getElementById(id);
  const input = at("gene"), list = at("gene-list");
  const heading = () => page.querySelector(".gene-name")?.firstChild.data.trim();
  const options = () => list.hidden ? [] : [...list.children].map((item) => item.textContent);
  const type = (text) => {
    input.value = text;
    input.dispatchEvent(new view.Event("input", {bubbles: true}));
  };
  const press = (key) => input.dispatchEvent(
    new view.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  const turned = () => new Promise((done) =>
    view.addEventListener("hashchange", done, {once: true}));
  const answer = async (text) => {
    const now = turned();
    type(text);
    press("Enter");
    await now;
    await until(() => !at("gene-status").textContent.startsWith("Reading"));
    return at("gene-status").textContent;
  };

  await until(() => heading() === "ERBB2");
  report.deep = at("gene-status").textContent;
  const plots = [...page.querySelectorAll(".forest svg")];
  report.plots = plots.map((plot) => plot.getAttribute("aria-label"));
  report.marks = page.querySelectorAll(".forest-mark").length;
  report.rows = page.querySelectorAll(".explorer tbody tr:not(.panel)").length;
  report.links = [...page.querySelectorAll(".explorer td a")].map((link) => link.href);
  report.out = plots.flatMap((plot) => {
    const box = plot.getBoundingClientRect();
    return [...plot.querySelectorAll("text, .forest-mark, .interval")]
      .filter((part) => {
        const own = part.getBoundingClientRect();
        return own.left < box.left - 1 || own.right > box.right + 1;
      })
      .map((part) => part.outerHTML.slice(0, 120));
  });
  report.crossed = plots.flatMap((plot) => [...plot.querySelectorAll(".forest-row")]
    .filter((row) => {
      const [label, value] = row.querySelectorAll("text");
      return label.getBoundingClientRect().right > value.getBoundingClientRect().left;
    }).map((row) => row.textContent));
  report.width = view.innerWidth;
  report.overflow = page.documentElement.scrollWidth - view.innerWidth;
  report.theme = page.documentElement.dataset.theme;
  report.faint = faint(view, page);
  report.cut = cut(view, page);
  report.beyond = beyond(view, page);
  const drawn = page.querySelectorAll(".forest text, .forest-mark, .forest .interval");
  report.ink = [...drawn].map((part) => {
    const style = view.getComputedStyle(part);
    const ground = behind(view, part.closest(".forest"));
    const colour = part.matches("text") ? style.fill : style.stroke;
    if (!/\d/.test(colour)) return 0;
    const ink = over(channels(colour), ground);
    const [low, high] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }).reduce((least, value) => Math.min(least, value), 99);

  let file = null;
  view.URL.createObjectURL = (blob) => { file = blob; return "blob:none"; };
  page.addEventListener("click", (event) => {
    if (!event.target.matches("a[download]")) return;
    report.file = event.target.download;
    event.preventDefault();
  }, true);
  page.querySelector(".gene-save").click();
  report.table = report.file;
  report.csv = await file.text();
  page.querySelector(".plot-save").click();
  report.plotFile = report.file;
  report.svg = await file.text();
  const curves = [...page.querySelectorAll(".survival svg")];
  report.curves = curves.map((plot) => plot.getAttribute("aria-label"));
  report.thirds = curves.map((plot) => plot.querySelectorAll("path.third").length);
  report.summary = page.querySelector(".gene-summary").textContent;
  report.claims = [...page.querySelectorAll(".gene-claims a")].map((link) => link.textContent);

  for (const word of ["ESR1", "CCNE1", "RP11-", "TNFRSF11B", "ZZZZZZ", "C1orf"]) {
    for (let i = 1; i <= word.length; i++) type(word.slice(0, i));
  }
  type("her");
  report.short = options();
  type("cyr6");
  report.suggested = options();
  report.expanded = input.getAttribute("aria-expanded");
  press("ArrowDown");
  report.active = at(input.getAttribute("aria-activedescendant"))?.getAttribute("aria-selected");
  press("Enter");
  await until(() => heading() === "CCN1");
  report.hash = view.location.hash;
  report.closed = [input.getAttribute("aria-expanded"), list.hidden];
  report.as = page.querySelector(".explorer tbody th[scope=row]").textContent;

  type("MY");
  press("ArrowUp");
  report.last = list.lastChild.getAttribute("aria-selected");
  press("ArrowDown");
  report.first = list.firstChild.getAttribute("aria-selected");
  press("Escape");
  report.escaped = [list.hidden, input.value];
  press("Escape");
  report.cleared = input.value;

  view.history.back();
  await until(() => heading() === "ERBB2");
  report.back = input.value;
  view.history.forward();
  await until(() => heading() === "CCN1");
  report.alias = await answer("her2");
  report.ambiguous = await answer("CD98");
  report.unmeasured = await answer("OR4F5");
  const choices = () => [...page.querySelectorAll(".gene-choice")].map((one) => one.textContent);
  await answer("NFKB");
  report.family = choices();
  await answer("NF-kB/p65");
  report.slash = choices();
  await answer("cyclin E");
  report.cyclins = choices();
  report.full = await answer("cyclin e1");
  report.marker = await answer("KI67");
  await answer("ERα");
  report.greek = choices();
  report.missing = await answer("ERBB22");
  report.near = choices();
  page.querySelector(".gene-choice").click();
  await until(() => heading() === "ERBB2");
  report.hostile = await answer("<img src=x onerror=alert(1)>");
  report.planted = page.querySelectorAll(".explorer img").length;

  const paste = (text) => {
    const clipboardData = new view.DataTransfer();
    clipboardData.setData("text", text);
    const given = {clipboardData, bubbles: true, cancelable: true};
    input.dispatchEvent(new view.ClipboardEvent("paste", given));
  };
  const show = (text) => {
    at("genes").value = text;
    at("genes-show").click();
  };
  const after = async (act) => {
    const now = turned();
    act();
    await now;
    await until(() => !at("gene-status").textContent.startsWith("Reading"));
  };
  await after(() => paste("ERBB2\r\nGRB7\r\ncyr61 ERBB22\r\nCD98\r\n"));
  report.listHash = view.location.hash;
  report.list = at("gene-status").textContent;
  report.listed = at("genes").value;
  report.listNotes = page.querySelector(".gene-also").textContent;
  report.listOpen = [...page.querySelectorAll(".gene-open li")].map((item) => item.textContent);
  report.listTables = [...page.querySelectorAll(".gene-table")].map((table) =>
    [...table.rows].map((row) => [...row.cells].map((one) => one.textContent)));
  const listPlot = page.querySelector(".forest svg");
  report.listPlot = listPlot.getAttribute("aria-label");
  report.dots = listPlot.querySelector(".forest-row").querySelectorAll(".forest-gene").length;
  report.listOverflow = page.documentElement.scrollWidth - view.innerWidth;
  report.listFaint = faint(view, page);
  report.listCut = cut(view, page);
  page.querySelector(".gene-save").click();
  report.listCsv = await file.text();
  const offered = [...page.querySelectorAll(".gene-open .gene-choice")];
  await after(() => offered.find((one) => one.textContent === "ERBB3").click());
  report.listMended = at("gene-status").textContent;
  await after(() => show("ERBB2, ESR1"));
  await after(() => view.history.back());
  report.listBack = at("genes").value;
  await after(() => show(Array.from({length: 201}, (_, i) => `NONE${i}`).join("\n")));
  report.listLong = at("gene-status").textContent;
  await after(() => show("<img src=x onerror=alert(1)>, ZZZZZZZZZ"));
  report.listHostile = page.querySelector(".gene-open").textContent;
  report.planted += page.querySelectorAll(".explorer img").length;
  const loads = view.performance.getEntriesByType("resource");
  report.hosts = [...new Set(loads.map((entry) => new URL(entry.name).host))];
};
const send = () => fetch("/report", {method: "POST", body: JSON.stringify(report)});
frame.addEventListener("load", async () => {
  const view = frame.contentWindow, page = frame.contentDocument;
  view.addEventListener("error", (event) => report.errors.push(event.message));
  report.refused = [];
  page.addEventListener("securitypolicyviolation", (event) => {
    report.refused.push(event.violatedDirective);
  });
  try {
    await drive(view, page);
  } catch (error) {
    report.errors.push(`${error} ${error.stack}`);
  }
  send();
}, {once: true});
frame.src = `${frame.dataset.page}#ERBB2`;
"""
)


SCRIPTS = ", ".join(f'script[src*="{part}"]' for part in ("words.js", "explorer", "genes.js"))


def strict_page() -> str:
    """Return the explorer alone, with nothing that only the theme needs."""
    built = BeautifulSoup(BUILT.read_text(encoding="utf-8"), "html.parser")
    scripts = [str(script) for script in built.select(SCRIPTS)]
    return (
        "<!doctype html><html data-theme=light><title>strict</title><div class=bd-main>"
        f"{built.select_one('#explorer')}</div>{''.join(scripts)}"
    )


class Handler(SiteHandler, http.server.SimpleHTTPRequestHandler):
    reports = queue.Queue()

    def do_GET(self):
        if self.path == "/drive.js":
            return self.give(DRIVE, "text/javascript")
        if self.path.startswith("/drive/"):
            _, _, width, height, name = self.path.split("/")
            return self.give(PROBE.format(width=width, height=height, name=name))
        if self.path.startswith("/book/strict.html"):
            policy = "default-src 'none'; script-src 'self'; style-src 'self'"
            return self.give(strict_page(), policy=policy)
        return super().do_GET()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reports.put(json.loads(body))
        self.give("")

    def give(self, text: str, kind: str = "text/html", policy: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture(scope="module")
def drive(tmp_path_factory):
    handler = functools.partial(Handler, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()

        @functools.cache
        def run(screen: str, name: str = "gene_explorer.html", *options: str) -> dict:
            """Return what a reader of a screen saw."""
            width, height = SCREENS[screen]
            log = tmp_path_factory.mktemp("drive") / "log"
            command = [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--remote-debugging-port=0",
                f"--user-data-dir={log.parent / 'profile'}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--window-size=1400,1000",
                *options,
                f"http://127.0.0.1:{running.server_port}/drive/{width}/{height}/{name}",
            ]
            with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as browser:
                try:
                    return Handler.reports.get(timeout=600)
                finally:
                    browser.terminate()
                    browser.wait(600)

        yield run
        running.shutdown()


def test_an_address_that_ends_in_a_gene_shows_it(drive):
    seen = drive("wide")
    assert seen["errors"] == []
    assert seen["deep"].startswith(f"ERBB2: {MEASURED} of ")
    assert len(seen["plots"]) >= 5
    assert all(words.startswith("Forest plot of ERBB2. ") for words in seen["plots"])
    assert seen["marks"] == seen["rows"] == MEASURED


def test_every_row_links_to_its_chapter_and_its_stored_table(drive):
    links = drive("wide")["links"]
    assert len(links) == 2 * MEASURED
    for link in links:
        path, _, anchor = link.split("/", 3)[3].partition("#")
        page = SITE / path
        assert page.is_file()
        if anchor:
            assert f'id="{anchor}"' in page.read_text(encoding="utf-8")


def test_back_and_forward_go_from_gene_to_gene(drive):
    assert drive("wide")["hash"] == "#CCN1"
    assert drive("wide")["back"] == "ERBB2"


def test_a_former_symbol_is_suggested_and_resolved(drive):
    seen = drive("wide")
    assert seen["suggested"] == ["CCN1 for CYR61"]
    assert "ERBB2 for HER2" in seen["short"]
    assert seen["as"] == "Tamoxifen, three series, as CYR61"
    assert seen["alias"].startswith(
        f"her2 is a former symbol or alias of ERBB2. ERBB2: {MEASURED} of "
    )


def test_keys_choose_show_close_and_clear(drive):
    seen = drive("wide")
    assert seen["expanded"] == "true"
    assert seen["active"] == "true"
    assert seen["closed"] == ["false", True]
    assert seen["last"] == "true"
    assert seen["first"] == "true"
    assert seen["escaped"] == [True, "MY"]
    assert seen["cleared"] == ""


def test_a_gene_that_is_not_there_gets_a_clear_word_and_the_nearest_names(drive):
    seen = drive("wide")
    assert seen["missing"] == "No gene of the book is called “ERBB22”. Nearest names:"
    assert seen["near"][0] == "ERBB2"
    assert "known gene, but no stored table of the book holds it" in seen["unmeasured"]
    assert seen["ambiguous"] == "CD98 may mean several genes:"


def test_a_gene_is_summed_up_and_leads_to_the_claims_that_name_it(drive):
    seen = drive("wide")
    apart, with_interval = re.search(r"in (\d+) of the (\d+) rows", seen["summary"]).groups()
    assert 0 < int(apart) <= int(with_interval) <= seen["rows"]
    assert any(claim.startswith("S8: ") for claim in seen["claims"])


def test_survival_by_thirds_is_drawn_for_a_declared_gene(drive):
    seen = drive("wide")
    assert any("METABRIC by thirds of ERBB2" in words for words in seen["curves"])
    assert set(seen["thirds"]) == {3}


def test_a_plot_is_downloaded_as_a_picture_that_needs_no_style_sheet(drive):
    seen = drive("wide")
    assert re.fullmatch(r"ERBB2-[a-z0-9-]+\.svg", seen["plotFile"])
    drawn = ElementTree.fromstring(seen["svg"])
    shapes = [part for part in drawn.iter() if part.get("stroke")]
    assert len(shapes) > 20
    assert all(part.get("font-family") for part in drawn.iter("{http://www.w3.org/2000/svg}text"))


def test_a_family_is_offered_whole_and_full_names_and_greek_letters_are_known(drive):
    seen = drive("wide")
    assert {"NFKB1", "NFKB2", "RELA"} <= set(seen["family"])
    assert {"NFKB1", "RELA"} <= set(seen["slash"])
    assert seen["cyclins"] == ["CCNE1", "CCNE2"]
    assert seen["full"].startswith("CCNE1:")
    assert seen["marker"].startswith("MKI67:")
    assert "ESR1" in seen["greek"]


def test_a_pasted_list_shows_the_mean_and_each_gene_of_every_analysis(drive):
    seen = drive("wide")
    assert seen["list"].startswith("3 of 5 names are genes of the book.")
    assert seen["listHash"] == "#ERBB2,GRB7,cyr61,ERBB22,CD98"
    assert seen["listed"] == "ERBB2, GRB7, cyr61, ERBB22, CD98"
    heads, mean, *genes = seen["listTables"][0]
    assert heads[:2] == ["Gene", "Tamoxifen, three series"]
    assert [row[0] for row in genes] == ["ERBB2", "GRB7", "CCN1"]
    assert seen["dots"] == len(genes)
    stored = pd.read_csv(RESULTS / "keikha2021/relapse_genes_tamoxifen.csv").set_index("gene")
    effects = stored.loc[["ERBB2", "GRB7", "CYR61"], "effect"]
    shown = [float(row[1].replace("−", "-")) for row in (mean, *genes)]
    assert shown == pytest.approx([effects.mean(), *effects], abs=0.006)
    assert f"Tamoxifen, three series: {effects.mean():.3g}"[:-1] in seen["listPlot"]


def test_the_mean_of_ratios_is_that_of_their_logarithms(drive):
    _, mean, *genes = drive("wide")["listTables"][1]
    ratios = [float(row[1]) for row in genes]
    assert float(mean[1]) == pytest.approx(np.exp(np.log(ratios).mean()), rel=0.01)


def test_names_of_a_list_that_mean_no_gene_or_several_are_named_with_what_they_may_be(drive):
    seen = drive("wide")
    assert "cyr61 is CCN1" in seen["listNotes"]
    unknown, several = seen["listOpen"]
    assert unknown.startswith("“ERBB22” is no gene of the book. Nearest names: ")
    assert "ERBB2" in unknown
    assert several.startswith("“CD98” may mean several genes: ")
    assert seen["listMended"].startswith("4 of 5 names")
    assert seen["listLong"].startswith("At most 200 genes can be shown together")
    assert "“ZZZZZZZZZ” is no gene of the book. No name is near to it." in seen["listHostile"]


def test_the_address_of_a_list_leads_back_to_it(drive):
    assert drive("wide")["listBack"] == "ERBB2, GRB7, cyr61, ERBB3, CD98"


def test_the_file_of_a_list_holds_the_rows_of_each_gene(drive):
    rows = list(csv.DictReader(io.StringIO(drive("wide")["listCsv"])))
    assert {row["gene"] for row in rows} == {"ERBB2", "GRB7", "CCN1"}
    assert {row["symbol_in_table"] for row in rows if row["gene"] == "CCN1"} >= {"CYR61"}


def test_a_list_fits_on_a_phone(drive):
    for screen in ("phone", "wide"):
        seen = drive(screen)
        assert seen["listOverflow"] <= 0
        assert seen["listFaint"] == seen["listCut"] == []


def test_what_is_typed_is_never_read_as_markup(drive):
    assert "<img src=x" in drive("wide")["hostile"]
    assert "<img src=x" in drive("wide")["listHostile"]
    assert drive("wide")["planted"] == 0


def test_the_file_holds_what_is_shown(drive):
    seen = drive("wide")
    assert seen["table"] == "ERBB2.csv"
    rows = list(csv.DictReader(io.StringIO(seen["csv"])))
    assert len(rows) == seen["rows"]
    assert {row["gene"] for row in rows} == {"ERBB2"}
    for row in rows:
        with (RESULTS / f"{row['table']}.csv").open(encoding="utf-8", newline="") as file:
            stored = [one for one in csv.DictReader(file) if one["gene"] == row["symbol_in_table"]]
        values = [
            f"{float(value):.3g}" for one in stored for value in one.values() if number(value)
        ]
        assert f"{float(row['effect']):.3g}" in values


def number(text: str) -> bool:
    try:
        return text != "" and float(text) == float(text)
    except ValueError:
        return False


def test_it_asks_no_other_host(drive):
    (host,) = drive("wide")["hosts"]
    assert host.startswith("127.0.0.1:")


def test_it_works_under_a_strict_content_security_policy(drive):
    seen = drive("wide", "strict.html")
    assert seen["errors"] == []
    assert seen["refused"] == []
    assert seen["marks"] == MEASURED


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plots_and_words_stand_out_from_what_lies_behind_them(drive, theme):
    seen = drive("wide", "gene_explorer.html", *([DARK] if theme == "dark" else []))
    assert seen["theme"] == theme
    assert seen["faint"] == []
    assert seen["ink"] >= 4.5


def test_on_a_phone_nothing_overflows_and_no_words_cross(drive):
    seen = drive("phone")
    assert seen["errors"] == []
    assert seen["width"] == SCREENS["phone"][0]
    assert seen["overflow"] <= 0
    for screen in ("phone", "wide"):
        seen = drive(screen)
        assert seen["cut"] == seen["beyond"] == seen["out"] == seen["crossed"] == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_it_opens_from_a_file_and_is_pictured(browse, look):  # noqa: F811
    address = f"{BUILT.as_uri()}#ERBB2"
    options = [DARK] if look == "dark" else []
    page, console, requests = browse(address, "--dump-dom", *options)
    assert [line for line in console if not CHATTER.match(line)] == []
    assert requests == []
    assert len(BeautifulSoup(page, "html.parser").select(".forest svg")) >= 5
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    picture = SCREENSHOTS / f"gene-explorer-ERBB2-{look}.png"
    browse(address, f"--screenshot={picture}", "--window-size=1280,2600", *options)
    assert picture.stat().st_size > 10_000
