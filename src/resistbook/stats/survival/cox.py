"""Cox's proportional hazards model, fitted to every gene at once."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.samples import aligned, coded, durations, levels

BLOCK = 2**17
"""Values of expression fitted at a time: few enough for the processor's cache."""

FEWEST = 256
"""Genes fitted at a time at least, however many samples there are."""

STEP = 1e-8
"""Convergence: no coefficient, per standard deviation, moves further than this."""

EVALUATIONS = 60
"""Likelihood evaluations granted to a gene."""

INFORMATION = 1e-8
"""Smallest eigenvalue of the information, per standard deviation, that still identifies a fit."""


def cox(
    expression: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    strata: pd.Series | None = None,
    covariates: pd.DataFrame | None = None,
    per_sd: bool = True,
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit one Cox model a gene, with Efron's treatment of ties.

    Parameters
    ----------
    expression : genes x samples
        NaN = not measured; such a sample is left out for that gene only.
    time : samples
        Follow-up, in any one unit.
    event : samples
        1 = event, 0 = censored.
    strata : samples
        Strata with baseline hazards of their own.
    covariates : samples x covariates
        Numbers to adjust every gene for, complete.
    per_sd
        Give the log hazard ratio per standard deviation of the gene (over the samples used);
        otherwise per unit of expression.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row a gene: ``log_hazard_ratio`` with ``standard_error``, ``hazard_ratio`` with
        ``ci_low`` and ``ci_high``, Wald's ``z`` and ``p``, ``fdr`` (Benjamini-Hochberg over the
        genes given), ``n`` and ``n_events`` used, ``converged``, and ``flag``. A gene that
        carries a flag has NaN for every statistic:

        - ``missing``: measured in no sample;
        - ``no events``: no event among the samples in which it is measured;
        - ``constant gene``: it varies in no risk set, so the likelihood is flat;
        - ``collinear``: it is a linear combination of the covariates;
        - ``separation``: the likelihood has no finite maximum (as when each event strikes the
          highest value still at risk), or none that can be told from infinity.

    Raises
    ------
    ValueError
        For event codes other than 0 and 1, times that are missing, infinite or negative, infinite
        expression, missing or collinear covariates, and misaligned samples; each names the column,
        the sample and the value.

    Notes
    -----
    Newton's method with step halving on the partial likelihood, run on blocks of genes with the
    risk-set sums taken as cumulative sums over samples in order of falling time [1]_. Genes are
    standardised first, so that convergence means the same for all. Estimates are those of
    ``survival::coxph(ties = "efron")`` in R.

    References
    ----------
    .. [1] Therneau TM, Grambsch PM. Modeling Survival Data. Springer 2000, chapter 3.
       Efron B. J Am Stat Assoc 1977;72:557-565 (ties).
    """
    samples = expression.columns
    values = expression.to_numpy(dtype=float, na_value=np.nan)
    times = durations(aligned(time, samples, "time"), "time")
    events = coded(aligned(event, samples, "event"), "event")
    stratum = (
        np.zeros(len(samples), dtype=int)
        if strata is None
        else levels(aligned(strata, samples, "strata"), "strata")
    )
    _check_expression(expression, values)
    risk = _RiskSets.sort(times, events, stratum)
    adjust = _standard_covariates(covariates, samples)[risk.order]

    known = ~np.isnan(values)
    n = known.sum(axis=1)
    n_events = (known @ events).astype(int)
    flag = np.select([n == 0, n_events == 0], ["missing", "no events"], default="").astype(object)
    estimate = np.full((len(values), 2), np.nan)
    spread = np.full(len(values), np.nan)
    complete = n == len(samples)
    size = max(FEWEST, BLOCK // max(1, len(samples)))
    for chosen in (
        np.flatnonzero((flag == "") & complete),
        np.flatnonzero((flag == "") & ~complete),
    ):
        for start in range(0, len(chosen), size):
            genes = chosen[start : start + size]
            block = values[genes].T[risk.order]
            estimate[genes], spread[genes], flag[genes] = _fit(block, adjust, risk)

    converged = flag == ""
    estimate[~converged] = np.nan
    if not per_sd:
        estimate /= spread[:, None]
    log_hazard_ratio, standard_error = estimate.T
    half_width = stats.norm.ppf((1 + level) / 2) * standard_error
    z = log_hazard_ratio / standard_error
    p = 2 * stats.norm.sf(np.abs(z))
    with np.errstate(over="ignore"):
        hazard = [np.exp(log_hazard_ratio + side * half_width) for side in (0, -1, 1)]
    return pd.DataFrame(
        {
            "log_hazard_ratio": log_hazard_ratio,
            "hazard_ratio": hazard[0],
            "standard_error": standard_error,
            "ci_low": hazard[1],
            "ci_high": hazard[2],
            "z": z,
            "p": p,
            "fdr": benjamini_hochberg(p),
            "n": n,
            "n_events": n_events,
            "converged": converged,
            "flag": flag,
        },
        index=expression.index.rename("gene"),
    )


@dataclass(frozen=True)
class _RiskSets:
    """Samples in order of stratum and falling time, and what closes each event's risk set."""

    order: np.ndarray
    """Positions of the samples in that order; all others index into it."""
    strata: list[slice]
    events: np.ndarray
    last: np.ndarray
    """For each event, the last sample that is still at risk with it."""
    tied: np.ndarray
    """The events, by their place among the events, that share their moment with another."""
    ties: np.ndarray
    """Where among the tied events each set of them starts."""
    tie: np.ndarray
    """For each tied event, the set it belongs to."""

    @classmethod
    def sort(cls, times: np.ndarray, events: np.ndarray, stratum: np.ndarray) -> "_RiskSets":
        order = np.lexsort((-times, stratum))
        times, struck, stratum = times[order], events[order] == 1, stratum[order]
        new_stratum = np.diff(stratum, prepend=-1) != 0
        moment = np.cumsum(new_stratum | (np.diff(times, prepend=np.inf) != 0)) - 1
        closes = np.append(np.flatnonzero(np.diff(moment)), len(moment) - 1)
        bounds = [*np.flatnonzero(new_stratum), len(stratum)]
        where = np.flatnonzero(struck)
        shared = np.bincount(moment[where], minlength=len(moment))[moment[where]] > 1
        new_tie = np.diff(moment[where][shared], prepend=-1) != 0
        return cls(
            order=order,
            strata=[slice(*ends) for ends in pairwise(bounds)],
            events=where,
            last=closes[moment[where]],
            tied=np.flatnonzero(shared),
            ties=np.flatnonzero(new_tie),
            tie=np.cumsum(new_tie) - 1,
        )

    def sums(self, terms: np.ndarray, discount: np.ndarray | None) -> np.ndarray:
        """Sum over each event's risk set, tied events discounted; events x genes."""
        running = terms.copy()
        for stratum in self.strata:
            # Row by row, genes side by side: several times faster than np.cumsum along an axis.
            for before, row in pairwise(list(running[stratum])):
                np.add(before, row, out=row)
        total = running[self.last]
        if discount is not None:
            among = np.add.reduceat(terms[self.events[self.tied]], self.ties)
            total[self.tied] -= discount * among[self.tie]
        return total

    def discount(self, struck: np.ndarray) -> np.ndarray | None:
        """Efron's l / d for the tied events of each gene; None where there are none."""
        if not len(self.tied):
            return None
        struck = struck[self.tied]
        size = np.add.reduceat(struck, self.ties)
        before = (np.cumsum(size, axis=0) - size)[self.tie]
        rank = np.cumsum(struck, axis=0) - struck - before
        return rank / np.maximum(size[self.tie], 1.0)


def _fit(
    block: np.ndarray, adjust: np.ndarray, risk: _RiskSets
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit a block of genes, samples (in the order of `risk`) x genes.

    Returns the gene's coefficient and standard error per standard deviation (genes x 2), that
    standard deviation, and the flags.
    """
    known = ~np.isnan(block)
    complete = known.all()
    x, spread, constant = _standardise(block, known)
    struck = (known[:, :1] if complete else known)[risk.events].astype(float)
    genes, p = x.shape[1], 1 + adjust.shape[1]
    observed = np.empty((genes, p))
    observed[:, 0] = (x[risk.events] * struck).sum(axis=0)
    observed[:, 1:] = struck.T @ adjust[risk.events]
    model = _Likelihood(x, adjust, None if complete else known, struck, observed, risk)
    flag = np.where(constant, "constant gene", "separation").astype(object)
    estimate = np.full((genes, 2), np.nan)

    active = np.flatnonzero(~constant)
    model = model.of(active)
    beta, step = np.zeros((len(active), p)), np.zeros((len(active), p))
    likelihood = np.full(len(active), -np.inf)
    for evaluation in range(EVALUATIONS):
        if not len(active):
            break
        value, score, information = model.at(beta + step)
        better = value >= likelihood - 1e-10 * np.abs(likelihood)
        sound = _smallest_eigenvalue(information) > INFORMATION
        if evaluation == 0:
            flag[active[~sound]] = np.where(
                information[~sound, 0, 0] > INFORMATION, "collinear", "constant gene"
            )
        accepted = better & sound
        beta[accepted] += step[accepted]
        likelihood[accepted] = value[accepted]
        step[accepted] = np.linalg.solve(information[accepted], score[accepted, :, None])[..., 0]
        step[~better] /= 2

        settled = accepted & (np.abs(step).max(axis=1) < STEP)
        covariance = np.linalg.inv(information[settled])
        estimate[active[settled], 0] = (beta + step)[settled, 0]
        estimate[active[settled], 1] = np.sqrt(covariance[:, 0, 0])
        flag[active[settled]] = ""
        going = ~settled & (sound | ~better)
        if not going.all():
            active, model = active[going], model.of(going)
            beta, step, likelihood = beta[going], step[going], likelihood[going]
    return estimate, spread, flag


@dataclass(frozen=True)
class _Likelihood:
    """Efron's partial likelihood of a block of genes."""

    x: np.ndarray
    """samples x genes, standardised, 0 where not measured."""
    adjust: np.ndarray
    """samples x covariates."""
    known: np.ndarray | None
    """samples x genes, or None if all is measured."""
    struck: np.ndarray
    """1 for each event that counts; events x genes (or x 1 for all)."""
    observed: np.ndarray
    """Sums of the model's columns over the events that count; genes x coefficients."""
    risk: _RiskSets

    def of(self, genes: np.ndarray) -> "_Likelihood":
        """Return the likelihood of some of the genes."""
        some = replace(self, x=self.x[:, genes], observed=self.observed[genes])
        if self.known is None:
            return some
        return replace(some, known=self.known[:, genes], struck=self.struck[:, genes])

    def at(self, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log-likelihood, score and information at `beta` (genes x coefficients)."""
        risk, struck = self.risk, self.struck
        discount = risk.discount(struck)
        columns = [self.x, *self.adjust.T[:, :, None]]
        genes, p = beta.shape
        expected, information = np.empty((genes, p)), np.empty((genes, p, p))
        # A step so far that exp() overflows has no finite likelihood, and is halved.
        with np.errstate(all="ignore"):
            hazard = self.x * beta[:, 0]
            if p > 1:
                hazard += self.adjust @ beta[:, 1:].T
            np.exp(hazard, out=hazard)
            if self.known is not None:
                hazard *= self.known
            total = risk.sums(hazard, discount)
            if self.known is not None:
                total[struck == 0] = 1.0
            value = (beta * self.observed).sum(axis=1) - np.log(total).sum(axis=0)
            share = struck / total
            means = []
            for i, column in enumerate(columns):
                weighted = hazard * column
                means.append(risk.sums(weighted, discount) * share)
                expected[:, i] = means[i].sum(axis=0)
                for j in range(i + 1):
                    square = risk.sums(weighted * columns[j], discount) * share
                    information[:, i, j] = (square - means[i] * means[j]).sum(axis=0)
                    information[:, j, i] = information[:, i, j]
        value = np.where(np.isfinite(value), value, -np.inf)
        return value, self.observed - expected, information


def _standardise(block: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centre and scale each gene; also give its standard deviation, and whether it is constant."""
    count = known.sum(axis=0)
    filled = np.where(known, block, 0.0)
    centred = np.where(known, block - filled.sum(axis=0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / np.maximum(count - 1, 1))
    constant = spread <= 1e-12 * np.abs(filled).max(axis=0)
    return centred / np.where(constant, 1.0, spread), spread, constant


def _smallest_eigenvalue(information: np.ndarray) -> np.ndarray:
    finite = np.isfinite(information).all(axis=(1, 2), keepdims=True)
    information = np.where(finite, information, 0.0)
    if information.shape[1] == 1:
        return information[:, 0, 0]
    return np.linalg.eigvalsh(information)[:, 0]


def _standard_covariates(covariates: pd.DataFrame | None, samples: pd.Index) -> np.ndarray:
    if covariates is None:
        return np.empty((len(samples), 0))
    standard = np.empty(covariates.shape)
    for i, name in enumerate(covariates.columns):
        column = aligned(covariates[name], samples, "covariate")
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        bad = ~np.isfinite(values)
        if bad.any():
            first = int(np.argmax(bad))
            raise ValueError(
                f"covariate {name!r} of sample {samples[first]!r} is {column.tolist()[first]!r}; "
                "covariates are complete, finite numbers: drop the sample or code the levels"
            )
        centred = values - values.mean()
        residual = centred - standard[:, :i] @ np.linalg.lstsq(standard[:, :i], centred)[0]
        if np.linalg.norm(residual) <= 1e-8 * np.linalg.norm(values):
            raise ValueError(f"covariate {name!r} is constant or follows from those before it")
        standard[:, i] = centred / centred.std(ddof=1)
    return standard


def _check_expression(expression: pd.DataFrame, values: np.ndarray) -> None:
    gene, sample = np.nonzero(np.isinf(values))
    if len(gene):
        raise ValueError(
            f"expression of gene {expression.index[gene[0]]!r} in sample "
            f"{expression.columns[sample[0]]!r} is {values[gene[0], sample[0]]:g}; "
            "use NaN for a value that was not measured"
        )
