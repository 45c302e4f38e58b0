"""The claim ledger: what the studies say, and the verdict that a rule computes from a result."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import pandas as pd
import yaml

from resistbook import results
from resistbook.layout import CLAIMS, ROOT

VERDICTS = (
    "reproduced",
    "consistent",
    "inconclusive",
    "contradicted",
    "arithmetic holds",
    "arithmetic fails",
    "not testable",
)
FROZEN = ("quote", "statement", "kind", "published", "estimand", "rule")


class ClaimError(ValueError):
    """A ledger that must not be used; the message names study, claim and field."""


@dataclass(frozen=True)
class Verdict:
    """What a rule makes of a result, and the numbers it rests on, in one sentence."""

    verdict: str
    evidence: str

    def __post_init__(self) -> None:
        """Refuse a word that is not in the fixed list."""
        if self.verdict not in VERDICTS:
            raise ClaimError(f"{self.verdict!r} is not a verdict; verdicts: {', '.join(VERDICTS)}")


def ledgers() -> list[str]:
    """Return the studies that have a ledger, in the order of their chapters."""
    names = [path.stem for path in CLAIMS.glob("*.yml")]
    return sorted(names, key=lambda name: ledger(name)["chapter"])


@cache
def ledger(study: str) -> dict[str, Any]:
    """Return the checked ledger of a study.

    Raises
    ------
    ClaimError
        If the file is missing, does not fit ``claims/schema.json`` or holds a claim twice.
    """
    path = CLAIMS / f"{study}.yml"
    if not path.exists():
        raise ClaimError(
            f"no ledger claims/{study}.yml; there are {[p.stem for p in CLAIMS.glob('*.yml')]}"
        )
    whole = yaml.safe_load(path.read_text())
    schema = json.loads((CLAIMS / "schema.json").read_text())
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(whole),
        key=lambda error: error.json_path,
    )
    if errors:
        raise ClaimError(f"claims/{study}.yml, {errors[0].json_path}: {errors[0].message}")
    ids = [claim["id"] for claim in whole["claims"]]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise ClaimError(f"claims/{study}.yml: claim {sorted(twice)[0]} stands twice")
    return whole


def claim(study: str, identifier: str) -> dict[str, Any]:
    """Return one claim.

    Raises
    ------
    ClaimError
        If the study has no such claim.
    """
    for entry in ledger(study)["claims"]:
        if entry["id"] == identifier:
            return entry
    raise ClaimError(f"claims/{study}.yml has no claim {identifier!r}")


def parameters(study: str, identifier: str) -> dict[str, Any]:
    """Return the declared parameters of a claim's rule."""
    return claim(study, identifier)["rule"].get("parameters", {})


def frozen_digest(entry: dict[str, Any]) -> str:
    """Return the SHA-256 of all that must not change once a claim's result has been seen."""
    text = json.dumps({name: entry[name] for name in FROZEN}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verdict(study: str, identifier: str) -> Verdict:
    """Return the verdict that the claim's rule computes from the claim's result."""
    entry = claim(study, identifier)
    rule = entry["rule"]
    if rule["name"] not in RULES:
        raise ClaimError(
            f"{study} {identifier}: rule {rule['name']!r} is not among {sorted(RULES)}"
        )
    table = results.table(entry["result"]) if "result" in entry else None
    return RULES[rule["name"]](table, **rule.get("parameters", {}))


def verdicts(study: str | None = None) -> pd.DataFrame:
    """Return every claim with its verdict.

    Parameters
    ----------
    study
        One study only.

    Returns
    -------
    DataFrame
        A row a claim: study, chapter, claim, quote, statement, kind, published, verdict,
        evidence, result, why_it_differs.
    """
    rows = []
    for name in [study] if study else ledgers():
        whole = ledger(name)
        for entry in whole["claims"]:
            found = verdict(name, entry["id"])
            rows.append(
                {
                    "study": name,
                    "chapter": whole["chapter"],
                    "claim": entry["id"],
                    **{key: entry[key] for key in ("quote", "statement", "kind", "published")},
                    "verdict": found.verdict,
                    "evidence": found.evidence,
                    "result": entry.get("result", ""),
                    "why_it_differs": entry["why_it_differs"],
                }
            )
    return pd.DataFrame(rows)


def joint_count_match(grid: pd.DataFrame, published: list[int], tolerance: float) -> Verdict:
    """Compare a published pair of counts with every cell of a grid of specifications.

    Parameters
    ----------
    grid
        One row a cell: ``higher`` and ``lower`` (counts, missing where a cell cannot be
        computed), and the columns that name the cell.
    published
        Counts higher and lower.
    tolerance
        Largest relative distance that still counts as a match, for both counts at once.
    """
    cells = grid.dropna(subset=["higher", "lower"])
    distance = pd.concat(
        [
            (cells[name] / value - 1).abs()
            for name, value in zip(("higher", "lower"), published, strict=True)
        ],
        axis=1,
    ).max(axis=1)
    nearest = cells.loc[distance.idxmin()]
    where = (
        f"{nearest['cohort']}, {nearest['level']} level, {nearest['test']}, "
        f"{nearest['criterion']} < {nearest['threshold']:g}, {nearest['contrast']}"
    )
    counts = f"{nearest['higher']:,.0f} higher and {nearest['lower']:,.0f} lower"
    if distance.min() <= tolerance:
        return Verdict(
            "consistent", f"{counts} in {where}: within {tolerance:.0%} of both published counts."
        )
    return Verdict(
        "inconclusive",
        f"None of {len(cells):,} computable cells comes within {tolerance:.0%} of both counts; "
        f"the nearest is {counts} ({where}).",
    )


def count_within_reach(
    counts: pd.DataFrame,
    direction: str,
    minimum: int,
    specification: str,
    features: int,
    whole_array: int,
    measured: float,
) -> Verdict:
    """Ask whether any cohort can give so many genes of so large a fold change.

    Parameters
    ----------
    counts
        One row a cohort, specification and direction: ``n_features``, ``per_array`` (count on
        the size of the usual array) and its ``ci_low`` and ``ci_high``.
    direction
        ``up``, ``down`` or ``both``.
    minimum
        The published count.
    specification
        Which specification decides.
    features
        Size of the usual array, for the wording.
    whole_array
        Least number of measured features of a cohort that may decide.
    measured
        Share of patients in which a feature needs a value; the table is made with it.
    """
    chosen = counts[
        (counts["direction"] == direction)
        & (counts["specification"] == specification)
        & (counts["n_features"] >= whole_array)
    ]
    top = chosen.loc[chosen["ci_high"].idxmax()]
    text = (
        f"{specification}: at most {top['ci_high']:.0f} genes per {features:,} features "
        f"(upper 95% limit, {top['cohort']}, observed {top['per_array']:.0f}), "
        f"published {minimum}; {len(chosen)} whole-array cohorts."
    )
    reached = top["ci_high"] >= minimum
    return Verdict("consistent" if reached else "contradicted", text[0].upper() + text[1:])


def seven_mechanisms(
    meta: pd.DataFrame,
    themes: dict[str, dict[str, Any]],
    fdr: float,
    same_sign: float,
    minimum_genes: int,
) -> Verdict:
    """Judge each mechanism by its gene sets, then all of them together.

    Parameters
    ----------
    meta
        One row a gene set: ``set``, ``estimate``, ``p``, ``fdr``, ``k`` (cohorts that hold at least
        `minimum_genes` of the set), ``k_positive`` (those with a positive effect).
    themes
        Name of each mechanism, with its sign and its sets.
    fdr, same_sign
        Both must hold: FDR below, and share of cohorts with the sign at least.
    minimum_genes
        Declared for the record; the table is made with it.
    """
    judged = mechanisms(meta, themes, fdr, same_sign)
    consistent = judged.index[judged["verdict"] == "consistent"].tolist()
    contradicted = judged.index[judged["verdict"] == "contradicted"].tolist()
    if len(consistent) == len(judged):
        word = "consistent"
    elif contradicted and not consistent:
        word = "contradicted"
    else:
        word = "inconclusive"
    parts = [f"{len(consistent)} of {len(judged)} mechanisms consistent"]
    if consistent:
        parts[0] += f" ({', '.join(consistent)})"
    parts.append(f"{len(contradicted)} contradicted")
    if contradicted:
        parts[1] += f" ({', '.join(contradicted)})"
    return Verdict(word, "; ".join(parts) + ".")


def mechanisms(
    meta: pd.DataFrame, themes: dict[str, dict[str, Any]], fdr: float, same_sign: float
) -> pd.DataFrame:
    """Return the verdict on each mechanism, with the set that decides it.

    Returns
    -------
    DataFrame
        Index mechanism; columns declared sign, deciding set, estimate, fdr, verdict.
    """
    rows = {}
    for theme, declared in themes.items():
        sets = meta[meta["set"].isin(declared["sets"])].copy()
        agree = sets["k_positive"].where(sets["estimate"] > 0, sets["k"] - sets["k_positive"])
        passed = (sets["fdr"] < fdr) & (agree >= same_sign * sets["k"])
        as_declared = sets["estimate"] * declared["sign"] > 0
        if (passed & as_declared).any():
            word, deciding = "consistent", sets[passed & as_declared]
        elif passed.any():
            word, deciding = "contradicted", sets[passed]
        else:
            word, deciding = "inconclusive", sets
        best = deciding.sort_values(["fdr", "p"]).iloc[0]
        rows[theme] = {
            "declared sign": declared["sign"],
            "deciding set": best["set"],
            "estimate": best["estimate"],
            "fdr": best["fdr"],
            "verdict": word,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def not_testable(table: None, reason: str) -> Verdict:
    """State why no public data can speak to a claim."""
    return Verdict("not testable", reason)


RULES: dict[str, Callable[..., Verdict]] = {
    rule.__name__: rule
    for rule in (joint_count_match, count_within_reach, seven_mechanisms, not_testable)
}


def freeze() -> None:
    """Add the digest of each claim that is new to ``claims/frozen.json``; keep the others."""
    path = CLAIMS / "frozen.json"
    digests = json.loads(path.read_text()) if path.exists() else {}
    for study in ledgers():
        for entry in ledger(study)["claims"]:
            digests.setdefault(study, {}).setdefault(entry["id"], frozen_digest(entry))
    path.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n")


def changed_since_frozen() -> list[str]:
    """List the claims whose wording or rule is not the frozen one.

    A change of rule is allowed only with a line in ``CHANGELOG.md`` that names study and claim
    and the first 12 digits of the new digest.
    """
    frozen = json.loads((CLAIMS / "frozen.json").read_text())
    log = (ROOT / "CHANGELOG.md").read_text()
    lines = []
    for study in ledgers():
        for entry in ledger(study)["claims"]:
            now = frozen_digest(entry)
            if frozen.get(study, {}).get(entry["id"]) != now and now[:12] not in log:
                lines.append(f"{study} {entry['id']}: not the frozen rule; digest now {now[:12]}")
    return lines
