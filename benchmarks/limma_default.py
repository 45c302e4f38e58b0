"""Does a list of genes or a verdict turn on how limma's present releases estimate the prior?

Where genes have missing values, and so unequal residual degrees of freedom, limma since 3.61 fits
the prior of the variances by another routine (``fitFDistUnequalDF1``) than this book, which follows
limma 3.54, the ``legacy = TRUE`` of today. Here every stored table that rests on the moderated t or
on CAMERA is computed again with the present routine, and every claim is judged again from them. The
routine is that of pylimma, a port of limma 3.66 (GPL, no dependency of the book): so this needs an
environment of its own, the raw files, and about ten minutes::

    python3 -m venv _build/pylimma
    _build/pylimma/bin/pip install -r requirements.lock
    _build/pylimma/bin/pip install --no-deps -e .
    _build/pylimma/bin/pip install pylimma==0.2.0
    _build/pylimma/bin/python benchmarks/limma_default.py

It writes ``results/limma_default.csv``, one row per table that is not as stored. On the way every
prior is also estimated by pylimma with ``legacy = TRUE`` and must equal that of the book.
"""

import os

os.environ["RESISTBOOK_RESULTS"] = "stored"

import joblib
import numpy as np
import pandas as pd
from pylimma.squeeze_var import squeeze_var

from resistbook.claims.verdicts import judged_claims
from resistbook.paths import LIMMA_DEFAULT, ROOT
from resistbook.results import store
from resistbook.stats.expression import moderated
from resistbook.stats.sets import competitive

ours, stored = moderated.squeeze_variances, store.read
LISTED = 0.05
LEFT_OUT = {"keikha2021/calibration_genes", "keikha2021/calibration_sets"}
"""Counts under permuted outcomes: they take the longest, name no gene and decide no claim."""


def squeeze_by_default(variance: np.ndarray, df_residual: np.ndarray) -> moderated.Squeezed:
    """Squeeze variances as limma does today, once the book's way is found equal to its legacy."""
    used = df_residual > 0
    known = np.where(used, variance, 0.0)
    squeezed, legacy = ours(variance, df_residual), squeeze_var(known, df_residual, legacy=True)
    np.testing.assert_allclose(squeezed.prior_df, legacy["df_prior"], rtol=1e-6)
    np.testing.assert_allclose(squeezed.variance[used], legacy["var_post"][used], rtol=1e-8)
    if len(np.unique(df_residual[used])) == 1:
        return squeezed
    today = squeeze_var(known, df_residual)
    return moderated.Squeezed(
        today["var_prior"],
        today["df_prior"],
        np.where(used, today["var_post"], np.nan),
        np.minimum(np.where(used, df_residual + today["df_prior"], np.nan), df_residual.sum()),
    )


def computed(step: store.Step) -> pd.DataFrame:
    """Compute a table, rounded as it would be stored."""
    print(step.key, flush=True)
    return store.parse(*store.serialise(step, step.compute()))


def crossing(before: pd.Series, after: pd.Series) -> list[int]:
    """Count what was below `LISTED`, what enters and what leaves."""
    was, now = before < LISTED, after < LISTED
    return [int(was.sum()), int((now & ~was).sum()), int((was & ~now).sum())]


def compared(step: store.Step, decided: pd.DataFrame) -> dict[str, object] | None:
    """Compare a table with the stored one; None where they are equal.

    `decided` has the claims that the table decides, with both verdicts.
    """
    before, after = (table.set_index(list(step.by)) for table in (stored(step), step()))
    differs = ((before != after) & ~(before.isna() & after.isna())).any(axis=1)
    if not differs.any():
        return None
    row = {"table": step.key, "rows": len(before), "rows_changed": int(differs.sum())}
    if "p" in before:
        ratio = after["p"] / before["p"].where(before["p"] > 0)
        row["largest_change_of_p"] = (ratio - 1).abs().max()
    for column in ("p", "fdr"):
        if column in before:
            names = [f"{column}_{name}" for name in ("listed", "entered", "left")]
            row |= dict(zip(names, crossing(before[column], after[column]), strict=True))
    return row | {
        "claims": " ".join(decided.index.get_level_values("claim")),
        "verdicts_changed": int((decided["verdict"] != decided["verdict_today"]).sum()),
    }


def main() -> None:
    known = store.steps()
    verdicts = judged_claims().set_index(["study", "claim"])[["result", "verdict"]]
    fingerprints = {key: store.current_fingerprint(step) for key, step in known.items()}
    moderated.squeeze_variances = competitive.squeeze_variances = squeeze_by_default
    reached = {
        key for key, step in known.items() if store.current_fingerprint(step) != fingerprints[key]
    } - LEFT_OUT
    store.read = lambda step: computed(step) if step.key in reached else stored(step)
    for step in known.values():
        step.seen = None
    # Workers in other processes would not see the other routine.
    with joblib.parallel_config(backend="sequential"):
        verdicts["verdict_today"] = judged_claims()["verdict"].to_numpy()
        rows = [
            compared(known[key], verdicts[verdicts["result"] == key]) for key in sorted(reached)
        ]
    table = pd.DataFrame([row for row in rows if row])
    counts = [name for name in table if name.endswith(("_listed", "_entered", "_left"))]
    table[counts] = table[counts].astype("Int64")
    table.to_csv(LIMMA_DEFAULT, index=False, float_format="%.2g", lineterminator="\n")
    print(f"{len(table)} of {len(reached)} tables differ: {LIMMA_DEFAULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
