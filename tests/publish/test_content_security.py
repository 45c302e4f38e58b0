"""The policy of a page: what the theme wrote may run, and nothing that text brings along."""

import hashlib
import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.publish import pages
from resistbook.publish.sphinx import content_security

START = '<!doctype html><html><head>\n  <meta charset="utf-8" />\n<title>t</title>'


def policies(page: str) -> list[str]:
    pattern = r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"'
    return re.findall(pattern, page)


def named(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@given(st.text(st.characters(exclude_characters="<\r", exclude_categories=["Cs", "Cc"])))
def test_a_script_that_stands_in_the_page_is_named_by_its_hash(script):
    page = content_security.guarded(f"{START}<script>{script}</script></head></html>")
    assert named(script) in policies(page)[0]


def test_a_script_in_a_file_needs_no_hash_and_a_handler_is_named_as_one():
    page = f'{START}<script src="a.js"></script></head><button onclick="go()">x</button></html>'
    stated = policies(content_security.guarded(page))[0]
    assert f"script-src 'self' file: 'unsafe-hashes' {named('go()')};" in stated


def test_no_script_may_run_by_being_inline_and_nothing_may_be_evaluated():
    stated = content_security.policy(["a()"], ["b()"])
    scripts = re.search(r"script-src ([^;]*)", stated)[1]
    assert "unsafe-inline" not in scripts
    assert "unsafe-eval" not in stated
    assert "http" not in stated
    assert "*" not in stated
    for rest in ("default-src 'none'", "base-uri 'none'", "object-src 'none'"):
        assert rest in stated.split("; ")


def test_the_policy_stands_before_all_that_it_rules_and_once():
    once = content_security.guarded(f"{START}<script>a()</script></head></html>")
    assert content_security.guarded(once) == once
    assert len(policies(once)) == 1
    assert once.index("Content-Security-Policy") < min(
        once.index("<title>"), once.index("<script>")
    )


def test_a_page_without_a_head_is_refused_and_not_left_without_a_policy():
    with pytest.raises(ValueError, match="no <head>"):
        content_security.guarded("<p>text</p>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT type=module>alert(1)</SCRIPT>",
        '<img src=x onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" &#106;avascript:alert(1)">x</a>',
    ],
)
def test_text_that_would_run_is_seen(text):
    assert any("alert(1)" in found for found in content_security.running(f"<p>{text}</p>"))


@pytest.mark.parametrize(
    "text",
    [
        '<script defer src="../_static/claims.js"></script>',
        "<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>",
        '<a href="https://a.example/javascript:x" style="color: red">on=1</a>',
    ],
)
def test_text_that_would_not_run_is_let_be(text):
    assert content_security.running(text) == []


def test_the_page_at_the_root_has_a_policy_and_runs_nothing():
    page = pages.front_door()
    assert policies(page) == [content_security.policy()]
    assert content_security.running(page) == []
