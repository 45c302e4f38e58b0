"""How often the ledger would be wrong, and what had been seen when its rules were written."""

import itertools

import pandas as pd

from resistbook.claims import editions, ledger
from resistbook.claims.ledger import study_name
from resistbook.claims.power import ERROR
from resistbook.claims.verdicts import CALLS, Judged, fair, judged
from resistbook.display.anchors import claim_anchor
from resistbook.publish.pages.markup import escape, listed, page, table

SEEN = {
    "no": "no",
    "partly": "in part",
    "yes": "yes",
}


def error_rates() -> str:
    """Write the simulated error rates of the verdicts: a section of the page of calibration."""
    rates = _rates()
    rules = rates[rates["counts"]]
    none, true = _called(rules, "none"), _called(rules, "true")
    alone = rules[["contradicted_if_none", "contradicted_if_true"]].sum()
    return page(
        [
            "(error-rates)=\n## How often would the ledger be wrong?",
            f"{len(rules)} facts have a rule whose errors can be simulated, or counted on controls "
            "whose truth is known. **Were none of them true, the ledger would call at most "
            f"{none['consistent']:.1f} consistent and {none['contradicted']:.1f} contradicted, on "
            "average.** To call a claim contradicted is right then, where the rule asks for "
            "evidence against it. Were all true, at the size given, it would call at most "
            f"{true['consistent']:.1f} consistent and {true['contradicted']:.1f} contradicted; the "
            "others would stay undecided.",
            f"A call has to be fair. *Consistent* is withdrawn where the rule would say so in more "
            f"than {ERROR:.0%} of cases without an effect. *Contradicted* is withdrawn where it "
            f"would say so in more than {ERROR:.0%} of cases in which the claim is true, or where "
            "the data cannot speak against the claim. Without this step "
            f"{alone['contradicted_if_none']:.1f} would be called contradicted were none true, and "
            f"{alone['contradicted_if_true']:.1f} were all true. The numbers are upper bounds, for "
            "a verdict also has to stand under other readings. These can only take calls away, and "
            "are not simulated. The table has the rates of the rules alone, also of the entries "
            "that are not counted.",
            table(
                [
                    "Claim", "By", "Size taken for true", "Consistent, none",
                    "Contradicted, none", "Consistent, true", "Contradicted, true",
                    "Called in four of five", "Runs",
                ],
                [_row(row) for row in rates.itertuples()],
                numeric=[
                    "Consistent, none", "Contradicted, none", "Consistent, true",
                    "Contradicted, true", "Called in four of five", "Runs",
                ],
            ),
            "“None” means no effect, “true” an effect of the size in the third column: half of the "
            "printed effect where one is printed, else a declared size. All sizes were committed "
            "before any of these rates was computed; that of S7 was corrected afterwards, as the "
            "changelog says. `make power` computes the rates again.",
        ]
    )  # fmt: skip


def seen_before() -> str:
    """Write which data had been seen when each rule was frozen: included in a page of the book."""
    frozen = ledger.frozen()
    rows = []
    for one in judged():
        study, name = one.study, one.entry["id"]
        for edition, record in frozen.get(study, {}).get(name, {}).items():
            rows.append(
                [
                    f'<a href="generated/claims.html#{claim_anchor(study, name)}">'
                    f"{study_name(study)}, {name}</a>",
                    escape(edition),
                    record["date"],
                    SEEN[record["seen"]],
                    _text(one, edition),
                    f"<code>{record['digest'][:12]}</code>",
                    escape(record.get("verdict") or _verdict(one, edition)),
                ]
            )
    columns = [
        "Claim", "Edition", "Rule frozen", "Data seen before", "Text of the rule", "Digest",
        "Verdict",
    ]  # fmt: skip
    return f"{_changed_words()}\n\n{table(columns, rows)}\n"


def _text(one: Judged, edition: str) -> str:
    """Say whether the rule reads as the first edition published it."""
    if edition.split(",")[0] != ledger.EDITION:
        return ""
    if not one.first:
        return "new"
    return "as in the first" if editions.same_rule(one.entry, one.first) else "another"


def _verdict(one: Judged, edition: str) -> str:
    """Return the word of the edition that is on show, or that the first edition published."""
    if edition.split(",")[0] == ledger.EDITION:
        return one.decision.word
    return editions.present_word(one.first["verdict"])


def _changed_words() -> str:
    """Say which verdicts have another word than in the first edition, and whom that favours."""
    moved: dict[tuple[str, str], list[str]] = {}
    for one in judged():
        before, now = one.first["verdict"] if one.first else "", one.decision.word
        if editions.word_changed(before, now):
            moved.setdefault((editions.present_word(before), now), []).append(one.entry["id"])
    told = [f"{listed(names)} from {before} to {now}" for (before, now), names in moved.items()]
    rising = itertools.combinations(("contradicted", "undecided", "consistent"), 2)
    favours = moved.keys() <= set(rising)
    number = sum(map(len, moved.values()))
    return (
        f"**{number} verdicts have another word than in the first edition**: {'; '.join(told)}. "
        + ("Each" if favours else "Not each")
        + " of these changes favours the claim."
    )


def _rates() -> pd.DataFrame:
    """Return what each rule says where the truth is known, and which of its words are fair."""
    return pd.DataFrame(
        {
            "study": one.study,
            "claim": one.entry["id"],
            "counts": one.counts,
            **{
                f"{word}_is_fair": word
                == fair(word, one.decision.power, one.entry.get("cannot_contradict", ""))
                for word in CALLS
            },
            **vars(one.decision.power),
        }
        for one in judged()
        if one.decision.power is not None
    )


def _called(rules: pd.DataFrame, truth: str) -> dict[str, float]:
    """Return how many claims get each word on average, as far as the call is fair."""
    return {
        word: float((rules[f"{word}_if_{truth}"] * rules[f"{word}_is_fair"]).sum())
        for word in CALLS
    }


def _row(row) -> list[str]:
    shares = ("consistent_if_none", "contradicted_if_none", "consistent_if_true")
    smallest = "–" if pd.isna(row.smallest) else f"{row.smallest:.3g}"
    return [
        f'<a href="claims.html#{claim_anchor(row.study, row.claim)}">{row.claim}</a>',
        row.by,
        escape(f"{row.unit}: {row.true:g}"),
        *(f"{getattr(row, name):.1%}" for name in (*shares, "contradicted_if_true")),
        smallest,
        f"{row.runs:,}",
    ]
