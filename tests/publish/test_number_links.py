"""A number in a sentence leads to the row of its section's numbers that it is read from."""

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from resistbook.display.numbers import Number, numbers
from resistbook.publish.sphinx.number_links import link_numbers
from resistbook.publish.sphinx.step_links import link_calls

ROWS = numbers({"g2m": Number(0.5, "study/meta", 0.2, 0.8, {"fdr": 0.04})}).data


def quoted(name: str, text: str) -> str:
    return f'<span class="pasted-text quoted-{name}">{text}</span>'


def test_a_number_leads_to_its_row():
    assert '<a class="number" href="#number-g2m" tabindex="-1">0.50</a>' in link_numbers(
        quoted("g2m", "0.50") + ROWS
    )


def test_a_limit_and_what_stands_beside_lead_to_the_row_of_their_number():
    body = link_numbers(quoted("g2m_low", "0.2") + quoted("g2m_fdr", "0.04") + ROWS)
    assert body.count('href="#number-g2m"') == 2


def test_a_number_without_a_row_on_the_page_stays_text():
    assert link_numbers(quoted("er_patients", "58")) == '<span class="pasted-text">58</span>'


def test_the_call_that_chooses_numbers_leads_to_its_code():
    code = highlight("display.numbers(a.numbers.relapse())", PythonLexer(), HtmlFormatter())
    body = link_calls(code, {"numbers.relapse": "../code/numbers.py.html#L-9"}, "numbers")
    assert '<a class="numbers" href="../code/numbers.py.html#L-9"><span class="n">relapse' in body
    assert body.count("<a ") == 1
