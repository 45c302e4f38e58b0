"""Texts of GEO: UTF-8, with bytes of older encodings among it."""

import codecs
import re

OLD_BYTES = "resistbook.old-bytes"
"""Name of the error handler that reads what is not UTF-8 as Windows-1252, byte by byte."""
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 does not define; they are read as Latin-1."""
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
"""A number as spreadsheets of many countries write it, or one with a comma between thousands."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    old = error.object[error.start : error.end]
    text = "".join(
        chr(byte) if byte in UNDEFINED else bytes([byte]).decode("cp1252") for byte in old
    )
    return text, error.end


codecs.register_error(OLD_BYTES, _as_windows_1252)
