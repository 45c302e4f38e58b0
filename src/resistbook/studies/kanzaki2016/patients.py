"""HER2-positive patients given trastuzumab before surgery: NF-κB by response, cohort as stratum."""

from functools import cache

import pandas as pd

from resistbook.data import cohorts
from resistbook.data.cohorts import Cohort
from resistbook.genes.networks import dorothea, progeny
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, estimate
from resistbook.results.store import stored
from resistbook.stats.association import POWER, adjusted_difference, partial_correlation
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.regression import logistic
from resistbook.stats.sets.scoring import activities, mean_z
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    NETS,
    NFKB,
    NO_HANDLING,
    PATIENTS,
    PROLIFERATION,
    STUDY,
)
from resistbook.studies.kanzaki2016.measures import FOOTPRINT, RELA
from resistbook.studies.kanzaki2016.treated_cells import FEEDBACK, cell_sets

BOTH, HARTUNG_KNAPP = "TransNEO and GSE42822", "TransNEO and GSE42822, Hartung-Knapp"
WHOLE, FEWER = f"{NFKB}, {ALL_GENES}", f"{NFKB}, {NO_HANDLING}"
TARGETS = "feedback targets"
MEASURES = (FEWER, WHOLE, RELA, FOOTPRINT, TARGETS)
DECLARED = ("er", "immune", "purity")
ADJUSTED = "ER, immune score, tumour cells"
HELD = {"cohort only": (), ADJUSTED: DECLARED}
FEWEST_TARGETS = 5


@cache
def trastuzumab() -> dict[str, Cohort]:
    """Return the HER2-positive patients of both cohorts with a known response.

    Two patients of TransNEO who are HER2-negative by the trial's table are left out. GSE42822 has
    no field of HER2; its patients were given trastuzumab.
    """
    transneo = cohorts.transneo_trastuzumab()
    fields = transneo.clinical
    kept = transneo.select(fields["residual"].notna() & (fields["her2"] == 1))
    return {"TransNEO": kept, "GSE42822": cohorts.gse42822()}


@cache
def patients() -> pd.DataFrame:
    """Return response and what can be held equal, in SDs within each cohort.

    Returns
    -------
    DataFrame : patients x fields
        ``cohort``; ``residual`` (1, 0); ``er`` (status in TransNEO, ESR1 mRNA in GSE42822);
        ``immune`` and ``stromal`` (mean z of ESTIMATE's genes, those of NF-κB left out), ``e2f``
        (mean z of the Hallmark); ``purity`` (ASCAT; 0 in GSE42822, where nothing is known);
        ``pertuzumab`` (1 = given beside trastuzumab, TransNEO).
    """
    parts = []
    for name, cohort in trastuzumab().items():
        expression, fields = cohort.expression, cohort.clinical
        around = {
            kind: tuple(set(genes) - set(msigdb("hallmark")[NFKB]))
            for kind, genes in estimate().items()
        } | {"e2f": msigdb("hallmark")[PROLIFERATION]}
        table = mean_z(expression, as_measured(around, expression.index)).T
        table["er"] = fields["er"] if name == "TransNEO" else expression.loc["ESR1"]
        if name == "TransNEO":
            table["purity"] = fields["purity"]
        parts.append(
            table.sub(table.mean())
            .div(table.std())
            .assign(
                cohort=name,
                residual=fields["residual"],
                pertuzumab=fields.get("pertuzumab", 0.0),
            )
        )
    return pd.concat(parts).fillna({"purity": 0.0})


@cache
def scores() -> pd.DataFrame:
    """Return the measures of NF-κB and every other Hallmark, in SDs within each cohort.

    Returns
    -------
    DataFrame : scores x patients
    """
    sets = {name: genes for name, genes in msigdb("hallmark").items() if name != NFKB}
    sets |= {f"{name}, {choice}": cell_sets()[name, choice] for name, choice in cell_sets()}
    parts = []
    for cohort in trastuzumab().values():
        expression = cohort.expression
        centred = expression.sub(expression.mean(axis=1), axis=0)
        targets = as_measured({TARGETS: FEEDBACK}, expression.index)
        table = pd.concat(
            [
                mean_z(expression, as_measured(sets, expression.index)),
                mean_z(expression, targets, minimum=FEWEST_TARGETS),
                activities(centred, dorothea().query("source == 'RELA'"), "ulm").rename(
                    index={"RELA": RELA}
                ),
                activities(centred, progeny(), "mlm").loc[["NFkB"]].rename({"NFkB": FOOTPRINT}),
            ]
        )
        parts.append(table.sub(table.mean(axis=1), axis=0).div(table.std(axis=1), axis=0))
    return pd.concat(parts, axis=1, join="inner")


def difference(chosen: pd.Series | None = None, held: tuple[str, ...] = DECLARED) -> pd.DataFrame:
    """Return the difference in every score, residual disease minus complete response, in SDs.

    One linear model over the cohorts, each with its own level.

    Parameters
    ----------
    chosen
        True for patients who take part; all, if it is not given.
    held
        Fields of `patients` that are held equal.

    Returns
    -------
    DataFrame
        As `adjusted_difference` returns it, and ``n``.
    """
    table = patients() if chosen is None else patients()[chosen]
    found = adjusted_difference(scores()[table.index], table["residual"], covariates(table, held))
    return found.assign(n=found["n_1"] + found["n_0"])


def covariates(table: pd.DataFrame, held: tuple[str, ...]) -> pd.DataFrame:
    """Return the terms of a model beside the one of interest: cohort and what is held equal."""
    strata = pd.get_dummies(table["cohort"], drop_first=True, dtype=float)
    varied = [name for name in held if table[name].nunique() > 1]
    return strata.join(table[varied])


@stored(f"{STUDY}/patients", sources=[*PATIENTS, *NETS], by=["patients", "set", "held"])
def by_response() -> pd.DataFrame:
    """Return NF-κB by response in each cohort and in both, raw and adjusted.

    ``place`` is the share of other Hallmarks with a lower difference. Beside the one model stands
    the random-effects mean of the two cohorts with Hartung and Knapp's interval, which with two
    cohorts is very wide whatever they say.
    """
    cohort = patients()["cohort"]
    groups = {name: cohort == name for name in trastuzumab()} | {BOTH: None}
    tables = []
    for held, fields in HELD.items():
        found = {name: difference(chosen, fields) for name, chosen in groups.items()}
        found[HARTUNG_KNAPP] = _hartung_knapp([found[name] for name in trastuzumab()])
        for name, table in found.items():
            others = table.loc[[one for one in table.index if one in msigdb("hallmark")]]
            rows = table.loc[list(MEASURES)]
            place = [(others["estimate"] < one).mean() for one in rows["estimate"]]
            rows = rows.assign(patients=name, held=held, place=place)
            tables.append(rows.rename_axis("set").reset_index())
    return pd.concat(tables, ignore_index=True)


def _hartung_knapp(parts: list[pd.DataFrame]) -> pd.DataFrame:
    effects, errors = (
        pd.concat([part[name] for part in parts], axis=1, ignore_index=True)
        for name in ("estimate", "se")
    )
    found = random_effects(effects, errors).rename(columns={"standard_error": "se"})
    counts = sum(part[["n_1", "n_0", "n"]] for part in parts)
    return (
        found[["estimate", "se", "ci_low", "ci_high", "p"]]
        .join(counts)
        .assign(detectable=POWER * found["se"])
    )


@stored(f"{STUDY}/patients_controls", sources=PATIENTS, by=["field"])
def controls() -> pd.DataFrame:
    """Return how what is held equal goes with response, and with NF-κB.

    ``odds_ratio`` of residual disease per SD, cohort as stratum; ``correlation`` with the score
    without immediate-early genes, within cohort. ER-positive tumours should leave residual disease
    more often, infiltrated ones less often.
    """
    table = patients()
    rows = []
    for field in ("er", "immune", "stromal", "e2f", "purity"):
        chosen = table if field != "purity" else table[table["cohort"] == "TransNEO"]
        terms = covariates(chosen, (field,))
        fit = logistic(chosen["residual"], terms, field)
        together = partial_correlation(
            scores().loc[[FEWER], chosen.index], chosen[field], covariates(chosen, ())
        ).iloc[0]
        rows.append(
            {
                "field": field,
                "n": len(chosen),
                **fit,
                "correlation": together["estimate"],
                "correlation_low": together["ci_low"],
                "correlation_high": together["ci_high"],
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/response_genes", sources=PATIENTS, by=["cohort", "gene"])
def response_genes() -> pd.DataFrame:
    """Return the difference in every gene, residual disease minus complete response, in SDs.

    In each cohort by itself, at equal ER; probes of several genes are left out. Shown in the gene
    explorer; no claim reads it.
    """
    tables = []
    for name, cohort in trastuzumab().items():
        table = patients().loc[cohort.expression.columns]
        several = cohort.expression.index.str.contains("///")
        varied = cohort.expression[~several & (cohort.expression.std(axis=1) > 0)]
        found = adjusted_difference(varied, table["residual"], table[["er"]])
        found["fdr"] = benjamini_hochberg(found["p"].to_numpy())
        tables.append(found.rename_axis("gene").reset_index().assign(cohort=name))
    columns = ["cohort", "gene", "estimate", "ci_low", "ci_high", "p", "fdr"]
    return pd.concat(tables, ignore_index=True)[columns]


@stored(f"{STUDY}/transneo_pam50", sources=["enlight", "transneo"], by=["pam50"])
def transneo_pam50() -> pd.DataFrame:
    """Return response by the PAM50 calls that TransNEO published, in the patients of Z2.

    Described and not tested: two of them are basal-like.
    """
    fields = trastuzumab()["TransNEO"].clinical
    found = fields.groupby("pam50")["residual"].agg(["size", "sum"])
    found = found.set_axis(["patients", "residual"], axis=1).astype(int)
    return found.sort_values("patients", ascending=False).reset_index()
