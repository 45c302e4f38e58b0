"""Verified source files: from the cache, the mirror, an installed package or the web."""

from __future__ import annotations

import errno
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pooch
import requests
import urllib3
from filelock import FileLock
from tqdm import tqdm

from resistbook.data.sources.registry import LOOPBACK, Entry, SourceError

ATTEMPTS = 4
BACKOFF = 0.5
TIMEOUT = (10, 60)
CHUNK = 16 * 1024
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class SourceWarning(UserWarning):
    """A place that should hold a source file failed and was passed over."""


class WrongBytesError(SourceError):
    """A file was found or served, but nowhere with the registered SHA-256."""


class UnreachableError(SourceError):
    """No place could give the file."""


class CacheError(SourceError):
    """The cache folder cannot be written."""


class DiskFullError(CacheError):
    """The disk that holds the cache is full."""


class PassedError(Exception):
    """One URL did not give the file."""


class _OtherBytesError(PassedError):
    """One URL gave other bytes."""


class _TransientError(PassedError):
    """One URL failed in a way that may mend itself."""


class _DownError(_TransientError):
    """The host of one URL could not be reached."""


class LoopbackOnly(requests.adapters.HTTPAdapter):
    """Plain HTTP, also after a redirect, only to this very machine."""

    def send(self, request: requests.PreparedRequest, **options) -> requests.Response:
        """Send the request, or refuse it if it leaves this machine."""
        if urlsplit(request.url).hostname not in LOOPBACK:
            raise requests.exceptions.InvalidURL(f"refused {request.url}: not HTTPS")
        return super().send(request, **options)


class SecureSession(requests.Session):
    """HTTPS; plain HTTP only within this very machine, and never after HTTPS.

    Parameters
    ----------
    retries
        How often, and after what, a request is sent again.
    """

    def __init__(self, retries: urllib3.Retry | int = 0) -> None:
        super().__init__()
        self.mount("https://", requests.adapters.HTTPAdapter(max_retries=retries))
        self.mount("http://", LoopbackOnly(max_retries=retries))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where a response points to, or refuse to go on in the clear."""
        target = super().get_redirect_target(resp)
        schemes = [urlsplit(url).scheme for url in (resp.url, urljoin(resp.url, target or ""))]
        if schemes[0] == "https" and schemes[1] != "https":
            raise requests.exceptions.InvalidURL(f"refused {target}: not HTTPS")
        return target


def cache_folder() -> Path:
    """Return the cache folder: ``RESISTBOOK_CACHE``, or the user cache of this system."""
    named = os.environ.get("RESISTBOOK_CACHE")
    return Path(named).expanduser().absolute() if named else Path(pooch.os_cache("resistbook"))


def mirror_folder() -> Path | None:
    """Return the mirror folder ``RESISTBOOK_MIRROR``, or None where it is not set."""
    named = os.environ.get("RESISTBOOK_MIRROR")
    return Path(named).expanduser().absolute() if named else None


def obtain(entry: Entry, down: set[str] | None = None) -> Path:
    """Return the path of a file whose bytes have been verified.

    The first of these that holds the registered bytes is taken: the cache, the mirror, an
    installed package, the URLs in their order. Files of mirror and packages are used where
    they lie and never copied. What was passed over is told in a `SourceWarning`.

    Parameters
    ----------
    entry : Entry
        The file wanted.
    down : set of str, optional
        Hosts known to be out of reach, which are tried once and not again and again; hosts
        found to be out of reach are added.

    Returns
    -------
    Path
        The verified file; not to be written to.

    Raises
    ------
    WrongBytesError
        If only other bytes were found; what was downloaded lies beside the file's place in
        the cache as ``<file>.quarantined``.
    UnreachableError
        If the file was found nowhere.
    DiskFullError, CacheError
        If the file cannot be written to the cache.
    """
    down = set() if down is None else down
    problems: list[str] = []
    wrong = False
    kept: Path | None = None
    for path in held(entry).values():
        if is_right(path, entry):
            _tell(entry, problems)
            return path
        wrong = True
        problems.append(f"{path} has {_found(path, entry)}")

    cached = cache_folder() / entry.source / entry.file
    part = cached.with_name(f"{cached.name}.part")
    quarantined = cached.with_name(f"{cached.name}.quarantined")
    urls = [url for url in entry.urls if not url.startswith("package:")]
    if urls:
        with writing(entry, part):
            if cached.is_file():
                if is_right(cached, entry):
                    return cached
                kept = cached.replace(quarantined)
            for url in urls:
                try:
                    _download(url, part, entry, down)
                except _OtherBytesError as problem:
                    wrong = True
                    kept = part.replace(quarantined)
                    problems.append(str(problem))
                except PassedError as problem:
                    problems.append(str(problem))
                else:
                    part.replace(cached)
                    quarantined.unlink(missing_ok=True)
                    _tell(entry, problems)
                    return cached
    raise _failure(entry, problems, wrong, kept)


def held(entry: Entry) -> dict[str, Path]:
    """Return where this machine has the file, verified or not.

    Returns
    -------
    dict of str to Path
        By state, ``in cache``, ``in mirror``, ``installed``, in the order of preference.
    """
    places = {"in cache": cache_folder() / entry.source / entry.file}
    if mirror := mirror_folder():
        places["in mirror"] = mirror / entry.source / entry.file
    for url in entry.urls:
        if url.startswith("package:"):
            package, _, inner = url.removeprefix("package:").partition("/")
            with suppress(ModuleNotFoundError):
                places["installed"] = Path(str(resources.files(package).joinpath(inner)))
    return {name: path for name, path in places.items() if path.is_file()}


def state(entry: Entry) -> str:
    """Return the state of a file on this machine, as `resistbook.data.sources.listing` tells it."""
    places = held(entry)
    right = (name for name, path in places.items() if is_right(path, entry))
    return next(right, "wrong bytes" if places else "not fetched")


_verified: set[tuple[str, int, int, int, str]] = set()


def is_right(path: Path, entry: Entry) -> bool:
    """Tell whether a file has the registered size and SHA-256.

    A file is hashed once in the life of a process, and again when its size, inode or time of
    modification has changed.
    """
    state = path.stat()
    if state.st_size != entry.bytes:
        return False
    key = (str(path), state.st_size, state.st_ino, state.st_mtime_ns, entry.sha256)
    if key not in _verified:
        if pooch.file_hash(path, alg="sha256") != entry.sha256:
            return False
        _verified.add(key)
    return True


def _found(path: Path, entry: Entry) -> str:
    return (
        f"{path.stat().st_size} bytes with sha256 {pooch.file_hash(path, alg='sha256')}, "
        f"expected {entry.bytes} bytes with sha256 {entry.sha256}"
    )


def _tell(entry: Entry, problems: list[str]) -> None:
    for problem in problems:
        warnings.warn(f"{entry}: passed over: {problem}", SourceWarning, stacklevel=4)


def _failure(entry: Entry, problems: list[str], wrong: bool, kept: Path | None) -> SourceError:
    packages = [url for url in entry.urls if url.startswith("package:")]
    tried = problems or [f"{url} is not installed" for url in packages]
    tried = "".join(f"\n  - {problem}" for problem in tried or ["the registry has no URL for it"])
    if packages:
        mend = "install the packages of requirements.lock, which carry this file"
    elif (mirror := mirror_folder()) and not mirror.is_dir():
        mend = (
            f"RESISTBOOK_MIRROR names {mirror}, which is not there: correct it, or try again "
            "with a working network"
        )
    else:
        mend = (
            "try again with a working network, or let RESISTBOOK_MIRROR name a folder that "
            "holds the file as <source>/<file>"
        )
    if wrong:
        where = f"\nThe wrong file is kept as {kept}" if kept else ""
        return WrongBytesError(
            f"{entry}: no place has the right bytes:{tried}{where}\nTo mend: {mend}"
        )
    return UnreachableError(f"{entry} was found nowhere:{tried}\nTo mend: {mend}")


@contextmanager
def writing(entry: Entry, part: Path) -> Iterator[None]:
    """Hold the lock on one file of the cache, and explain what the disk refuses."""
    folder = part.parent
    locks = folder.parent / ".locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        locks.mkdir(exist_ok=True)
        with FileLock(locks / f"{entry.source}--{entry.file}.lock"):
            yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            part.unlink(missing_ok=True)
            raise DiskFullError(
                f"{entry}: no space left in {folder} for {entry.bytes} bytes; free some, or set "
                "RESISTBOOK_CACHE to a folder on another disk"
            ) from error
        raise CacheError(
            f"{entry}: cannot write to the cache {folder}: {error.strerror or error}; set "
            "RESISTBOOK_CACHE to a folder that you may write to"
        ) from error


def _download(url: str, part: Path, entry: Entry, down: set[str]) -> None:
    """Bring the right bytes from one URL into the part file.

    A part that was resumed and turns out wrong is discarded and fetched once from zero.
    """
    with SecureSession() as session:
        resumed = transfer(session, url, part, entry, down)
        if resumed and not is_right(part, entry):
            part.unlink()
            transfer(session, url, part, entry, down)
    if not is_right(part, entry):
        raise _OtherBytesError(f"{url} served {_found(part, entry)}")


def transfer(session: requests.Session, url: str, part: Path, entry: Entry, down: set[str]) -> bool:
    """Fill the part file, with retries; tell whether it was continued and not begun anew."""
    host = urlsplit(url).netloc
    attempts = 1 if host in down else ATTEMPTS
    for attempt in range(attempts):
        if attempt:
            time.sleep(BACKOFF * 2 ** (attempt - 1))
        try:
            return _attempt(session, url, part, entry)
        except _TransientError as problem:
            last = problem
    if isinstance(last, _DownError):
        down.add(host)
    raise PassedError(f"{last} (attempts: {attempts})")


def _attempt(session: requests.Session, url: str, part: Path, entry: Entry) -> bool:
    have = part.stat().st_size if part.exists() else 0
    if have >= entry.bytes > 0:
        return True
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with session.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            status = response.status_code
            continued = status == 206 and response.headers.get("Content-Range", "").startswith(
                f"bytes {have}-"
            )
            if status == 416 or (status == 206 and not continued):
                part.unlink(missing_ok=True)
                raise _TransientError(f"{url} cannot continue at byte {have}")
            if status in RETRIED_STATUSES:
                raise _TransientError(f"{url} answered {status} {response.reason}")
            if status not in (200, 206):
                raise PassedError(f"{url} answered {status} {response.reason}")
            _write(response, part, entry, start=have if continued else 0)
    except requests.ConnectionError as error:
        raise _DownError(f"{url} failed: {reason(error)}") from error
    except (requests.Timeout, urllib3.exceptions.HTTPError) as error:
        raise _TransientError(f"{url} failed: {error}") from error
    except requests.RequestException as error:
        raise PassedError(f"{url} failed: {error}") from error
    if "Content-Length" not in response.headers and part.stat().st_size < entry.bytes:
        raise _TransientError(f"{url} ended after {part.stat().st_size} of {entry.bytes} bytes")
    return continued and have > 0


def reason(error: Exception) -> str:
    """Return what lies at the root of a failed connection, without the object that failed."""
    while error.args and isinstance(error.args[0], Exception):
        error = error.args[0]
    root = str(getattr(error, "reason", error))
    return root.partition(": ")[2] or root


def _write(response: requests.Response, part: Path, entry: Entry, start: int) -> None:
    """Write what comes behind the first `start` bytes, no further than just past the end."""
    with (
        part.open("ab" if start else "wb") as out,
        tqdm(
            total=entry.bytes,
            initial=start,
            desc=str(entry),
            unit="B",
            unit_scale=True,
            leave=False,
            disable=None,
        ) as bar,
    ):
        for chunk in response.raw.stream(CHUNK, decode_content=False):
            out.write(chunk)
            bar.update(len(chunk))
            if out.tell() > entry.bytes:
                break
        out.flush()
        os.fsync(out.fileno())
