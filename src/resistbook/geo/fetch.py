"""Files of GEO by NCBI's folder scheme, each tied to the bytes that were first fetched."""

import gzip
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pooch
import requests
from urllib3.util import Retry

from resistbook.data.sources import (
    Entry,
    SourceError,
    UnreachableError,
    WrongBytesError,
    cache_folder,
    download,
    mirror_folder,
)
from resistbook.data.sources.registry import is_allowed
from resistbook.geo.accession import Accession
from resistbook.geo.errors import ChangedError, NotDepositedError, RequestError
from resistbook.geo.lockfile import LockFile

HOST = "https://ftp.ncbi.nlm.nih.gov/geo"
"""Folders of files."""
MADE = "https://www.ncbi.nlm.nih.gov/geo"
"""Files that NCBI makes or hands out on demand: its counts of reads, tables of platforms."""
BUILD, COUNTED_GENES = "GRCh38.p13", "Human.GRCh38.p13.annot.tsv.gz"
"""Genome whose genes NCBI counts, and the name of their annotation."""
LICENCE = "GEO: no restrictions by NCBI; submitters may claim rights"
NOT_YET_KNOWN = "0" * 64
CHUNK = 1 << 20
MEND = "\nTo mend: "


@dataclass(frozen=True)
class Fetched:
    """One file as it was used: where it lies, where it came from, and its bytes."""

    path: Path
    url: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Archive:
    """GEO, through a lock file.

    Parameters
    ----------
    lock
        Hashes of the files as they were first fetched; new ones are added.
    update
        Fetch again and accept what GEO serves now.
    offline
        Use what cache and mirror hold, and nothing else.

    Attributes
    ----------
    used
        Every file handed out, in order.
    """

    lock: LockFile = field(default_factory=lambda: LockFile(default_lock()))
    update: bool = False
    offline: bool = False
    used: list[Fetched] = field(default_factory=list)

    def series_matrices(self, series: Accession) -> list[Path]:
        """Return the series matrix files of a series, one or more a platform.

        Where GEO cannot list them, those that cache or mirror holds are taken.

        Parameters
        ----------
        series
            Its accession.

        Raises
        ------
        NotDepositedError
            If GEO has no such series, or the series has no series matrix.
        ChangedError
            If the bytes are not those of the lock file.
        SourceError
            If GEO cannot be reached or the cache not be written.
        """
        inside = f"{series.folder}/matrix"
        if self.offline:
            return [self._file(series, f"{inside}/{path.name}") for path in _matrices(series)]
        names = None if self.update else self.lock.listing(inside)
        if names is None:
            pattern = re.compile(rf"{series}(-GPL\d+)?_series_matrix(-\d+)?\.txt\.gz")
            try:
                listed = _listed(f"{host()}/{inside}/")
            except (NotDepositedError, UnreachableError):
                held = [] if self.update else _matrices(series)
                if not held:
                    raise
                return [self._file(series, f"{inside}/{path.name}") for path in held]
            names = [name for name in listed if pattern.fullmatch(name)]
            if not names:
                raise NotDepositedError(
                    f"{series}: the folder {host()}/{inside}/ holds no series matrix"
                )
            self.lock.record_listing(inside, names)
        return [self._file(series, f"{inside}/{name}") for name in names]

    def annotation(self, platform: Accession) -> Path:
        """Return NCBI's annotation of a platform, ``GPL*.annot.gz``.

        Raises
        ------
        NotDepositedError
            If NCBI does not annotate the platform, as most of those that are not commercial.
        """
        try:
            return self._file(platform, f"{platform.folder}/annot/{platform}.annot.gz")
        except NotDepositedError as error:
            raise NotDepositedError(
                f"NCBI keeps no annotation of {platform} ({error}); take the platform table of "
                "the series with --soft, name a table with --annotation FILE, or compare "
                "probes with --level probe"
            ) from error

    def submitted_platform(self, platform: Accession) -> Path:
        """Return the table of a platform as its submitter wrote it, in SOFT.

        Raises
        ------
        NotDepositedError
            If GEO hands none out.
        """
        place = f"query/acc.cgi?targ=self&acc={platform}&form=text&view=full"
        return self._file(platform, place, f"{platform}.soft", made=True)

    def family(self, series: Accession) -> Path:
        """Return the SOFT family of a series: all platforms and samples in one file."""
        return self._file(series, f"{series.folder}/soft/{series}_family.soft.gz")

    def counts(self, series: Accession) -> Path:
        """Return the counts of reads that NCBI has computed for a series.

        Raises
        ------
        NotDepositedError
            If there are none: NCBI counts the reads of many human series, not of all.
        """
        name = f"{series}_raw_counts_{BUILD}_NCBI.tsv.gz"
        place = f"download/?type=rnaseq_counts&acc={series}&format=file&file={name}"
        return self._file(series, place, name, made=True)

    def counted_genes(self) -> Path:
        """Return NCBI's annotation of the genes whose reads it counts."""
        place = f"download/?format=file&type=rnaseq_counts&file={COUNTED_GENES}"
        return self._file(BUILD, place, COUNTED_GENES, made=True)

    def _file(
        self, accession: Accession | str, place: str, name: str = "", *, made: bool = False
    ) -> Path:
        folder, name = str(accession), name or place.rpartition("/")[2]
        url = f"{host(made=made)}/{place}"
        known = None if self.update else self.lock.file(place)
        if known:
            urls = () if self.offline else (url,)
            path = _as_recorded(Entry(folder, name, known[1], known[0], urls, LICENCE))
        else:
            path = None if self.update else _held(folder, name)
            if path is None and self.offline:
                raise NotDepositedError(f"neither cache nor mirror holds {folder}/{name}")
            path = path or _first(folder, name, url, self.update, made)
            _check_whole(path, made)
            known = (pooch.file_hash(path, alg="sha256"), path.stat().st_size)
            self.lock.record_file(place, *known)
        fetched = Fetched(path, url, *known)
        if fetched not in self.used:
            self.used.append(fetched)
        return path


def host(*, made: bool = False) -> str:
    """Return the address of GEO's folders, or files made on demand: ``RESISTBOOK_GEO``, or NCBI's.

    Raises
    ------
    RequestError
        If it is neither HTTPS nor on this very machine.
    """
    address = os.environ.get("RESISTBOOK_GEO", MADE if made else HOST).rstrip("/")
    if not is_allowed(address):
        raise RequestError(f"RESISTBOOK_GEO is {address!r}; it must begin with https://")
    return address


def default_lock() -> Path:
    """Return the place of the lock file where none is named: beside the files in the cache."""
    return cache_folder() / "geo.lock.json"


def cached(series: str) -> bool:
    """Tell whether cache or mirror holds a series matrix of a series; nothing is fetched."""
    return bool(_matrices(Accession.parse(series, "GSE")))


def _matrices(series: Accession) -> list[Path]:
    folders = [place / str(series) for place in (cache_folder(), mirror_folder()) if place]
    found = (sorted(each.glob(f"{series}*_series_matrix*.txt.gz")) for each in folders)
    return next((paths for paths in found if paths), [])


def _as_recorded(entry: Entry) -> Path:
    try:
        return download.obtain(entry)
    except WrongBytesError as error:
        raise ChangedError(
            f"{str(error).partition(MEND)[0]}{MEND}if GEO has replaced the file, find out what "
            "changed, and accept the new bytes with --update"
        ) from error


def _held(accession: str, name: str) -> Path | None:
    places = [cache_folder(), mirror_folder()]
    held = [place / accession / name for place in places if place is not None]
    return next((path for path in held if path.is_file()), None)


def _first(accession: str, name: str, url: str, update: bool, made: bool) -> Path:
    """Fetch a file whose hash is not known yet.

    A part that an earlier run left is continued only if the server still names the same size
    and version of the file. What another run has fetched meanwhile is taken, unless to update.
    """
    target = cache_folder() / accession / name
    part = target.with_name(f"{name}.part")
    note = target.with_name(f"{name}.part.version")
    with _session() as session:
        size, version = _remote(session, url, f"{accession}/{name}")
        entry = Entry(accession, name, size or 0, NOT_YET_KNOWN, (url,), LICENCE)
        with download.writing(entry, part):
            if target.is_file() and not update:
                return target
            if not note.is_file() or note.read_text(encoding="utf-8") != version:
                part.unlink(missing_ok=True)
                note.write_text(version, encoding="utf-8")
            if size is None:
                _stream(session, url, part)
            else:
                try:
                    download.transfer(session, url, part, entry, set())
                except download.PassedError as error:
                    raise UnreachableError(f"{url} could not be fetched: {error}") from error
            try:
                _check_whole(part, made)
            except SourceError:
                part.unlink()
                raise
            part.replace(target)
            note.unlink()
    return target


def _remote(session: requests.Session, url: str, place: str) -> tuple[int | None, str]:
    """Return size and version of a file; no size of one that the server makes as it is asked."""
    with _asked(session, url, place) as response:
        length = response.headers.get("Content-Length", "")
        tags = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
        version = " ".join((length, *tags))
        if length.isdigit():
            return int(length), version
        if "?" not in url:
            raise UnreachableError(f"{url} does not say how long the file is")
        return None, version


def _stream(session: requests.Session, url: str, part: Path) -> None:
    """Fill the part file from a server that does not know its size."""
    with _asked(session, url) as response, part.open("wb") as out:
        for chunk in response.raw.stream(CHUNK, decode_content=True):
            out.write(chunk)


@contextmanager
def _asked(
    session: requests.Session, url: str, place: str = "<accession>/<file>"
) -> Iterator[requests.Response]:
    """Ask for a file, which a mirror would hold in `place`."""
    headers = {"Accept-Encoding": "identity"}
    try:
        with session.get(url, headers=headers, stream=True, timeout=download.TIMEOUT) as response:
            if response.status_code == 404:
                raise NotDepositedError(f"{url} does not exist")
            if response.status_code != 200:
                raise UnreachableError(f"{url} answered {response.status_code} {response.reason}")
            yield response
    except requests.RequestException as error:
        raise UnreachableError(
            f"{url} cannot be reached ({download.reason(error)}); try again with a working "
            f"network, or put the file into RESISTBOOK_MIRROR as {place}"
        ) from error


@contextmanager
def _session() -> Iterator[requests.Session]:
    retry = Retry(
        download.ATTEMPTS - 1,
        backoff_factor=download.BACKOFF,
        status_forcelist=download.RETRIED_STATUSES,
        raise_on_status=False,
    )
    with download.SecureSession(retry) as session:
        yield session


def _check_whole(path: Path, made: bool) -> None:
    """Refuse a file that is cut off, and the page that NCBI sends where it makes no such file."""
    name = path.name.removesuffix(".part")
    with path.open("rb") as stream:
        start = stream.read(15).lstrip().lower()
    if made and start.startswith((b"<!doctype", b"<html")):
        raise NotDepositedError(f"the server sent a web page instead of {name}")
    if name.endswith(".soft"):
        _check_platform(path, name)
        return
    try:
        with gzip.open(path) as stream:
            if not stream.peek(1):
                raise EOFError("it is empty")
            while stream.read(CHUNK):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise WrongBytesError(
            f"{name} is not a whole gzip file ({error}); fetch it again"
        ) from error


def _check_platform(path: Path, name: str) -> None:
    text = path.read_bytes()
    if b"!platform_table_begin" not in text:
        raise NotDepositedError(f"{name} holds no table")
    if b"!platform_table_end" not in text:
        raise WrongBytesError(f"{name} is cut off: its table has no end; fetch it again")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.names += [value for name, value in attributes if name == "href" and value]


def _listed(url: str) -> list[str]:
    """Return the names that the index page of a folder links to."""
    with _session() as session:
        try:
            with _asked(session, url) as response:
                text = response.text
        except NotDepositedError as error:
            raise NotDepositedError(
                f"{error}: GEO has no such series, or it is not public, or has no series matrix"
            ) from error
    links = _Links()
    links.feed(text)
    return sorted(set(links.names))
