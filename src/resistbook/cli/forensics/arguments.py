"""Numbers, sizes, intervals and levels, as they are typed or pasted."""

from __future__ import annotations

import argparse
import re

NUMBER = r"[+−-]?(?:\d+(?:[.,·]\d*)?|[.,·]\d+)%?"
BETWEEN = r"\s*(?:,\s|,(?=\d*\.)|;|-|–|—|−|\bto\b|\s)\s*"
INTERVAL = re.compile(rf"[(\[]?\s*({NUMBER}){BETWEEN}({NUMBER})\s*[)\]]?")
NOT_REACHED = re.compile(r"\b(?:n\.?[aer]\.?|not\b.*|∞|inf(?:inity)?)\s*[)\]]?$", re.IGNORECASE)
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
GAPS = re.compile(r"(?<=\d)[ \xa0\u2009\u202f](?=\d{3}\b)")
SIGNS = str.maketrans({",": ".", "·": ".", "−": "-"})


class Pasted(str):
    """A number as it is read, which knows how it was pasted."""

    __slots__ = ("pasted",)

    def __new__(cls, read: str, pasted: str) -> Pasted:
        """Make the text as read; `pasted` is as it came."""
        text = super().__new__(cls, read)
        text.pasted = pasted
        return text


def number(text: str) -> str:
    """Read a number: a per cent sign is dropped, a decimal comma or middle dot is a point."""
    bare = text.strip().removesuffix("%").rstrip()
    if THOUSANDS.fullmatch(bare) and not bare.startswith("0"):
        return bare
    read = bare.translate(SIGNS)
    return Pasted(read, text) if read != bare and re.fullmatch(NUMBER, read) else bare


def size(text: str) -> int | tuple[int, int]:
    """Read a size, 34 or n = 34, or a range of sizes, 30-34."""
    plain = GAPS.sub("", re.sub(r"^n\s*=\s*", "", text.strip(), flags=re.IGNORECASE))
    parts = [
        part.replace(",", "") if THOUSANDS.fullmatch(part) else part
        for part in re.split(r"\s*(?:[-–—−]|\bto\b)\s*", plain)
    ]
    if len(parts) > 2 or not all(re.fullmatch(r"\d+", part) for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is neither a size, 34, nor a range, 30-34")
    lowest, *highest = map(int, parts)
    return (lowest, *highest) if highest else lowest


def one_size(text: str) -> int:
    """Read one size."""
    read = size(text)
    if isinstance(read, tuple):
        raise argparse.ArgumentTypeError(f"{text!r} is a range; one size is needed")
    return read


def bound(text: str) -> float:
    """Read a bound on P, with or without its sign."""
    bare = re.sub(r"^(p\s*)?[<≤]?\s*", "", text.strip(), flags=re.IGNORECASE)
    try:
        return float(bare.translate(SIGNS))
    except ValueError:
        hint = "; for P = .05 use --p" if "=" in text else ""
        raise argparse.ArgumentTypeError(
            f"{text!r} is no bound on P; write P < .02 as 0.02{hint}"
        ) from None


def level(text: str) -> float:
    """Read a level of confidence: 95, 95% or 0.95."""
    try:
        value = float(text.strip().removesuffix("%").translate(SIGNS))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no level; write 95 or 0.95") from None
    share = value / 100 if value > 1 else value
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"level {text!r} lies outside 0 to 100%")
    return share


def interval(words: list[str]) -> tuple[str, str]:
    """Read an interval: 0.54-0.84, (0.54 to 0.84), or two numbers.

    Raises
    ------
    ImpossibleError
        If it is not two numbers.
    """
    from resistbook.forensics.printed import ImpossibleError

    text = " ".join(words).strip()
    found = INTERVAL.fullmatch(text)
    if NOT_REACHED.search(text):
        raise ImpossibleError(
            f"interval {text!r} has a limit that was not reached: nothing follows from the other"
        )
    if not found:
        raise ImpossibleError(f"interval {text!r} is not two numbers; write it as 0.54-0.84")
    return number(found[1]), number(found[2])
