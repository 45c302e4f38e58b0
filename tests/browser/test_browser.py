"""Every page in a real browser: nothing from another host, no error, no overflow on a phone.

Pages are served from this machine and shown in a frame as wide as the screen asked for; a script
beside the frame measures them. The browser can resolve no host name.

``axe.min.js`` is axe-core 4.10.3 (npm package ``axe-core``, licence MPL-2.0, as its first lines
say), unchanged; it serves these tests only and is no part of the site.
"""

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import hostile_book
import pytest
import yaml
from bs4 import BeautifulSoup

from resistbook.paths import ROOT, SITE

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
AXE_CORE = Path(__file__).with_name("axe.min.js")
SCREENSHOTS = ROOT / "_build" / "screenshots"
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
TABLES = "book/generated/tables_wu2025"
"""The longest of the pages that list the tables of a study."""
LISTED = [entry["file"] for part in CONTENTS["parts"] for entry in part["chapters"]]
DOCUMENTS = [CONTENTS["root"], *LISTED, TABLES]
CHAPTERS = [name for name in DOCUMENTS if name.startswith("notebooks/")]
SCREENS = {"wide": (1280, 900), "phone": (390, 844)}
LOOKS = [("wide", "light"), ("wide", "dark"), ("phone", "light")]
"""Themes differ in colours alone: one of them on a phone, and axe on contrast in the other."""
CHATTER = re.compile(r'"\[(PST|togglebutton)\]: ')
"""What the theme's scripts tell of their ordinary work."""
DARK = "--blink-settings=preferredColorScheme=0"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium"),
    pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built; run `make book`"),
]

PROBE = """<!doctype html><title>probe</title><pre id="report"></pre>
<iframe id="page" width="{width}" height="{height}" data-page="/{name}.html"></iframe>
<script src="/{script}.js"></script>"""

MEASURE = r"""
const report = {errors: []};
const frame = document.getElementById("page");

const shown = (element) => element.getClientRects().length > 0;

// ---- contrast of text with what lies behind it, as WCAG 2 defines it ----
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const luminance = (rgb) => rgb.slice(0, 3)
  .map((value) => value / 255)
  .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
const over = (top, below) => {
  const alpha = top[3] ?? 1;
  return [0, 1, 2].map((i) => alpha * top[i] + (1 - alpha) * below[i]);
};
const behind = (view, element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    layers.push(channels(view.getComputedStyle(at).backgroundColor));
    if ((layers.at(-1)[3] ?? 1) === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
};
const contrast = (view, element) => {
  const ground = behind(view, element);
  const text = over(channels(view.getComputedStyle(element).color), ground);
  const [low, high] = [luminance(text), luminance(ground)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const faint = (view, page) => {
  const walker = page.createTreeWalker(page.querySelector(".bd-main"), NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(element)) continue;
    if (element.closest("script, style, svg, mjx-container, .headerlink")) continue;
    if (view.getComputedStyle(element).visibility !== "visible") continue;
    const ratio = contrast(view, element);
    if (ratio < 4.5) {
      const text = walker.currentNode.data.trim().slice(0, 40);
      found.add(`${ratio.toFixed(1)} ${element.className} ${text}`);
    }
  }
  return [...found];
};

// ---- text that is cut: wider than its box, in a box that neither shows nor scrolls it ----
const cut = (view, page) => [...page.querySelectorAll(".bd-main *, .bd-sidebar-secondary *")]
  .filter((element) => shown(element) && element.scrollWidth > element.clientWidth + 1
    && element.clientWidth > 1
    && ["hidden", "clip"].includes(view.getComputedStyle(element).overflowX)
    && !element.closest("mjx-container, span.math, .visually-hidden, .sr-only"))
  .map((element) => element.outerHTML.slice(0, 120));
const WIDE = ".bd-article table, .bd-article pre, .bd-article img";
const beyond = (view, page) => [...page.querySelectorAll(WIDE)]
  .filter((element) => shown(element))
  .filter((element) => element.getBoundingClientRect().right > view.innerWidth + 1)
  .filter((element) => {
    for (let at = element; at && at.tagName !== "ARTICLE"; at = at.parentElement) {
      if (["auto", "scroll"].includes(view.getComputedStyle(at).overflowX)) return false;
    }
    return true;
  })
  .map((element) => element.outerHTML.slice(0, 120));

// ---- what tables.js does ----
const column = (table, index) => [...table.tBodies[0].rows]
  .filter((row) => !row.hidden).map((row) => row.cells[index].textContent.trim());
const use = (page) => {
  const head = page.querySelector(".long-table th:last-child button.sort")?.closest("th");
  if (!head) return null;
  const table = head.closest("table");
  const before = column(table, head.cellIndex);
  head.querySelector("button").click();
  const ascending = column(table, head.cellIndex), said = head.getAttribute("aria-sort");
  head.querySelector("button").click();
  const descending = column(table, head.cellIndex);
  const tools = table.closest(".long-table").previousElementSibling;
  const input = tools.querySelector("input"), names = column(table, 0);
  input.value = names[3].toUpperCase();
  input.dispatchEvent(new Event("input"));
  return {before, ascending, said, descending, name: names[3], left: column(table, 0),
          count: tools.querySelector("[aria-live]").textContent};
};

frame.addEventListener("load", () => {
  const view = frame.contentWindow, page = frame.contentDocument;
  view.addEventListener("error", (event) => report.errors.push(event.message));
  setTimeout(() => {
    const broken = (image) => shown(image) && !image.naturalWidth;
    report.title = page.title;
    report.theme = page.documentElement.dataset.theme;
    report.width = view.innerWidth;
    report.overflow = page.documentElement.scrollWidth - view.innerWidth;
    report.broken = [...page.images].filter(broken).map((image) => image.src);
    report.formulas = page.querySelectorAll(".math").length;
    report.typeset = page.querySelectorAll(".math mjx-container").length;
    report.failed = page.querySelectorAll("mjx-merror").length;
    report.sortable = page.querySelectorAll("th button.sort").length;
    report.tables = page.querySelectorAll(".bd-article table").length;
    report.frames = [...page.querySelectorAll(".bd-article table")].map((table) => ({
      rows: table.querySelectorAll("tbody tr").length,
      boxed: table.parentElement.classList.contains("long-table"),
      over: table.parentElement.scrollWidth - table.parentElement.clientWidth,
      verdicts: table.querySelectorAll("td .verdict").length,
    }));
    report.cards = [...page.querySelectorAll(".bd-article .cell_output img")]
      .map((image) => behind(view, image).map(Math.round));
    report.faint = faint(view, page);
    report.cut = cut(view, page);
    report.beyond = beyond(view, page);
    report.used = use(page);
    const done = () => document.getElementById("report").textContent = JSON.stringify(report);
    const rules = new URLSearchParams(location.search).getAll("axe");
    if (!rules.length) return done();
    const told = ({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(
      ({ html, target }) => `${target.join(" ")}: ${html.slice(0, 160)}`) });
    const script = page.createElement("script");
    script.src = "/axe.min.js";
    script.onload = async () => {
      const only = rules.includes("all") ? {} : { runOnly: rules };
      const found = await view.axe.run(page, { resultTypes: ["violations"], ...only });
      report.rules = found.passes.length + found.violations.length;
      report.violations = found.violations.map(told);
      done();
    };
    page.head.append(script);
  }, 3000);
}, {once: true});
frame.src = frame.dataset.page;
"""


USE_FILTER = r"""
const report = {};
const frame = document.getElementById("page");
frame.addEventListener("load", () => setTimeout(() => {
  const view = frame.contentWindow, page = frame.contentDocument;
  const rows = [...page.querySelectorAll("span[data-verdict]")].map((mark) => mark.closest("tr"));
  const shown = () => rows.filter((row) => row.getClientRects().length).map((row) => ({
    ...row.querySelector("span[data-verdict]").dataset, text: row.textContent}));
  const headings = () => [...page.querySelectorAll("section[id] > h2")]
    .filter((heading) => heading.getClientRects().length).length;
  const tools = page.getElementById("claim-filter");
  const [study, verdict] = tools.querySelectorAll("select");
  const words = tools.querySelector("input"), clear = tools.querySelector("button");
  const say = () => tools.querySelector("[role=status]").textContent;
  const put = (control, value) => {
    control.value = value;
    control.dispatchEvent(new view.Event("input"));
  };
  report.all = shown().length;
  report.headings = headings();
  report.unlabelled = [study, verdict, words].filter((control) => !control.labels.length).length;
  put(study, "scaltriti2011"); report.study = shown(); report.studyHeadings = headings();
  put(verdict, "undecided"); report.both = shown(); report.said = say();
  report.address = view.location.hash;
  put(words, "cyclin"); report.words = shown();
  clear.click();
  report.spelt = Object.fromEntries(["NF-κB", "NF-kB", "nf-kappa B", "NFKB", "claim S7", "tamoxifn"]
    .map((word) => { put(words, word); return [word, shown().length]; }));
  clear.click(); report.cleared = shown().length;
  report.focused = page.activeElement === study;
  view.location.hash = "#verdict=not+testable";
  setTimeout(() => {
    report.linked = shown(); report.chosen = verdict.value;
    view.location.hash = "#claim-scaltriti2011-s7";
    setTimeout(() => {
      report.claim = shown().length;
      document.getElementById("report").textContent = JSON.stringify(report);
    }, 300);
  }, 300);
}, 1500), {once: true});
frame.src = frame.dataset.page;
"""
SEARCH = r"""
const report = {};
const frame = document.getElementById("page");
frame.addEventListener("load", () => setTimeout(() => {
  const links = [...frame.contentDocument.querySelectorAll("#search-results li a:first-child")];
  report.found = links.map((link) => link.getAttribute("href"));
  report.texts = links.map((link) => link.textContent);
  report.said = frame.contentDocument.querySelector("#search-results [role=status]").textContent;
  document.getElementById("report").textContent = JSON.stringify(report);
}, 6000), {once: true});
frame.src = frame.dataset.page + location.search;
"""
PRESS = r"""
const report = {pressed: []};
const frame = document.getElementById("page");
frame.addEventListener("load", () => setTimeout(() => {
  const view = frame.contentWindow, page = frame.contentDocument;
  view.print = () => report.pressed.push("print");
  view.toggleFullScreen = () => report.pressed.push("whole screen");
  for (const button of page.querySelectorAll("button[onclick]")) button.click();
  document.getElementById("report").textContent = JSON.stringify(report);
}, 1500), {once: true});
frame.src = frame.dataset.page;
"""
FOLD = r"""
const report = {};
const frame = document.getElementById("page");
frame.addEventListener("load", () => setTimeout(() => {
  const view = frame.contentWindow, page = frame.contentDocument;
  const cells = [...page.querySelectorAll("details.hide.above-input")];
  const open = () => cells.filter((cell) => cell.open).length;
  const button = page.querySelector(".code-switch button");
  report.cells = cells.length;
  report.first = [open(), button.textContent];
  button.click(); report.shown = [open(), button.textContent, view.localStorage.getItem("code")];
  button.click(); report.folded = [open(), button.textContent, view.localStorage.getItem("code")];
  report.bare = [...page.querySelectorAll(".bd-article .cell_input")]
    .filter((code) => code.checkVisibility()).length;
  document.getElementById("report").textContent = JSON.stringify(report);
}, 1500), {once: true});
frame.src = frame.dataset.page;
"""
ENLARGE = r"""
const report = {};
const frame = document.getElementById("page");
frame.addEventListener("load", () => setTimeout(() => {
  const figures = [...frame.contentDocument.querySelectorAll("figure:has(a.figure-whole)")];
  const image = (figure) => figure.querySelector("img");
  const measure = () => figures.map((figure) => [
    image(figure).getBoundingClientRect().width, figure.clientWidth, figure.scrollWidth,
  ]);
  const tap = () => figures.forEach((figure) => image(figure).click());
  report.whole = measure();
  tap(); report.enlarged = measure();
  tap(); report.again = measure();
  report.address = frame.contentWindow.location.pathname;
  document.getElementById("report").textContent = JSON.stringify(report);
}, 1500), {once: true});
frame.src = frame.dataset.page;
"""
SCRIPTS = {
    "enlarge": ENLARGE,
    "fold": FOLD,
    "press": PRESS,
    "measure": MEASURE,
    "filter": USE_FILTER,
    "search": SEARCH,
}

OUTSIDE = """<!doctype html><title>outside</title>
<script src="https://a.example/x.js"></script><script>nothing.at.all()</script>"""

POOR = """<!doctype html><title>poor</title><div class="bd-main"><article class="bd-article">
<img src="/none.png">
<p style="color: #999">faint words</p><p style="color: #595959">words that stand out</p>
<p style="width: 4rem; overflow: hidden; white-space: nowrap">words that are cut</p>
<table style="width: 900px"><tr><td>a table that no one can scroll</td></tr></table>
</article></div>"""


ROOT_PAGE = CONTENTS["root"]
INJECTED = """<p id="injected">not run</p>
<script>document.getElementById("injected").textContent = "run";</script>
<img src="x" alt="" onerror="document.getElementById('injected').textContent = 'run'">
<script src="https://a.example/x.js"></script>"""


def injected(policy: bool) -> str:
    """Return a page of the book into whose text hostile markup has come, with its policy or not."""
    page = (SITE / f"{ROOT_PAGE}.html").read_text(encoding="utf-8")
    whole = page.replace("<article", f"{INJECTED}<article", 1)
    return whole if policy else whole.replace("Content-Security-Policy", "none", 1)


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        kind = "text/html"
        if self.path == "/outside.html":
            body = OUTSIDE.encode()
        elif self.path == "/poor.html":
            body = POOR.encode()
        elif self.path in ("/book/injected.html", "/book/unguarded.html"):
            body = injected(policy=self.path == "/book/injected.html").encode()
        elif self.path == "/axe.min.js":
            body, kind = AXE_CORE.read_bytes(), "text/javascript"
        elif self.path.removeprefix("/").removesuffix(".js") in SCRIPTS:
            body, kind = SCRIPTS[self.path[1:-3]].encode(), "text/javascript"
        elif self.path.startswith("/probe/"):
            _, _, script, width, height, name = self.path.split("?")[0].split("/", 5)
            body = PROBE.format(script=script, width=width, height=height, name=name).encode()
        else:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        return self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    handler = functools.partial(Handler, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def asked_by_pages(net_log: dict) -> set[str]:
    """List the addresses that pages asked for, without those that the browser itself did."""
    asked = [event.get("params", {}) for event in net_log["events"]]
    return {
        params["url"]
        for params in asked
        if params.get("initiator", "not an origin") != "not an origin"
        and params.get("url", "").startswith(("http:", "https:", "ws:", "wss:"))
    }


@pytest.fixture
def browse(tmp_path):
    def run(address: str, *options: str) -> tuple[str, list[str], list[str]]:
        """Return the page's text as a browser leaves it, its console, and all requests."""
        net_log = tmp_path / "requests.json"
        done = subprocess.run(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--enable-logging=stderr",
                "--virtual-time-budget=15000",
                f"--log-net-log={net_log}",
                *options,
                address,
            ],
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        )
        messages = re.findall(r"CONSOLE[:(]\d+\)?\] (.*)", done.stderr)
        console = [message for message in messages if not CHATTER.match(message)]
        return done.stdout, console, sorted(asked_by_pages(json.loads(net_log.read_text())))

    return run


def probe(
    browse, server: str, name: str, screen: str, *options: str, script: str = "measure"
) -> dict:
    width, height = SCREENS[screen]
    page, _, query = name.partition("?")
    address = f"{server}/probe/{script}/{width}/{height}/{page}?{query}"
    page, console, requests = browse(address, "--dump-dom", "--window-size=1400,1000", *options)
    report = BeautifulSoup(page, "html.parser").find(id="report").text
    assert report, f"the page did not load: {console}"
    return json.loads(report) | {"console": console, "requests": requests}


def test_a_request_to_another_host_and_an_error_in_a_script_would_be_seen(browse, server):
    _, console, requests = browse(f"{server}/outside.html", "--dump-dom")
    assert "https://a.example/x.js" in requests
    assert any("nothing is not defined" in message for message in console)


def test_a_script_that_came_into_the_text_of_a_page_does_not_run(browse, server):
    told = {}
    for name in ("injected", "unguarded"):
        page, console, requests = browse(f"{server}/book/{name}.html", "--dump-dom")
        told[name] = BeautifulSoup(page, "html.parser").find(id="injected").text
        refused = [line for line in console if "Content Security Policy" in line]
        assert bool(refused) is (name == "injected")
        assert ("https://a.example/x.js" in requests) is (name == "unguarded")
    assert told == {"injected": "not run", "unguarded": "run"}


def test_the_buttons_of_the_theme_may_still_run(browse, server):
    seen = probe(browse, server, DOCUMENTS[1], "wide", script="press")
    assert set(seen["pressed"]) == {"print", "whole screen"}
    assert seen["console"] == []


def test_faint_text_cut_text_and_a_table_out_of_reach_would_be_seen(browse, server):
    seen = probe(browse, server, "poor", "phone")
    assert seen["faint"] == ["2.8  faint words"]
    assert ["words that are cut" in element for element in seen["cut"]] == [True]
    assert len(seen["beyond"]) == 1


def test_what_axe_calls_serious_would_be_seen(browse, server):
    seen = probe(browse, server, "poor?axe=all", "wide")
    assert {"image-alt", "color-contrast", "html-has-lang"} <= set(serious(seen))


def serious(seen: dict) -> dict[str, list[str]]:
    """List the elements of each rule of axe-core that is broken seriously."""
    return {
        rule["id"]: rule["nodes"]
        for rule in seen["violations"]
        if rule["impact"] in ("serious", "critical")
    }


@pytest.mark.parametrize("name", [*DOCUMENTS, "search"])
@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_a_page_is_whole_legible_and_asks_no_other_host(browse, server, name, screen, theme):
    dark = theme == "dark"
    rules = "color-contrast" if dark else "all"
    seen = probe(browse, server, f"{name}?axe={rules}", screen, *([DARK] if dark else []))
    assert seen["theme"] == theme
    assert {urlsplit(request).hostname for request in seen["requests"]} == {"127.0.0.1"}
    for fault in ("console", "errors", "broken", "faint", "cut", "beyond"):
        assert seen[fault] == [], fault
    assert seen["width"] == SCREENS[screen][0]
    assert seen["overflow"] <= 0
    assert seen["rules"] == 1 if dark else seen["rules"] > 20
    assert serious(seen) == {}
    if name in CHAPTERS:
        assert seen["cards"]
    if dark:  # a figure lies on a light card
        assert all(min(colour) > 240 for colour in seen["cards"])
    if screen == "phone":  # claims are cards that fit
        assert [one for one in seen["frames"] if one["verdicts"] and one["over"] > 0] == []


def test_claims_are_filtered_by_study_verdict_and_words(browse, server):
    seen = probe(browse, server, "book/generated/claims", "wide", script="filter")
    whole = json.loads((SITE / "claims.json").read_text(encoding="utf-8"))
    told = {
        (study["study"], claim["id"]): claim["verdict"]
        for study in whole["studies"]
        for claim in study["claims"]
    }
    of_study = [verdict for (study, _), verdict in told.items() if study == "scaltriti2011"]
    undecided = of_study.count("undecided")
    assert seen["all"] == seen["cleared"] == seen["claim"] == len(told)
    assert len(seen["study"]) == len(of_study) > undecided == len(seen["both"]) > 0
    assert {row["study"] for row in seen["study"]} == {"scaltriti2011"}
    assert {row["verdict"] for row in seen["both"]} == {"undecided"}
    assert seen["said"] == f"{undecided} of {len(told)} claims"
    assert seen["words"]
    assert all("cyclin" in row["text"].lower() for row in seen["words"])
    assert seen["headings"] - seen["studyHeadings"] == len(whole["studies"]) - 1
    assert seen["unlabelled"] == 0
    assert seen["focused"]


def test_the_filter_of_claims_folds_spellings_and_forgives_a_letter(browse, server):
    spelt = probe(browse, server, "book/generated/claims", "wide", script="filter")["spelt"]
    same = {spelt[word] for word in ("NF-κB", "NF-kB", "nf-kappa B", "NFKB")}
    assert len(same) == 1
    assert min(same) > 5
    assert spelt["claim S7"] >= 1
    assert spelt["tamoxifn"] > 3


def test_a_filter_can_be_sent_as_an_address(browse, server):
    seen = probe(browse, server, "book/generated/claims", "wide", script="filter")
    assert seen["address"] == "#study=scaltriti2011&verdict=undecided"
    assert seen["chosen"] == "not testable"
    assert {row["verdict"] for row in seen["linked"]} == {"not testable"}


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("FOXM1", "notebooks/01_tamoxifen_relapse.html"),
        ("RELB", "book/gene_explorer.html#RELB"),
        ("keikha2021 K5", "book/generated/claims.html#claim-keikha2021-k5"),
        ("GSE9893", "notebooks/01_tamoxifen_relapse.html"),
        ("METABRIC", "notebooks/03_trastuzumab_nfkb_basal.html"),
        ("S7", "book/generated/claims.html#claim-scaltriti2011-s7"),
        ("GSE20181", "book/generated/data.html#data-gse20181"),
        ("censoring", "book/glossary.html#term-censoring"),
        ("NF-kB", "notebooks/02_tamoxifen_tolerance_nfkb.html"),
        ("nuclear factor kappa B", "book/gene_explorer.html#NFKB1"),
        ("cyclin E", "book/gene_explorer.html#CCNE1"),
    ],
)
def test_the_search_finds_a_gene_a_claim_a_cohort_and_a_word(browse, server, words, page):
    seen = probe(browse, server, f"search?q={quote(words)}", "wide", script="search")
    assert page in {address for link in seen["found"] for address in (link, link.split("#")[0])}
    assert seen["console"] == []


def test_spellings_of_one_name_find_the_same_sections(browse, server):
    found = [
        probe(browse, server, f"search?q={quote(words)}", "wide", script="search")["found"]
        for words in ("NF-κB", "NF-kB", "NF-kappaB")
    ]
    sections = [[link for link in links if "gene_explorer" not in link] for links in found]
    assert sections[0] == sections[1] == sections[2]
    assert len(sections[0]) > 20


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("claim S7", "S7: "),
        ("S7", "S7: "),
        ("K5", "K5: "),
        ("p65", "RELA, RELA proto-oncogene"),
        ("cyclin E1", "CCNE1, cyclin E1"),
        ("ERBB2", "ERBB2, erb-b2 receptor tyrosine kinase 2"),
    ],
)
def test_the_first_hit_is_what_a_name_means_and_says_so(browse, server, words, first):
    seen = probe(browse, server, f"search?q={quote(words)}", "wide", script="search")
    assert seen["texts"][0].startswith(first)


def test_genes_that_only_share_a_word_stand_after_the_sections(browse, server):
    found = probe(browse, server, "search?q=Cox", "wide", script="search")["found"]
    genes = [bool(re.search(r"gene_explorer\.html#[A-Z0-9]+$", link)) for link in found]
    assert any(genes)
    assert genes == sorted(genes)


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("does cyclin E predict response to trastuzumab", "notebooks/04_trastuzumab_cyclin_e"),
        ("what would it take to change verdict Z4", "book/generated/claims.html#claim-kanzaki"),
        ("which patients were given trastuzumab", "notebooks/03_trastuzumab_nfkb_basal"),
    ],
)
def test_a_question_in_whole_words_leads_to_its_section(browse, server, question, page):
    seen = probe(browse, server, f"search?q={quote(question)}", "wide", script="search")
    assert page in seen["found"][0]


def test_a_word_with_one_wrong_letter_is_found_and_the_page_says_as_what(browse, server):
    seen = probe(browse, server, "search?q=tamoxifn", "wide", script="search")
    assert seen["said"].startswith("No section has “tamoxifn”; shown is tamoxifen.")
    assert "notebooks/01_tamoxifen_relapse.html" in seen["found"]


def test_a_search_that_finds_nothing_says_so(browse, server):
    seen = probe(browse, server, "search?q=qqqqqqqq", "wide", script="search")
    assert seen["said"] == "No section has “qqqqqqqq”."
    assert seen["found"] == []


def test_a_number_of_a_sentence_unfolds_its_row(browse, server):
    page, _, _ = browse(f"{server}/{CHAPTERS[0]}.html", "--dump-dom")
    name = BeautifulSoup(page, "html.parser").select_one("p a.number")["href"]
    page, _, _ = browse(f"{server}/{CHAPTERS[0]}.html{name}", "--dump-dom")
    unfolded = BeautifulSoup(page, "html.parser").select("details.numbers[open]")
    assert [bool(numbers.select(name)) for numbers in unfolded] == [True]


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_code_of_a_chapter_is_folded_and_one_switch_shows_it(browse, server, name):
    seen = probe(browse, server, name, "wide", script="fold")
    assert seen["cells"] > 3
    assert seen["first"] == [0, "Show all code"]
    assert seen["shown"] == [seen["cells"], "Fold all code", "shown"]
    assert seen["folded"] == [0, "Show all code", "folded"]
    assert seen["bare"] == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_on_a_phone_a_figure_fits_and_a_tap_enlarges_it(browse, server, name):
    seen = probe(browse, server, name, "phone", script="enlarge")
    assert seen["whole"]
    assert all(image <= box for image, box, _ in seen["whole"])
    assert all(image > 700 and inside > box for image, box, inside in seen["enlarged"])
    assert seen["again"] == seen["whole"]
    assert seen["address"] == f"/{name}.html"


def test_every_icon_is_drawn(browse, server):
    page, _, _ = browse(f"{server}/{DOCUMENTS[1]}.html", "--dump-dom")
    soup = BeautifulSoup(page, "html.parser")
    assert len(soup.select("svg.svg-inline--fa")) > 10
    assert not soup.select("i[class*=fa-]")
    # A name that Font Awesome does not know is drawn as a question mark that moves.
    assert not soup.select(".svg-inline--fa animate, .svg-inline--fa circle")


def test_formulas_are_typeset_without_network(browse, server):
    seen = probe(browse, server, "book/methods", "wide")
    assert seen["formulas"] > 10
    assert seen["typeset"] == seen["formulas"]
    assert seen["failed"] == 0


def test_tables_can_be_sorted_by_number_and_searched(browse, server):
    used = probe(browse, server, "book/generated/reproducibility", "wide")["used"]
    numbers = [float(text) for text in used["ascending"]]
    assert used["said"] == "ascending"
    assert numbers == sorted(numbers) != [float(text) for text in used["before"]]
    assert used["descending"] == used["ascending"][::-1]
    assert used["name"] in used["left"]
    assert len(used["left"]) < len(used["before"])
    assert used["count"] == f"{len(used['left'])} of {len(used['before'])} rows"


def test_every_table_of_several_rows_can_be_sorted(browse, server):
    seen = probe(browse, server, "book/generated/data", "wide")
    assert seen["sortable"] >= seen["tables"] > 10


@pytest.mark.parametrize("name", ["book/remark_tripod", "notebooks/06_synthesis"])
def test_a_long_table_of_prose_stands_whole_in_the_page(browse, server, name):
    first = probe(browse, server, name, "wide")["frames"][0]
    assert first["rows"] >= 20
    assert not first["boxed"]
    assert first["over"] == 0


def test_a_long_table_of_numbers_scrolls_in_a_box(browse, server):
    frames = probe(browse, server, "book/generated/calibration", "wide")["frames"]
    assert max(frames, key=lambda frame: frame["rows"])["boxed"]


def test_from_a_file_the_explorer_draws_and_the_search_finds(browse):
    page = Path(SITE / "book" / "gene_explorer.html").as_uri()
    shown, console, _ = browse(f"{page}#ERBB2", "--dump-dom")
    assert len(BeautifulSoup(shown, "html.parser").select(".forest svg .forest-mark")) > 3
    assert console == []
    page = Path(SITE / "search.html").as_uri()
    shown, console, _ = browse(f"{page}?q=RELB", "--dump-dom")
    links = BeautifulSoup(shown, "html.parser").select("#search-results li a")
    assert "book/gene_explorer.html#RELB" in {link["href"] for link in links}
    assert console == []


@pytest.mark.parametrize(
    "address",
    [
        "book/gene_explorer.html#<img src=x onerror=alert(1)>",
        "book/gene_explorer.html#%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "book/generated/claims.html#study=<script>alert(1)</script>&words=<img onerror=alert(1)>",
        "search.html?q=<img src=x onerror=alert(1)>",
    ],
)
def test_an_address_cannot_bring_markup_into_a_page(browse, server, address):
    page, console, _ = browse(f"{server}/{address}", "--dump-dom")
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.select("[onerror]")
    assert not [script for script in soup.select("script:not([src])") if "alert" in script.text]
    assert console == []


def test_hostile_titles_are_found_by_the_search_and_stay_text(browse, tmp_path):
    site, _ = hostile_book.build(tmp_path / "hostile")
    query = quote(hostile_book.TITLE.removeprefix("Of <").removesuffix(">"))
    page, console, _ = browse(f"{(site / 'search.html').as_uri()}?q={query}", "--dump-dom")
    results = BeautifulSoup(page, "html.parser").select_one("#search-results")
    assert hostile_book.TITLE in {link.text for link in results("a")}
    assert not results.select("img, script, [onerror]")
    assert [line for line in console if "Content Security Policy" in line] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_page_opens_from_a_file_and_is_pictured(browse, name):
    width, height = SCREENS["wide"]
    picture = SCREENSHOTS / f"{name.replace('/', '-')}.png"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    _, console, requests = browse(
        Path(SITE / f"{name}.html").as_uri(),
        f"--screenshot={picture}",
        f"--window-size={width},{height * 3}",
    )
    assert picture.stat().st_size > 10_000
    assert console == []
    assert requests == []
