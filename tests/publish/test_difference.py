"""The report of a release: each verdict and each number that changed, and nothing that did not."""

import io
import json
import shutil
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.claims.editions import word_changed
from resistbook.claims.verdicts import judged_claims
from resistbook.cli import main
from resistbook.paths import CLAIMS, ROOT
from resistbook.publish import published_ledger
from resistbook.publish.release.difference import compare_tables, difference
from resistbook.results import store

GRID = "keikha2021/grid"


@pytest.fixture(scope="module")
def claims_json():
    return published_ledger.as_json()


@pytest.fixture
def books(tmp_path, claims_json):
    """Two books of this very state, to be changed."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "claims.json").write_text(claims_json, encoding="utf-8")
        shutil.copytree(ROOT / "results" / "keikha2021", tmp_path / name / "results" / "keikha2021")
    return tmp_path / "old", tmp_path / "new"


def edit(path, change):
    table = pd.read_csv(path)
    change(table).to_csv(path, index=False)


def test_nothing_changed_between_a_book_and_itself(books):
    found = difference(*books)
    assert not found
    assert found.as_text() == "Nothing changed: no claim, no verdict and no number.\n"


def test_a_changed_verdict_is_told_with_both_words(books):
    old, new = books
    text = (new / "claims.json").read_text(encoding="utf-8")
    whole = json.loads(text)
    whole["studies"][0]["claims"][0]["verdict"] = "reproduced"
    del whole["studies"][0]["claims"][1]
    (new / "claims.json").write_text(json.dumps(whole), encoding="utf-8")
    before = json.loads((old / "claims.json").read_text(encoding="utf-8"))["studies"][0]["claims"]
    assert difference(old, new).verdicts == [
        {"claim": "keikha2021 K1", "old": before[0]["verdict"], "new": "reproduced"},
        {"claim": "keikha2021 K2", "old": before[1]["verdict"], "new": None},
    ]


def test_one_changed_number_is_told_with_its_row_and_column(books):
    old, new = books
    path = "results/keikha2021/mechanisms_meta.csv"
    was = pd.read_csv(old / path)

    def double(table):
        table.loc[table["set"] == "HALLMARK_G2M_CHECKPOINT", "estimate"] *= 2
        return table.iloc[::-1]

    edit(new / path, double)
    (change,) = difference(old, new).tables
    (value,) = change.changed
    estimate = was.set_index("set").loc["HALLMARK_G2M_CHECKPOINT", "estimate"]
    assert "HALLMARK_G2M_CHECKPOINT" in value["row"].split(" / ")
    assert value["column"] == "estimate"
    assert value["old"] == pytest.approx(estimate)
    assert value["new"] == pytest.approx(2 * estimate)
    assert value["relative"] == pytest.approx(0.5)


def test_tables_rows_and_columns_that_come_and_go_are_counted(books):
    old, new = books
    (old / "results/keikha2021/controls.csv").unlink()
    (new / "results/keikha2021/fourfold.csv").unlink()
    edit(
        new / "results/keikha2021/mechanisms_meta.csv",
        lambda table: table.iloc[2:].assign(new_column=1).drop(columns="fdr"),
    )
    found = difference(old, new)
    assert found.tables_added == ["keikha2021/controls"]
    assert found.tables_gone == ["keikha2021/fourfold"]
    (change,) = found.tables
    assert (len(change.rows_added), len(change.rows_gone)) == (0, 2)
    assert (change.columns_added, change.columns_gone) == (["new_column"], ["fdr"])
    text = found.as_text()
    assert "keikha2021/controls: new" in text
    assert "keikha2021/mechanisms_meta: 2 rows gone, column new_column new, column fdr gone" in text


def test_the_text_shows_the_largest_changes_and_json_shows_all(books):
    old, new = books
    edit(
        new / "results/keikha2021/mechanisms_meta.csv",
        lambda table: table.assign(estimate=table["estimate"] * 1.5),
    )
    found = difference(old, new)
    rows = len(pd.read_csv(old / "results/keikha2021/mechanisms_meta.csv"))
    assert found.as_text().count("(0.33 relative)") == 5
    assert f"and {rows - 5} more" in found.as_text()
    assert found.as_text(shown=None).count("(0.33 relative)") == rows
    assert len(json.loads(found.as_json())["tables"][0]["changed"]) == rows


def test_a_zip_is_compared_as_its_folder_is(books, tmp_path):
    old, new = books
    shutil.make_archive(str(tmp_path / "book"), "zip", tmp_path, "old")
    assert not difference(tmp_path / "book.zip", new)
    assert not difference(tmp_path / "book.zip", old)


def test_a_checkout_computes_its_own_verdicts(books):
    old, _ = books
    found = difference(old, ROOT)
    assert found.verdicts == []
    assert GRID not in found.tables_added
    assert found.tables_gone == []


def test_what_is_no_release_is_refused(tmp_path):
    with pytest.raises(ValueError, match="is no release: it needs results/"):
        difference(tmp_path, tmp_path)
    (tmp_path / "notes.txt").write_text("words")
    with pytest.raises(ValueError, match="neither a folder nor a zip"):
        difference(tmp_path / "notes.txt", tmp_path)


def test_a_zip_that_is_damaged_is_refused_by_name(books, tmp_path):
    shutil.make_archive(str(tmp_path / "book"), "zip", tmp_path, "old")
    data = bytearray((tmp_path / "book.zip").read_bytes())
    data[2000:2020] = bytes(20)
    (tmp_path / "book.zip").write_bytes(data)
    with pytest.raises(ValueError, match=r"book\.zip is a damaged zip"):
        difference(tmp_path / "book.zip", books[1])


@pytest.mark.parametrize("text", ["{}", "[]", '{"studies": [{}]}', "no json"])
def test_a_book_without_readable_claims_is_refused_by_name(books, text):
    old, new = books
    (new / "claims.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"new: claims\.json does not hold the claims of a book"):
        difference(old, new)


def test_a_checkout_that_fails_without_a_word_is_refused(books):
    old, new = books
    (new / "claims.json").unlink()
    package = new / "src" / "resistbook"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit(3)")
    with pytest.raises(ValueError, match="new cannot tell its verdicts: ended with status 3"):
        difference(old, new)


def test_the_command_prints_text_or_json(books, capsys):
    old, new = books
    assert main.main(["diff", str(old), str(new)]) == 0
    assert capsys.readouterr().out == "Nothing changed: no claim, no verdict and no number.\n"
    assert main.main(["diff", "--json", str(old), str(new)]) == 0
    assert json.loads(capsys.readouterr().out)["verdicts"] == []


def test_what_the_command_cannot_compare_ends_it_with_a_word(tmp_path, capsys):
    assert main.main(["diff", str(tmp_path), str(tmp_path)]) == 1
    assert "is no release" in capsys.readouterr().err


def test_rows_that_nothing_tells_apart_are_compared_in_order():
    old = pd.DataFrame({"group": ["a", "a"], "share": [0.5, 0.5], "at_risk": [9, 9]})
    change = compare_tables("x/y", old, old.assign(at_risk=[9, 7]))
    (value,) = change.changed
    assert (value["row"], value["old"], value["new"]) == ("1", 9, 7)


def test_the_first_columns_without_fractions_name_the_rows():
    old = pd.DataFrame({"group": ["a", "a"], "time": [1, 2], "at_risk": [9, 8]})
    (value,) = compare_tables("x/y", old, old.assign(at_risk=[9, 7])).changed
    assert (value["row"], value["old"], value["new"]) == ("a / 2", 8, 7)


def test_a_word_that_changed_is_a_value_of_its_row_and_no_other_row():
    old = pd.DataFrame({"gene": ["ERBB2"], "call": ["significant"], "p": [0.04]})
    change = compare_tables("s1/a", old, old.assign(call="not significant", p=0.06))
    assert (change.rows_added, change.rows_gone) == ([], [])
    assert [(value["column"], value["new"]) for value in change.changed] == [
        ("call", "not significant"),
        ("p", 0.06),
    ]


def test_rows_named_by_numbers_come_and_go_by_name():
    old = pd.DataFrame({"id": [1, 2, 3], "x": [5, 6, 7]})
    change = compare_tables("s1/num", old, pd.DataFrame({"id": [2, 3, 4], "x": [6, 7, 8]}))
    assert (change.rows_added, change.rows_gone, change.changed) == (["4"], ["1"], [])


def test_a_number_is_the_same_in_a_column_that_holds_words_now():
    old = pd.DataFrame({"g": ["A", "B"], "x": [1, 2]})
    (value,) = compare_tables(
        "s1/typ", old, pd.DataFrame({"g": ["A", "B"], "x": ["1", ">2"]})
    ).changed
    assert (value["row"], value["old"], value["new"]) == ("B", 2, ">2")


def test_what_is_not_finite_is_told_as_a_word_that_json_can_hold(books):
    old, new = books
    for book, value in ((old, "inf"), (new, "7")):
        (book / "results" / "keikha2021" / "extra.csv").write_text(f"gene,big\nA,{value}\n")
    found = difference(old, new)
    (value,) = found.tables[0].changed
    assert (value["old"], value["new"]) == ("inf", 7)
    assert "relative" not in value
    json.loads(found.as_json(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_rows_are_named_by_the_columns_that_the_manifest_declares():
    old = pd.DataFrame({"effect": [1, 2], "set": ["A", "B"]})
    change = compare_tables("x/y", old, old.assign(effect=[1, 3]), names=["set"])
    (value,) = change.changed
    assert (value["row"], value["column"], value["new"]) == ("B", "effect", 3)


def test_numbers_within_the_tolerance_are_the_same():
    old = pd.DataFrame({"set": ["A"], "p": [0.5]})
    assert compare_tables("x/y", old, old.assign(p=0.5 + 1e-4), tolerance=1e-3) is None
    assert compare_tables("x/y", old, old.assign(p=0.5 + 1e-2), tolerance=1e-3) is not None


def test_the_exit_code_says_whether_anything_changed(books, capsys):
    old, new = map(str, books)
    assert main.main(["diff", "--exit-code", old, new]) == 0
    edit(
        books[1] / "results/keikha2021/mechanisms_meta.csv",
        lambda table: table.assign(estimate=table["estimate"] * 1.5),
    )
    assert main.main(["diff", old, new]) == 0
    assert main.main(["diff", "--exit-code", old, new]) == 1
    assert main.main(["diff", "--exit-code", "--tolerance", "0.5", old, new]) == 0


def test_an_empty_table_is_refused_by_name(books):
    old, new = books
    (new / "results" / "keikha2021" / "grid.csv").write_text("")
    with pytest.raises(ValueError, match=r"results/keikha2021/grid\.csv is empty"):
        difference(old, new)


def test_changed_rules_readings_quotations_and_published_values_are_told(books):
    old, new = books
    whole = json.loads((new / "claims.json").read_text(encoding="utf-8"))
    claim = whole["studies"][0]["claims"][0]
    claim |= {"quote": "other words", "published": "999", "digest": "f" * 64}
    claim["rule"] |= {"text": "Another rule."}
    claim["readings"] = [*claim["readings"], {"axis": "another"}]
    claim["estimate"] |= {"value": 9}
    (new / "claims.json").write_text(json.dumps(whole), encoding="utf-8")
    found = difference(old, new)
    assert [row["field"] for row in found.claims] == [
        "quote",
        "published",
        "rule",
        "readings",
        "digest",
        "estimate",
    ]
    assert "keikha2021 K1: quote, published, rule, readings, digest, estimate" in found.as_text()
    assert "published: 1460 -> 999" in found.as_text()


def test_a_book_of_the_first_edition_is_compared_with_one_of_the_second(books):
    old, _ = books
    first = (CLAIMS / "editions" / "1.0.0.json").read_text(encoding="utf-8")
    (old / "claims.json").write_text(first, encoding="utf-8")
    found = difference(*books)
    assert {row["claim"] for row in found.verdicts} == {
        f"{row.study} {row.claim}"
        for row in judged_claims().itertuples()
        if not row.first or word_changed(row.first, row.verdict)
    }
    assert {row["field"] for row in found.claims} >= {"rule", "digest", "power"}


def test_a_value_that_went_missing_is_a_change_and_one_that_stays_missing_is_none():
    old = pd.DataFrame({"gene": ["A", "B"], "p": [0.5, None]})
    (value,) = compare_tables("x/y", old, old.assign(p=[None, None]).astype({"p": float})).changed
    assert (value["row"], value["old"], value["new"]) == ("A", 0.5, None)
    assert "relative" not in value


@given(st.permutations(range(200)))
def test_the_order_of_rows_is_no_change(order):
    table = store.table("keikha2021/mechanisms_meta")
    stored = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    places = [place for place in order if place < len(stored)]
    assert compare_tables("x/y", stored, stored.iloc[places]) is None


def test_a_zip_without_a_folder_at_its_top_is_read_too(books, tmp_path):
    old, new = books
    with zipfile.ZipFile(tmp_path / "flat.zip", "w") as archive:
        for path in old.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(old))
    assert not difference(tmp_path / "flat.zip", new)
