"""A pasted abstract in one kind of dash, point and space, with its numbers in digits."""

import html
import re

SIGNS = {"–—−‐‑‒⫺": "-", "·∙•": ".", "＜⬍": "<", "＞⬎": ">", "⫽": "=", "\xad\u200b": ""}
"""Signs as they are printed, and as text that is copied from a PDF has them."""
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
]  # fmt: skip
TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
NUMBER_OF_TENS = re.compile(
    rf"(?<!hundred )(?<!hundred and )\b({'|'.join(TENS)})"
    rf"(?:[- ]?({'|'.join(WORDS[1:10])})(?!-))?\b",
    re.IGNORECASE,
)
NUMBER_OF_TEENS = re.compile(
    rf"(?<!hundred )(?<!hundred and )\b({'|'.join(TEENS)})\b", re.IGNORECASE
)
NUMBER = re.compile(
    rf"\b(?<!hundred )(?<!hundred and )({'|'.join(WORDS)})"
    r"(?= ?%| (?:(?:patients?|wom[ae]n|m[ae]n|cases?|tumou?rs?|subjects?|participants?) )?"
    r"[(\[]\d+(?:\.\d+)?\s?%)",
    re.IGNORECASE,
)
THOUSANDS = re.compile(
    r"(?<![\d.,])(\d{1,3}) "
    r"(?=\d{3}(?: [a-z-]+){0,4}? (?:patients|women|men|participants|subjects)\b)"
)
COUNT_INSIDE = re.compile(r"\((?:[nN]\s*=\s*)?(\d[\d,]*)[;,]\s*(\d{1,3}(?:\.\d+)?\s?%)(?=\))")
"""A count with its percentage in one bracket: (45; 37%)."""


def plain(text: str) -> str:
    """Return a text with one kind of dash, point and space, as the patterns need it."""
    text = html.unescape(text)
    for signs, plain_sign in SIGNS.items():
        text = text.translate({ord(sign): plain_sign for sign in signs})
    text = re.sub(r"(?<=[a-z])-[ \t]*\n\s*(?=[a-z])", "", text)
    text = re.sub(r"(?<=\d)[\u2009\u202f\xa0](?=\d{3}\b)", "", text)
    text = re.sub(r"\s+", " ", text)
    text = NUMBER_OF_TENS.sub(_of_tens, text)
    text = NUMBER_OF_TEENS.sub(lambda found: str(13 + TEENS.index(found[1].lower())), text)
    text = THOUSANDS.sub(r"\1", text)
    text = re.sub(r"\bper ?cent\b", "%", text, flags=re.IGNORECASE)
    text = NUMBER.sub(lambda found: str(WORDS.index(found[1].lower())), text)
    text = re.sub(r"\b([Pp](?:[- ]?values?)?)\s*:\s*(?=\d*[.,]\d)", r"\1 = ", text)
    text = COUNT_INSIDE.sub(r"\1 (\2", text)
    return re.sub(r"(?<=\d)\s+%", "%", text).strip()


def _of_tens(found: re.Match) -> str:
    tens, units = found[1].lower(), found[2]
    return str(10 * TENS.index(tens) + 20 + (WORDS.index(units.lower()) if units else 0))
