"""How often the ledger would be wrong, and what had been seen when its rules were written."""

import pandas as pd

from resistbook.claims import editions, ledger
from resistbook.claims.ledger import study_name
from resistbook.claims.power import ERROR
from resistbook.claims.verdicts import decision, judged
from resistbook.display.anchors import claim_anchor
from resistbook.publish.pages.markup import escape, page, table

SEEN = {
    "no": "no",
    "partly": "in part",
    "yes": "yes",
}


def error_rates() -> str:
    """Write the simulated error rates of the verdicts: a section of the page of calibration."""
    rates = _rates()
    none = rates[["consistent_if_none", "contradicted_if_none"]].sum()
    true = rates[["consistent_if_true", "contradicted_if_true"]].sum()
    share = none.sum() / len(rates)
    return page(
        [
            "(error-rates)=\n## How often would the ledger be wrong?",
            f"{len(rates)} claims have a rule whose errors can be simulated, or counted on "
            "controls whose truth is known. **Were none of these claims true, "
            f"{none['consistent_if_none']:.1f} of them would be called consistent on average and "
            f"{none['contradicted_if_none']:.1f} contradicted: {share:.0%} in all.** To call a "
            "claim contradicted is right then, where the rule asks for evidence against it. "
            f"Were all true, at the size given, {true['consistent_if_true']:.1f} would be called "
            f"consistent and {true['contradicted_if_true']:.1f} contradicted; the others would "
            "stay undecided. These are the rates of the rules alone. A verdict also has to be "
            "fair and to stand under other readings, which can only take calls away: one is "
            f"withdrawn where the rule would say consistent in more than {ERROR:.0%} of cases "
            f"without an effect, or contradicted in more than {ERROR:.0%} of cases in which the "
            "claim is true.",
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
            "before any of these rates was computed. `make power` computes them again.",
        ]
    )  # fmt: skip


def seen_before() -> str:
    """Write which data had been seen when each rule was frozen: included in a page of the book."""
    frozen = ledger.frozen()
    rows = []
    for study in ledger.ledgers():
        for entry in ledger.ledger(study)["claims"]:
            for edition, record in frozen.get(study, {}).get(entry["id"], {}).items():
                rows.append(
                    [
                        f'<a href="generated/claims.html#{claim_anchor(study, entry["id"])}">'
                        f"{study_name(study)}, {entry['id']}</a>",
                        escape(edition),
                        record["date"],
                        SEEN[record["seen"]],
                        f"<code>{record['digest'][:12]}</code>",
                        escape(_verdict(study, entry["id"], edition)),
                    ]
                )
    columns = ["Claim", "Edition", "Rule frozen", "Data seen before", "Digest", "Verdict"]
    return table(columns, rows) + "\n"


def _verdict(study: str, identifier: str, edition: str) -> str:
    if edition == ledger.EDITION:
        return decision(study, identifier).word
    first = editions.first(study, identifier)
    frozen = ledger.frozen()[study][identifier]
    last = max(name for name in frozen if name != ledger.EDITION)
    return first["verdict"] if first and edition == last else "replaced before publication"


def _rates() -> pd.DataFrame:
    return pd.DataFrame(
        {"study": one.study, "claim": one.entry["id"], **vars(one.decision.power)}
        for one in judged()
        if one.decision.power is not None
    )


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
