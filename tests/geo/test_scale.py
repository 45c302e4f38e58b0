"""The scale of other people's values: what arrays and words say, and what must be asked."""

import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from geo_files import series_matrix, undrawn

from resistbook import geo
from resistbook.cli import main as cli
from resistbook.data.sources import download
from resistbook.geo.deposit import Deposit
from resistbook.geo.scale import OWN_UNIT, as_log2, declared, disagreement, recognised
from resistbook.geo.statements import named, statements

RNG = np.random.default_rng(17)
SAMPLES = [f"GSM{number}" for number in range(1, 11)]
GROUPS = ["tumour"] * 5 + ["normal"] * 5
LOG2 = pd.DataFrame(
    (2.3 + RNG.gamma(2.2, 2, (600, 1))).clip(max=14) + RNG.normal(0, 0.3, (600, 10)),
    index=[f"p{number}" for number in range(600)],
    columns=SAMPLES,
).clip(2, 17)
LOG2.iloc[:120, :5] += np.resize([1.5, -1.5], 120)[:, None]
RATIOS = LOG2.sub(LOG2.mean(axis=1), axis=0)
SHARES = pd.DataFrame(RNG.beta(0.6, 0.6, (600, 10)), index=LOG2.index, columns=SAMPLES)
ASK = ("--level", "probe", "--group", "tissue == 'tumour'", "--reference", "tissue == 'normal'",
       "--restates", "title_prefix")  # fmt: skip


def series(values: pd.DataFrame, words: str | list[str] = "", channels: str = "1") -> Deposit:
    texts = [words] * len(SAMPLES) if isinstance(words, str) else words
    fields = {"data_processing": [tuple(texts)], "channel_count": [(channels,) * len(SAMPLES)]}
    return Deposit("GSE1", "GPL1", values, fields, {})


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RESISTBOOK_GEO", "http://127.0.0.1:9/nobody")
    monkeypatch.setattr(download, "BACKOFF", 0.001)
    undrawn(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mirror" / "GSE1"


def hold(mirror: Path, values: pd.DataFrame, **records: list[str]) -> None:
    records = {
        "title": [f"{group[0].upper()}{n}" for n, group in enumerate(GROUPS)],
        "characteristics_ch1": [f"tissue: {group}" for group in GROUPS],
    } | records
    mirror.mkdir(parents=True, exist_ok=True)
    body = series_matrix(values, records, accession="GSE1")
    (mirror / "GSE1_series_matrix.txt.gz").write_bytes(gzip.compress(body))


def run(*arguments: str) -> int:
    return cli.main(["geo", "GSE1", *arguments])


def results() -> pd.DataFrame:
    return pd.read_csv("GSE1/GSE1_GPL96.csv", index_col="feature")


def unwrapped(text: str) -> str:
    return " ".join(text.split())


# Words


@pytest.mark.parametrize(
    ("kind", "texts"),
    {
        "log2": ["log2", "log 2 scale", "Log2-transformed", "log₂ scale", "log (base 2)", "log(2)",
                 "logarithm to the base 2", "base-2 logarithm", "log_2", "log base two", "glog2"],
        "ln": ["loge", "ln", "Ln(x)", "LN transformed", "log-e", "log (e)", "base e", "base-e log",
               "natural log", "Natural logarithm", "natural-log", "log1p", "log to the base e",
               "logarithm, natural", "log base 2.718", "log base 2.718282", "base 2.71828",
               "nat log", "numpy.log", "R log()", "base=exp(1)", "natürlicher Logarithmus",
               "logarithme naturel"],
        "log2 ratios": ["log2 ratio", "log₂ (ratio)", "Cy5/Cy3 ratios in log2"],
        "log2 of an analysis": ["log2 fold change", "log2FC", "log2(FC)", "fold change (log2)",
                                "log2 cut-off", "log2 > 1", "threshold of log2", "log2 change",
                                "limma log2 ratio", "genes with a log2 ratio above 1"],
        "logarithms": ["log transformed", "log-scale", "log intensity", "logarithm of"],
        "log10": ["log10", "log 10", "Log(10)", "log base 10", "logarithm to base 10", "log₁₀",
                  "common logarithm", "lg(ratio)"],
        "z scores": ["z score", "Z-scores", "zscore", "Z-transformed", "z transformation",
                     "standardised", "standardized to unit variance", "Z-normalized",
                     "mean 0 and standard deviation 1", "divided by the standard deviation",
                     "centred and scaled", "log2 robust z", "z", "z-scaled", "SD units",
                     "MAD scaled", "range-scaled", "pareto scaled", "autoscaled",
                     "divided by the MAD"],
        "M values": ["M-values", "M value", "logit of beta"],
        "beta values": ["Beta values", "β-values", "Average Beta", "AVG_Beta values"],
        "linear": ["not log transformed", "unlogged", "non-log values", "linear scale"],
        "Ct values": ["delta Ct", "ΔCt", "dCt", "Ct values", "Expression profiling by RT-PCR"],
        "RMA": ["RMA", "gcRMA", "GC-RMA", "robust multi-array average"],
    }.items(),
)  # fmt: skip
def test_a_scale_is_known_in_every_spelling(kind: str, texts: list[str]):
    assert {text: kind in named(f"Values are {text} signals.") for text in texts} == dict.fromkeys(
        texts, True
    )


@pytest.mark.parametrize(
    "text",
    ["catalog 2", "analog 10", "kept in LN2; 3 LN samples", "standardised protocol",
     "spots with -log10(p) > 3", "log 25 genes", "analogue e", "data base 2000",
     "formaldehyde", "biotin-labeled"],
)  # fmt: skip
def test_other_words_name_no_scale(text: str):
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Signals were set to a threshold of 1.0, log2 transformed", "log2"),
        ("Data were log2 transformed and fold changes computed", "log2"),
        ("Data were log2 transformed. Genes with a fold change above 2 were kept", "log2"),
        ("RMA (background correction, quantile normalisation, median polish)", "RMA"),
        ("Background corrected and normalised with RMA", "RMA"),
    ],
)
def test_an_analysis_beside_it_leaves_a_statement_of_the_values_alone(text: str, kind: str):
    assert set(named(text)) == {kind}


def test_every_text_is_given_whole_and_once_with_its_samples():
    long = "word " * 60 + "natural log"
    deposit = series(LOG2, [long] * 7 + ["short"] * 3)
    first, second = statements(deposit)
    assert (first.text, first.samples) == (long, tuple(SAMPLES[:7]))
    assert (second.text, second.samples) == ("short", tuple(SAMPLES[7:]))
    assert str(second) == "data_processing (3 samples): short"
    assert statements(deposit, SAMPLES[:2])[0].samples == ("GSM1", "GSM2")


# Arrays and words


@pytest.mark.parametrize(
    ("values", "words", "kind"),
    [
        (LOG2, "log base 2", "log2"),
        (LOG2, "RMA", "log2"),
        (LOG2, "quantile normalised", "log2"),
        (LOG2 * np.log(2), "quantile normalised", "unclear"),
        (LOG2 * np.log(2), "natural log", "unclear"),
        (LOG2, "loge", "unclear"),
        (LOG2, "log2 of the values, then log10", "unclear"),
        (LOG2, "not log transformed", "unclear"),
        (LOG2, ["log2"] * 5 + ["ln"] * 5, "unclear"),
        (LOG2 * np.log10(2), "log10", "unclear"),
        (2**LOG2, "The natural log was taken", "linear"),
        (RATIOS, "", "ratio"),
        (RATIOS, "RMA", "ratio"),
        (RATIOS, "log2 ratio", "log2"),
        (RATIOS * np.log(2), "ln ratio", "unclear"),
        (RATIOS * np.log10(2), "log 10 ratio", "unclear"),
        (RATIOS, "log2, standardised", "unclear"),
        (np.log2(SHARES / (1 - SHARES)), "M-values", "unclear"),
        (SHARES, "", "unclear"),
        (100 * SHARES, "", "unclear"),
        (LOG2 - 3, "log2 of ΔCt", "unclear"),
        (np.sqrt(2**LOG2), "square root of the signal", "unclear"),
        (np.arcsinh(2**LOG2), "arcsinh", "unclear"),
        (RATIOS.div(RATIOS.std(axis=1), axis=0).clip(-2, 2), "log2", "unclear"),
        (RATIOS * 0.9, "log2, mean-centred and scaled", "unclear"),
        (RATIOS.div(RATIOS.std(axis=1), axis=0), "", "other"),
        (RATIOS.div(RATIOS.std(axis=1, ddof=0), axis=0), "log2", "other"),
        ((LOG2 - LOG2.mean()) / LOG2.std(), "", "other"),
        (LOG2.assign(GSM4=LOG2["GSM4"].where(LOG2.index != "p9", 75.0)), "", "unclear"),
    ],
)  # fmt: skip
def test_values_and_words_together_tell_the_scale(values: pd.DataFrame, words, kind: str):
    found = recognised(series(values, words))
    assert found.kind == kind, found
    if kind in ("unclear", "ratio"):
        with pytest.raises(geo.RequestError, match="--scale"):
            as_log2(values, found)


@pytest.mark.parametrize(
    "words",
    [
        "log transformed. Log2 fold changes were computed with limma",
        "Genes with a log2 ratio above 1 were selected",
        "Differential expression: |log2FC| > 1",
        "A log2 cut-off of 1",
        "RMA background correction, quantile normalization, log transformation of the signals",
        "RMA background correction and quantile normalisation",
        "Background correction by RMA, quantile normalisation",
        "Signals were log transformed in R (log function) after RMA",
        "RMA and numpy.log",
        "In R log() of RMA signals",
        "RMA, converted to nat log",
        "Natürlicher Logarithmus nach RMA",
        "log (base=exp(1)) RMA",
        "log base 2.718",
        "log base 2.718282",
        "base 2.71828",
    ],
)
def test_natural_logarithms_are_asked_for_where_log2_is_not_said_of_the_values(words: str):
    assert recognised(series(LOG2 * np.log(2), words)).kind == "unclear"


def test_rma_and_a_logarithm_of_no_base_are_asked_for_also_in_two_records():
    deposit = series(LOG2 * np.log(2), "RMA")
    deposit.fields["value_definition"] = [("log signal",) * 10]
    assert recognised(deposit).kind == "unclear"


@pytest.mark.parametrize(
    ("record", "words", "kind"),
    [
        ("data_processing", "Values are log2 ratios", "log2"),
        ("value_definition", "log2 ratio", "log2"),
        ("value_definition", "log2 fold change", "log2"),
        ("data_processing", "Log2 fold changes were computed with limma", "ratio"),
        ("data_processing", "Genes with a log2 ratio above 1 were selected", "ratio"),
        ("data_processing", "log ratio", "ratio"),
    ],
)
def test_ratios_are_to_base_2_where_that_is_said_of_the_values(record, words, kind):
    deposit = series(RATIOS, "", "2")
    deposit.fields[record] = [(words,) * 10]
    assert recognised(deposit).kind == kind


@pytest.mark.parametrize(
    "words",
    ["robust z", "z", "z values", "z-scaled", "SD units", "MAD scaled", "range scaled",
     "pareto scaled", "autoscaled", "unit variance", "scaled to the same range"],
)  # fmt: skip
def test_scaled_values_around_zero_are_no_log2_ratios(words: str):
    values = RATIOS.div(RATIOS.abs().max(axis=1), axis=0)
    assert recognised(series(values, f"log2 {words}")).kind == "unclear"
    assert recognised(series(2**LOG2, words.replace("the same range", "500"))).kind == "linear"


def test_fold_changes_with_a_sign_are_known_by_their_values():
    folds = np.sign(RATIOS) * 2 ** RATIOS.abs()
    for channels in "12":
        found = recognised(series(folds, "log2 ratio", channels))
        assert found.kind == "unclear"
        assert "fold changes with a sign" in found.reason
    told = geo.scale.compared_with_values(declared("log2"), series(folds), SAMPLES)
    assert any("fold changes with a sign" in each for each in told.cautions)


@pytest.mark.parametrize("words", ["natural log", "log2 transformed", "Z-transformed", "M values"])
def test_where_values_contradict_the_words_the_values_decide_and_it_is_said(words: str):
    found = recognised(series(2**LOG2, words))
    assert found.kind == "linear"
    (caution,) = found.cautions
    assert f"'{words.removesuffix(' transformed')}" in caution
    assert "data_processing" in caution


def test_that_no_base_is_named_is_a_caution():
    (caution,) = recognised(series(LOG2, "quantile normalised")).cautions
    assert "names no base" in caution
    assert recognised(series(LOG2, "log2")).cautions == ()


def test_scores_of_a_figure_do_not_make_log2_intensities_scores():
    found = recognised(series(LOG2, "log2; z-scores were used for the heat map"))
    assert found.kind == "log2"
    assert "z-scores" in found.cautions[0]


def test_the_type_of_the_series_tells_methylation():
    deposit = Deposit("GSE1", "GPL1", RATIOS, {}, {"type": ("Methylation profiling by array",)})
    assert "Methylation profiling" in recognised(deposit).reason


def test_agilents_log_ratio_is_told_to_be_of_base_10():
    found = recognised(series(RATIOS * np.log10(2), "LogRatio of Feature Extraction", "2"))
    assert found.kind == "ratio"
    assert "Agilent's LogRatio is to base 10" in found.reason


# Arrays that disagree


OTHERWISE = {
    "linear": 2**LOG2,
    "log10": LOG2 * np.log10(2),
    "ln": LOG2 * np.log(2),
    "z": (LOG2 - LOG2.mean()) / LOG2.std(),
    "shares": LOG2 / 20,
}


@pytest.mark.parametrize("count", [1, 2, 5, 9])
@pytest.mark.parametrize("kind", OTHERWISE)
def test_arrays_of_another_scale_are_named(kind: str, count: int):
    odd = SAMPLES[:count]
    mixed = LOG2.copy()
    mixed[odd] = OTHERWISE[kind][odd]
    found = recognised(series(mixed, "log2"))
    assert found.kind == "mixed"
    parts = found.reason.removeprefix("The arrays are not on one scale: ").split("; ")
    named_together = [set(part.partition(" look")[0].replace(" and 1 more", "").split(", "))
                      for part in parts]  # fmt: skip
    assert any(set(odd[:8]) == names for names in named_together), found.reason


@pytest.mark.parametrize(
    "values",
    [
        LOG2,
        LOG2 + np.linspace(-1.5, 1.5, 10),
        LOG2 * np.linspace(0.85, 1.15, 10),
        2**LOG2 * np.linspace(0.02, 2, 10),
        (2**LOG2 / 90).clip(upper=500) * np.linspace(0.7, 1.3, 10),
        RATIOS,
        RATIOS + np.linspace(-0.8, 0.8, 10),
        LOG2.assign(GSM3=7.0),
        LOG2 - 3.9 + np.linspace(-0.3, 0.3, 10),
    ],
)
def test_arrays_that_only_differ_as_arrays_do_are_of_one_scale(values: pd.DataFrame):
    assert disagreement(series(values), SAMPLES) == ("", False)


def test_mixed_arrays_are_refused_whatever_is_declared_until_they_are_left_out(
    mirror: Path, capsys
):
    mixed = LOG2.copy()
    mixed["GSM2"] = 2 ** mixed["GSM2"]
    hold(mirror, mixed, data_processing=["log2"] * 10)
    for more in ((), ("--scale", "log2"), ("--scale", "linear")):
        assert run(*ASK, *more) == 2
        told = capsys.readouterr().err
        assert "GSM2 looks linear" in told
        assert "GSM1, GSM3" in told
        assert "--among" in told
    assert not Path("GSE1").exists()
    assert run(*ASK, "--among", "title != 'T1'") == 0
    assert run("--describe") == 0
    assert "Scale: mixed. The arrays are not on one scale: GSM2 looks linear" in unwrapped(
        capsys.readouterr().out
    )


# Units


def test_natural_logs_declared_give_the_fold_changes_of_log2(mirror: Path):
    hold(mirror, LOG2, data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    right = results()
    hold(mirror, LOG2 * np.log(2), data_processing=["natural log"] * 10)
    assert run(*ASK, "--lock", "other.json") == 2
    assert run(*ASK, "--lock", "other.json", "--scale", "ln") == 0
    np.testing.assert_allclose(
        results()["log2_fold_change"], right.loc[results().index, "log2_fold_change"], rtol=1e-8
    )


def test_log10_ratios_of_two_channels_are_asked_for_and_brought_to_log2(mirror: Path, capsys):
    hold(mirror, RATIOS * np.log10(2), channel_count=["2"] * 10)
    assert run(*ASK) == 2
    told = capsys.readouterr().err
    assert "Two channels" in told
    assert "does not say to which base" in told
    assert run(*ASK, "--scale", "log10") == 0
    direct = RATIOS.iloc[:, :5].mean(axis=1) - RATIOS.iloc[:, 5:].mean(axis=1)
    np.testing.assert_allclose(
        results()["log2_fold_change"], direct[results().index], rtol=1e-8, atol=1e-12
    )


@pytest.mark.parametrize("scale", OWN_UNIT)
def test_what_has_no_fold_change_has_no_column_of_that_name(mirror: Path, scale: str, capsys):
    hold(mirror, RATIOS)
    assert run(*ASK, "--scale", scale) == 0
    assert "no log2 fold changes" in unwrapped(capsys.readouterr().out)
    assert {"difference", "p"} <= set(results())
    for path in Path("GSE1").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert "log2" not in text
        assert "fourfold" not in text
    assert "log2_fold_change" not in Path("GSE1/GSE1_GPL96.html").read_text(encoding="utf-8")
    assert run(*ASK, "--scale", scale, "--published", "up=1,up2=1") == 2
    assert "fold changes" in capsys.readouterr().err


def test_z_scores_are_compared_in_standard_deviations(mirror: Path, capsys):
    hold(mirror, RATIOS.div(RATIOS.std(axis=1), axis=0), data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    assert "Caution: The values are z scores of each gene" in unwrapped(capsys.readouterr().out)
    assert "difference" in results()


def test_every_declared_scale_names_its_unit():
    assert {kind: declared(kind).effect for kind in ("log2", "ln", "log10", "linear", "ratio")} == {
        "log2": "log2_fold_change",
        "ln": "log2_fold_change",
        "log10": "log2_fold_change",
        "linear": "log2_fold_change",
        "ratio": "difference",
    }


@pytest.mark.parametrize(
    ("values", "scale"),
    [(2**LOG2, "log2"), (2**LOG2, "ln"), (LOG2, "linear"), (LOG2, "log10"), (2**LOG2, "ratio")],
)
def test_a_declaration_that_the_values_contradict_is_a_caution(
    mirror: Path, capsys, values: pd.DataFrame, scale: str
):
    hold(mirror, values)
    assert run(*ASK, "--scale", scale) == 0
    assert f"Caution: The values do not look like {scale}" in unwrapped(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("values", "scale"),
    [(2**LOG2, "linear"), (LOG2, "log2"), (LOG2 * np.log(2), "ln"), (LOG2 * np.log10(2), "log10"),
     (RATIOS, "log2"), (RATIOS, "other"), (RATIOS, "ratio")],
)  # fmt: skip
def test_a_declaration_that_fits_the_values_is_none(
    mirror: Path, capsys, values: pd.DataFrame, scale: str
):
    hold(mirror, values)
    assert run(*ASK, "--scale", scale) == 0
    assert "do not look like" not in unwrapped(capsys.readouterr().out)


# What is shown


def test_the_words_of_the_deposit_are_shown_whole(mirror: Path, capsys):
    text = "Data were extracted with the software of the maker. " * 4 + "Log2 at the very end."
    hold(mirror, LOG2, data_processing=[text] * 5 + ["RMA"] * 5)
    assert run("--describe") == 0
    shown = unwrapped(capsys.readouterr().out)
    assert f"data_processing (5 samples): {text}" in shown
    assert "data_processing (5 samples): RMA" in shown
    assert run(*ASK, "--accept-warnings") == 0
    told = unwrapped(capsys.readouterr().out)
    assert "Caution: The deposit describes data_processing of these samples in 2 ways" in told
    page = BeautifulSoup(Path("GSE1/GSE1_GPL96.html").read_text(encoding="utf-8"), "html.parser")
    assert f"data_processing (5 samples): {text}" in page.get_text()


def test_many_values_that_have_no_logarithm_are_a_caution(mirror: Path, capsys):
    values = 2**LOG2
    values -= np.quantile(values, 0.45)
    hold(mirror, values)
    assert run(*ASK) == 0
    told = unwrapped(capsys.readouterr().out)
    assert "Caution: 45% of the values are missing (4" in told
    assert "zero or below" in told


def test_few_values_without_logarithm_are_no_caution(mirror: Path, capsys):
    values = 2**LOG2
    values.iloc[:5] = -1
    hold(mirror, values)
    assert run(*ASK) == 0
    told = unwrapped(capsys.readouterr().out)
    assert "50 values of zero or below became missing" in told
    assert "values are missing" not in told


def test_a_number_that_may_stand_for_missing_values_is_a_caution(mirror: Path, capsys):
    holes = LOG2.clip(lower=2).mask(RNG.random(LOG2.shape) < 0.03, 0.0)
    hold(mirror, holes, data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    assert "values are 0, and the next is 2" in unwrapped(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("values", "number"), [(LOG2 - 1, 0.0), (RATIOS, 0.0), (2**LOG2, 1.0), (LOG2, 2.0)]
)
def test_a_number_that_is_often_found_is_a_caution_whatever_the_gap(
    mirror: Path, capsys, values: pd.DataFrame, number: float
):
    share = np.repeat([0.4, 0.1], 5)
    holes = values.mask(np.random.default_rng(1).random(values.shape) < share, number)
    hold(mirror, holes, data_processing=["log2"] * 10)
    assert run(*ASK) in (0, 3)
    told = unwrapped(capsys.readouterr().out)
    assert re.search(
        rf"Caution: 2\d% of the values are {number:g} \((39|4\d)% in the group, (9|1\d)% in the",
        told,
    )


def test_a_number_that_only_one_group_has_often_is_a_caution(mirror: Path, capsys):
    holes = LOG2 - 1
    holes.iloc[::15, :5] = 0
    hold(mirror, holes, data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    told = unwrapped(capsys.readouterr().out)
    assert "3% of the values are 0 (7% in the group, 0% in the reference)" in told


def test_values_of_few_decimals_are_no_caution(mirror: Path, capsys):
    hold(mirror, RATIOS.round(1), data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    assert "of the values are" not in unwrapped(capsys.readouterr().out)


def test_swapped_channels_are_a_caution(mirror: Path, capsys):
    channels = {
        "source_name_ch1": ["pool"] * 5 + GROUPS[5:],
        "source_name_ch2": ["cells"] * 5 + ["pool"] * 5,
        "channel_count": ["2"] * 10,
    }
    hold(mirror, RATIOS, data_processing=["log2 ratio"] * 10, **channels)
    assert run(*ASK, "--accept-warnings") == 0
    assert "'pool' is source_name_ch1 of some samples and source_name_ch2 of others" in unwrapped(
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda values: values + 0.6, "median"),
        (lambda values: values.median() + 1.3 * (values - values.median()), "interquartile range"),
    ],
)
def test_groups_whose_arrays_differ_are_a_caution(mirror: Path, capsys, change, words: str):
    values = LOG2.copy()
    values[SAMPLES[:5]] = change(values[SAMPLES[:5]])
    hold(mirror, values, data_processing=["log2"] * 10)
    assert run(*ASK) == 0
    assert f"Caution: The arrays of the groups differ in their {words}" in unwrapped(
        capsys.readouterr().out
    )
    hold(mirror, LOG2, data_processing=["log2"] * 10)
    assert run(*ASK, "--lock", "other.json") == 0
    assert "The arrays of the groups" not in capsys.readouterr().out


def test_a_column_that_repeats_the_groups_names_the_way_out(mirror: Path, capsys):
    codes = [{"tumour": "A", "normal": "B"}[each] for each in GROUPS]
    hold(mirror, LOG2, data_processing=["log2"] * 10, source_name_ch1=codes)
    assert run(*ASK) == 3
    assert "--restates source_name_ch1" in unwrapped(capsys.readouterr().out)
    assert run(*ASK, "source_name_ch1") == 0


def test_report_and_table_say_which_sample_was_in_which_group(mirror: Path):
    hold(mirror, LOG2, data_processing=["log2"] * 10)
    assert run(*ASK, "--among", "title != 'T0'") == 0
    members = pd.read_csv("GSE1/GSE1_GPL96_samples.csv")
    assert members["sample"].tolist() == SAMPLES[1:]
    assert members["title"].tolist() == ["T1", "T2", "T3", "T4", "N5", "N6", "N7", "N8", "N9"]
    assert members["group"].tolist() == ["group"] * 4 + ["reference"] * 5
    page = Path("GSE1/GSE1_GPL96.html").read_text(encoding="utf-8")
    assert page.count("<td>GSM10</td><td>N9</td><td>reference</td>") == 1


def test_values_that_differ_in_case_only_are_a_caution(mirror: Path, capsys):
    tissue = ["Tumour"] * 2 + GROUPS[2:]
    hold(mirror, LOG2, characteristics_ch1=[f"tissue: {each}" for each in tissue])
    assert run(*ASK) == 0
    assert "Caution: Column tissue holds 'tumour' (3), 'Tumour' (2), which differ in case" in (
        unwrapped(capsys.readouterr().out)
    )
    both = ("--group", "tissue in ['Tumour', 'tumour']", "--reference", "tissue == 'normal'")
    assert run(*ASK, *both) == 0
    assert "differ in case" not in capsys.readouterr().out


# SOFT and old bytes


FAMILY = """^SERIES = GSE1
!Series_title = t
!Series_geo_accession = GSE1
!Series_type = Expression profiling by array
^PLATFORM = GPL1
!Platform_title = p
#ID = x
#Symbol = y
!platform_table_begin
ID\tSymbol
a\tESR1
b\tGATA3
!platform_table_end
"""


def family(definitions: list[str], processing: list[bytes]) -> bytes:
    body = FAMILY.encode()
    for number, (said, done) in enumerate(zip(definitions, processing, strict=True), start=1):
        body += f"^SAMPLE = GSM{number}\n!Sample_title = s{number}\n".encode()
        body += b"!Sample_platform_id = GPL1\n!Sample_data_processing = " + done + b"\n"
        body += f"#ID_REF = x\n#VALUE = {said}\n!sample_table_begin\nID_REF\tVALUE\n".encode()
        body += f"a\t{number}.5\nb\t8\n!sample_table_end\n".encode()
    return body


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"5 \xb5g, 37 \xb0C", "5 µg, 37 °C"),
        (b"5 \xc2\xb5g", "5 µg"),
        (b"Miltenyi\x92s \x80 5 \x97 \x8d", "Miltenyi’s € 5 — \x8d"),
        (b"\xe9t\xe9 \xce\xb2-value \xe4", "été β-value ä"),
    ],
)
def test_bytes_that_are_not_utf8_are_kept_on_both_routes(
    tmp_path: Path, zipped: bool, written: bytes, read: str
):
    soft = tmp_path / ("GSE1_family.soft.gz" if zipped else "GSE1_family.soft")
    body = family(["log2"] * 2, [written] * 2)
    soft.write_bytes(gzip.compress(body) if zipped else body)
    (deposit,) = geo.read_family(soft).deposits
    assert deposit.fields["data_processing"] == [(read, read)]
    matrix = tmp_path / "GSE1_series_matrix.txt"
    body = series_matrix(LOG2, {"data_processing": ["HERE"] * 10}).replace(b"HERE", written)
    matrix.write_bytes(gzip.compress(body) if zipped else body)
    assert geo.read_series_matrix(matrix).fields["data_processing"] == [(read,) * 10]


def test_probes_with_old_bytes_stay_different(tmp_path: Path):
    path = tmp_path / "GSE1_family.soft"
    path.write_bytes(
        family(["x"], [b"y"]).replace(b"\na\t", b"\n\xb5\t").replace(b"\nb\t", b"\n\xe9\t")
    )
    (deposit,) = geo.read_family(path).deposits
    assert list(deposit.expression.index) == ["µ", "é"]


def test_definitions_of_the_values_are_read_by_sample(tmp_path: Path):
    path = tmp_path / "GSE1_family.soft"
    path.write_bytes(family(["log2 signal", "natural log", ""], [b"x", b"x", b"x"]))
    (deposit,) = geo.read_family(path).deposits
    assert deposit.fields["value_definition"] == [("log2 signal", "natural log", "")]
    assert [str(each) for each in statements(deposit)] == [
        "data_processing (3 samples): x",
        "#VALUE (1 sample): log2 signal",
        "#VALUE (1 sample): natural log",
        "Series_type (3 samples): Expression profiling by array",
    ]
