"""What is fetched is data: nothing in it is run, nothing is asked for in the clear."""

import ast
import pickle
import re
import shutil
import ssl
import subprocess
import threading
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pyreadr
import pytest
import rdata
import requests

from resistbook.data import sources
from resistbook.data.sources import download, fetch
from resistbook.paths import ROOT

MODULES = sorted((ROOT / "src").rglob("*.py"))

RUNS_DATA = {
    "compile",
    "eval",
    "exec",
    "__import__",
    "os.popen",
    "os.system",
    "joblib.load",
    "np.load",
    "numpy.load",
    "pickle.load",
    "pickle.loads",
    "pd.read_pickle",
    "pandas.read_pickle",
    "tempfile.mktemp",
    "torch.load",
    "yaml.full_load",
    "yaml.load",
    "yaml.unsafe_load",
}
RUNS_WHATEVER_IT_IS_CALLED_ON = {"eval", "extractall", "query", "read_pickle"}
"""Methods; one with a text that stands in the code is no danger."""
IMPORTS_FOR_RUNNING = {"_pickle", "cloudpickle", "dill", "marshal", "pickle", "shelve"}
EXCEPTIONS = {
    (
        "data/deposited/reading.py",
        "pd.read_pickle",
    ): "SurvSet's wheel holds pickles; fetch has compared "
    "their SHA-256 with the registry, and the wheel is pinned by hash",
    (
        "publish/release/releases.py",
        "extractall",
    ): "a release that the user names, into a new folder "
    "that is removed; zipfile takes parents and roots out of the names",
}


def refused(code: str) -> set[str]:
    """Name what a module calls that could run what it reads."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.split(".")[0] for name in names} & IMPORTS_FOR_RUNNING
        if isinstance(node, ast.Attribute) and ast.unparse(node) in RUNS_DATA:
            found.add(ast.unparse(node))
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        fixed = bool(node.args) and isinstance(node.args[0], ast.Constant)
        if name in RUNS_DATA:
            found.add(name)
        elif name.rpartition(".")[2] in RUNS_WHATEVER_IT_IS_CALLED_ON and "." in name and not fixed:
            found.add(name.rpartition(".")[2])
        for keyword in node.keywords:
            value = getattr(keyword.value, "value", "computed")
            if (keyword.arg, bool(value)) in {
                ("shell", True),
                ("allow_pickle", True),
                ("verify", False),
            }:
                found.add(f"{keyword.arg}={value}")
    return found


def test_no_module_runs_what_it_reads_but_for_named_exceptions():
    found = {
        (path.relative_to(ROOT / "src" / "resistbook").as_posix(), name)
        for path in MODULES
        for name in refused(path.read_text(encoding="utf-8"))
    }
    assert found == set(EXCEPTIONS)


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "eval(text)",
        "table.query(text)",
        "pd.read_pickle(path)",
        "read(path, pd.read_pickle)",
        "np.load(path, allow_pickle=True)",
        "yaml.load(text, Loader=yaml.SafeLoader)",
        "subprocess.run(text, shell=True)",
        "subprocess.run(text, shell=flag)",
        "session.get(url, verify=False)",
    ],
)
def test_the_check_of_modules_sees(code):
    assert refused(code)


@pytest.mark.parametrize("code", ["yaml.safe_load(text)", "t.query('a > 1')", "re.compile('a')"])
def test_the_check_of_modules_lets_be(code):
    assert not refused(code)


# ---- the one exception: the pickles of SurvSet --------------------------------------------------

IN_SURVSET = {
    "builtins slice",
    "numpy dtype",
    "numpy ndarray",
    "numpy.core.multiarray _reconstruct",
    "numpy.core.numeric _frombuffer",
    "pandas._libs.arrays __pyx_unpickle_NDArrayBacked",
    "pandas._libs.internals _unpickle_block",
    "pandas.core.arrays.categorical Categorical",
    "pandas.core.arrays.integer Int32Dtype",
    "pandas.core.arrays.integer IntegerArray",
    "pandas.core.dtypes.dtypes CategoricalDtype",
    "pandas.core.frame DataFrame",
    "pandas.core.indexes.base Index",
    "pandas.core.indexes.base _new_Index",
    "pandas.core.indexes.range RangeIndex",
    "pandas.core.internals.managers BlockManager",
}
"""All that the three pickles name: classes of tables, and what puts them together."""


class OnlyTables(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if f"{module} {name}" not in IN_SURVSET:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a table")
        return super().find_class(module, name)


class Attack:
    def __reduce__(self):
        return print, ("run",)


def test_a_pickle_that_names_anything_but_tables_would_be_seen(tmp_path):
    path = tmp_path / "attack.pickle"
    path.write_bytes(pickle.dumps(Attack()))
    with pytest.raises(pickle.UnpicklingError, match=r"builtins.print is no part of a table"):
        OnlyTables(path.open("rb")).load()


@pytest.mark.raw
@pytest.mark.filterwarnings("ignore:numpy.core:DeprecationWarning")
@pytest.mark.parametrize("file", ["gse1992.pickle", "gse4335.pickle", "gse3143.pickle"])
def test_a_pickle_of_survset_names_nothing_but_tables(file):
    path = fetch("survset", file)
    with path.open("rb") as stream:
        table = OnlyTables(stream).load()
    pd.testing.assert_frame_equal(table, pd.read_pickle(path))


def test_the_pickles_of_survset_come_from_its_wheel_alone_and_have_a_hash():
    for item in sources.files_of("survset"):
        assert all(url.startswith("package:SurvSet/") for url in item.urls)
        assert len(item.sha256) == 64


@pytest.mark.parametrize("file", ["gse1992.pickle"])
def test_a_pickle_with_one_other_byte_is_not_opened(file, tmp_path, monkeypatch):
    real = fetch("survset", file).read_bytes()
    (tmp_path / "mirror" / "survset").mkdir(parents=True)
    (tmp_path / "mirror" / "survset" / file).write_bytes(real[:-1] + b"x")
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download.resources, "files", lambda package: tmp_path / "no-package")
    with pytest.raises(sources.WrongBytesError, match=f"survset/{file}"):
        fetch("survset", file)


# ---- R files hold objects, and functions are objects --------------------------------------------

CALL = b"""RDA2\nA\n2\n262658\n131840\n1026\n1\n262153\n1\nl\n6\n1\n262153\n6\nsystem
2\n16\n1\n262153\n%d\n%s\n254\n254\n"""
"""A file of R, as text, that holds the unevaluated call ``system("touch ...")``."""

WRITE = r"""
marker <- commandArgs(TRUE)[1]
setwd(commandArgs(TRUE)[2])
run <- function(x) { system(paste("touch", shQuote(marker))); x }
compiled <- compiler::cmpfun(run)
inside <- new.env()
makeActiveBinding("table", function() run(1), inside)
delayedAssign("late", run(1))
table <- data.frame(a = 1:2)
attr(table, "hook") <- run
save(run, file = "function.rda")
save(compiled, file = "bytecode.rda")
save(inside, file = "active.rda")
save(late, file = "promise.rda", eval.promises = FALSE)
save(table, file = "attribute.rda")
save(table, run, file = "both.rda")
"""


def read_all(path: Path) -> list[object]:
    """Return what rdata and pyreadr make of a file of R, where they do not refuse it."""
    held = []
    for read in (rdata.read_rda, pyreadr.read_r):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                held += read(path).values()
            except (AssertionError, NotImplementedError, ValueError, pyreadr.LibrdataError):
                continue
    return held


def test_a_call_in_an_r_file_is_read_as_words_and_not_made(tmp_path):
    touched = tmp_path / "touched"
    command = f"touch\\040{touched}".encode()
    (tmp_path / "call.rda").write_bytes(CALL % (len(command) - 3, command))
    (held,) = read_all(tmp_path / "call.rda")
    assert held.elements[0] == "system"
    assert not callable(held)
    assert not touched.exists()


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
def test_functions_bytecode_promises_and_active_bindings_of_r_are_not_run(tmp_path):
    touched, script = tmp_path / "touched", tmp_path / "write.R"
    script.write_text(WRITE)
    subprocess.run(["Rscript", str(script), str(touched), str(tmp_path)], check=True)
    files = sorted(tmp_path.glob("*.rda"))
    assert len(files) == 6
    for path in files:
        assert not [held for held in read_all(path) if callable(held)]
    assert not touched.exists()


# ---- in the clear, nothing ----------------------------------------------------------------------


def test_every_address_of_the_registry_is_https_or_a_package():
    schemes = {urlsplit(url).scheme for item in sources.registry()["urls"] for url in item}
    assert schemes == {"https", "package"}


class ToPlainHttp(BaseHTTPRequestHandler):
    def do_GET(self):
        host = "127.0.0.1:9" if self.path == "/back" else "a.example"
        self.send_response(302)
        self.send_header("Location", f"http://{host}/file")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def https(tmp_path, monkeypatch):
    """Serve HTTPS on loopback with a certificate made for this test; yield the address."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), ToPlainHttp) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}", certificate
        server.shutdown()


def wanted(url: str) -> sources.Entry:
    return sources.Entry("one", "file.txt", 3, "0" * 64, (url,), "CC0")


@pytest.mark.parametrize(
    ("path", "refused"),
    [("/away", "http://a.example/file"), ("/back", "http://127.0.0.1:9/file")],
    ids=["elsewhere", "this machine"],
)
def test_a_redirect_from_https_to_http_is_refused(path, refused, https, tmp_path, monkeypatch):
    address, certificate = https
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RESISTBOOK_MIRROR", raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert requests.get(address, allow_redirects=False, timeout=60).status_code == 302
    with pytest.raises(sources.UnreachableError, match=f"refused {re.escape(refused)}: not HTTPS"):
        download.obtain(wanted(f"{address}{path}"))


def test_a_certificate_that_no_authority_signed_is_refused(https, tmp_path, monkeypatch):
    address, _ = https
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RESISTBOOK_MIRROR", raising=False)
    monkeypatch.setattr(download, "ATTEMPTS", 1)
    with pytest.raises(sources.UnreachableError, match="certificate"):
        download.obtain(wanted(f"{address}/file"))
