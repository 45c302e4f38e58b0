"""The checks of the page *Re-check an abstract* in a real browser: offline, and as the Python."""

import functools
import http.server
import json
import queue
import re
import subprocess
import threading

import pytest
from test_browser import CHROMIUM

from resistbook.paths import BOOK, ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; Debian: apt-get install chromium"),
]
CASES = json.loads((ROOT / "tests" / "forensics" / "cases.json").read_text(encoding="utf-8"))
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
PHONE = 390

PROBE = f"""<!doctype html><title>probe</title>
<iframe id="page" width="{PHONE}" height="844"></iframe><script src="/drive.js"></script>"""
DRIVE = r"""
const frame = document.getElementById("page"), report = { errors: [], refused: [] };
const drive = async (view, page) => {
  const cases = await (await fetch("/cases.json")).json();
  report.answers = cases.map(({ check, input }) => {
    const { verdict, sentences, rows } = view.forensics[check](input);
    const names = ["n1", "k1", "n2", "k2", "fisher", "chi_square", "yates"];
    const tables = rows.map((row) => names.map((name) => row[name]));
    return { verdict, sentences, tables };
  });
  const choice = page.getElementById("checks-choice");
  const answer = page.querySelector(".checks-answer");
  report.shown = {};
  for (const { value } of choice.options) {
    choice.value = value;
    choice.dispatchEvent(new view.Event("change", { bubbles: true }));
    report.shown[value] = answer.innerText;
    const over = page.documentElement.scrollWidth - view.innerWidth;
    report.overflow = Math.max(report.overflow ?? 0, over);
  }
  const type = (name, text) => {
    const field = page.getElementById(`checks-${name}`);
    field.value = text;
    field.dispatchEvent(new view.Event("input", { bubbles: true }));
    return answer.innerText;
  };
  choice.value = "percentage";
  choice.dispatchEvent(new view.Event("change", { bubbles: true }));
  report.empty = type("value", "");
  report.comma = type("value", "17,9");
  report.hostile = type("value", "<img src=x onerror=alert(1)>");
  report.planted = page.querySelectorAll("img").length;
  report.above = type("value", "120");
  const fields = [...page.querySelectorAll("input, select")];
  report.unlabelled = fields.filter((field) => !field.labels.length).length;
  const loads = view.performance.getEntriesByType("resource");
  report.hosts = [...new Set(loads.map((entry) => new URL(entry.name).host))];
};
frame.addEventListener("load", async () => {
  const view = frame.contentWindow, page = frame.contentDocument;
  page.addEventListener("securitypolicyviolation", (event) => {
    report.refused.push(event.violatedDirective);
  });
  try {
    await drive(view, page);
  } catch (error) {
    report.errors.push(`${error} ${error.stack}`);
  }
  fetch("/report", { method: "POST", body: JSON.stringify(report) });
}, { once: true });
frame.src = "/book/page.html";
"""


def page() -> str:
    """Return the part of the page that checks, without the theme."""
    text = (BOOK / "forensics.md").read_text(encoding="utf-8")
    raw = re.search(r"```\{raw\} html\n(.*?)```", text, re.DOTALL)[1]
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return f"<!doctype html>{meta}{raw}"


class Handler(http.server.SimpleHTTPRequestHandler):
    reports = queue.Queue()

    def do_GET(self):
        made = {"/probe.html": PROBE, "/drive.js": DRIVE, "/book/page.html": page()}
        if self.path in made:
            kind = "text/javascript" if self.path.endswith(".js") else "text/html"
            return self.give(made[self.path], kind)
        if self.path == "/cases.json":
            return self.give(json.dumps(CASES), "application/json")
        if self.path.startswith("/_static/"):
            self.path = f"/book{self.path}"
        return super().do_GET()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reports.put(json.loads(body))
        self.give("", "text/plain")

    def give(self, text: str, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if self.path.startswith("/book/"):
            self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> dict:
    """What the browser reports of the page, on a screen as wide as a phone, without network."""
    handler = functools.partial(Handler, directory=str(ROOT))
    folder = tmp_path_factory.mktemp("checks")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        command = [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            "--remote-debugging-port=0",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"http://127.0.0.1:{running.server_port}/probe.html",
        ]
        with (
            (folder / "log").open("w") as out,
            subprocess.Popen(command, stdout=out, stderr=out) as browser,
        ):
            try:
                yield Handler.reports.get(timeout=600)
            finally:
                browser.terminate()
                browser.wait(600)
                running.shutdown()


def test_the_page_runs_under_its_policy_and_asks_no_other_host(seen):
    assert seen["errors"] == []
    assert seen["refused"] == []
    (host,) = seen["hosts"]
    assert host.startswith("127.0.0.1:")


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["command"] for case in CASES])
def test_the_browser_answers_as_the_command_does(seen, number):
    case, answer = CASES[number], seen["answers"][number]
    assert answer["verdict"] == case["verdict"]
    assert answer["sentences"] == case["sentences"]
    if "tables" in case:
        assert [row[:4] for row in answer["tables"][:60]] == case["tables"]
        for row, expected in zip(answer["tables"], case["p"], strict=False):
            for value, known in zip(row[4:], expected, strict=True):
                assert value is None if known is None else value == pytest.approx(known, rel=1e-5)


def test_each_form_opens_with_an_example_and_its_answer(seen):
    shown = seen["shown"]
    assert shown["percentage"].startswith("Fits 17.9% can come from counts at n = 28.")
    assert shown["mean"].startswith("Cannot be 5.19 cannot come from whole numbers at n = 28.")
    assert "P < 0.02 in 1 by Fisher" in shown["percentages"]
    assert "P = 0.0006 follows from ratio and interval" in shown["ratio"]
    assert "is the interval of 26 of 32 (exact)." in shown["rate"]
    assert "0.8 in place of 8 would add up." in shown["parts"]


def test_what_is_typed_is_read_refused_or_asked_for(seen):
    assert seen["empty"] == "Still to fill in: Percentage."
    assert seen["comma"].startswith("Fits 17.9% can come from counts")
    assert seen["above"].startswith("not read percentage 120 lies outside 0 to 100.")
    assert "<img src=x" in seen["hostile"]
    assert seen["planted"] == 0


def test_every_field_has_a_label_and_nothing_overflows_on_a_phone(seen):
    assert seen["unlabelled"] == 0
    assert seen["overflow"] <= 0
